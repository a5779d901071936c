using System.CommandLine;
using Invoicing.OrderInvoicing;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>invoicing orders dismiss</c>.</summary>
internal static class DismissCommand
{
    public static Command Create()
    {
        var selection = new OrderSelection([OrderState.Failed, OrderState.Held, OrderState.Invoicing, OrderState.Transferring]);
        var options = new DecisionOptions();
        var command = new Command("dismiss", "Take orders out for good: nothing more is sent for them. Refused while a call to Retail Pro is open or of unknown outcome.");
        selection.AddTo(command);
        options.AddTo(command);
        command.SetAction((parsed, ct) => Decisions.CarryOut(
            parsed,
            options,
            selection,
            (commands, orderNo) => commands.Dismiss(orderNo, parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct),
            ct));
        return command;
    }
}
