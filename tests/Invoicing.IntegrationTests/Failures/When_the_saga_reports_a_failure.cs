using Invoicing.Contracts;
using Invoicing.Failures;
using Invoicing.Harness;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.IntegrationTests.Failures;

public sealed class When_the_saga_reports_a_failure : NoticeTest
{
    [Fact]
    public async Task it_is_stored_once_and_answered_each_time()
    {
        await using var services = Bus();
        var harness = services.GetRequiredService<ITestHarness>();
        await harness.Start();

        await harness.Bus.Publish(Some.Failure("1042", "slip/00000731", attempt: 2));
        await harness.Bus.Publish(Some.Failure("1042", "slip/00000731", attempt: 2));
        await harness.Bus.Publish(Some.Failure("1042", "slip/00000731", attempt: 2));
        await harness.Bus.Publish(Some.Failure("1042", "slip/00000731", attempt: 3));
        await Wait.Until(() => harness.Published.Select<FailureNotified>().Count() == 4, "answered");

        harness.Published.Select<FailureNotified>().Select(published => published.Context.Message).Distinct().ShouldBe(
            [new("1042", "slip/00000731", 2, FailureKind.Refused), new(
                "1042",
                "slip/00000731",
                3,
                FailureKind.Refused)], ignoreOrder: true);
        (await Database.Count("mt_doc_notice")).ShouldBe(2);
    }

    [Fact]
    public async Task that_cannot_be_stored_it_is_not_answered()
    {
        await Database.Execute("drop table mt_doc_notice cascade");
        await using var services = Bus();
        var harness = services.GetRequiredService<ITestHarness>();
        await harness.Start();

        await harness.Bus.Publish(Some.Failure());
        (await harness.Published.Any<Fault<InvoicingFailed>>()).ShouldBeTrue();

        harness.Published.Select<FailureNotified>().ShouldBeEmpty();
    }

    private ServiceProvider Bus() => new ServiceCollection()
        .AddSingleton(Notices)
        .AddMassTransitTestHarness(bus => bus.AddConsumer<FailureConsumer>())
        .BuildServiceProvider(validateScopes: true);
}
