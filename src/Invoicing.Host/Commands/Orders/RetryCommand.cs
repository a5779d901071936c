using System.CommandLine;
using Invoicing.Process;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>invoicing orders retry</c>.</summary>
internal static class RetryCommand
{
    public static Command Create()
    {
        var selection = new OrderSelection([OrderState.Failed]);
        var step = StepOption.Create("Only this step. Default: all steps that have failed or are deferred.");
        var options = new DecisionOptions();
        var command = new Command(
            "retry",
            "Try failed and deferred steps again, once their cause is mended. Refused where Retail Pro may have done it already: see `confirm`.")
        {
            step,
        };
        selection.AddTo(command);
        options.AddTo(command);
        command.SetAction((parsed, ct) => Decisions.CarryOut(
            parsed,
            options,
            selection,
            (commands, orderNo) => commands.Retry(orderNo, parsed.GetValue(step), parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct),
            ct));
        return command;
    }
}
