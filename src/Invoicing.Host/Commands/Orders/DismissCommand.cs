using System.CommandLine;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>invoicing orders dismiss</c>.</summary>
internal static class DismissCommand
{
    public static Command Create()
    {
        var numbers = OrderNumbers.Many();
        var options = new DecisionOptions();
        var command = new Command(
            "dismiss",
            "Take orders out for good: nothing more is sent for them. Refused while a call to Retail Pro is open or of unknown outcome.")
        {
            numbers,
        };
        options.AddTo(command);
        command.SetAction((parsed, ct) => Decisions.CarryOut(
            parsed,
            options,
            parsed.GetValue(numbers)!,
            (commands, orderNo) => commands.Dismiss(orderNo, parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct),
            outcomes => outcomes));
        return command;
    }
}
