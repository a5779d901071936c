using System.Reflection;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.EndToEnd;

public sealed class Every_failure_kind
{
    [Fact]
    public void is_produced_and_cured_as_documented_by_a_test() => typeof(Every_failure_kind).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttribute<FactAttribute>() is { Skip: null })
        .Select(method => method.GetCustomAttribute<ProducesAttribute>()?.Kind)
        .OfType<NoticeKind>().Distinct().Order()
        .ShouldBe(Enum.GetValues<NoticeKind>());
}
