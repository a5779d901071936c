using Invoicing.Host.Commands.Checking;
using Invoicing.Operations;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.Host;

public class Checks_of_dependencies
{
    [Fact]
    public async Task a_finding_is_one_line() =>
        (await Check(_ => Task.FromResult(Finding.Wrong("not\nthere")))).ToLine("Mail").ShouldBe("Mail        WRONG  not there");

    [Fact]
    public async Task an_invalid_setting_is_told_as_it_is() =>
        (await Check(_ => throw new OptionsValidationException("x", typeof(object), ["A:B is missing.", "A:C is too long."]))).Text
            .ShouldBe("A:B is missing. A:C is too long.");

    [Fact]
    public async Task an_unexpected_failure_names_the_setting() =>
        (await Check(_ => throw new InvalidOperationException("Broken."))).ShouldBe(Finding.Wrong("Broken. Look at A:B."));

    [Fact]
    public async Task what_does_not_answer_and_does_not_stop_is_given_up()
    {
        var found = await DependencyChecks.Bounded(
            "A:B",
            TimeSpan.FromMilliseconds(50),
            _ => new TaskCompletionSource<Finding>().Task,
            CancellationToken.None);

        found.Text.ShouldStartWith("No answer within 0.05 s.");
        found.Text.ShouldContain("A:B");
    }

    private static Task<Finding> Check(Func<CancellationToken, Task<Finding>> check) =>
        DependencyChecks.Bounded("A:B", DependencyChecks.Limit, check, CancellationToken.None);
}
