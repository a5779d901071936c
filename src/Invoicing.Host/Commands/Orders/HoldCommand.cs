using System.CommandLine;
using Invoicing.OrderInvoicing;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>invoicing orders hold</c>.</summary>
internal static class HoldCommand
{
    public static Command Create()
    {
        var selection = new OrderSelection([OrderState.Invoicing, OrderState.Transferring, OrderState.Failed, OrderState.Held]);
        var options = new DecisionOptions();
        var command = new Command("hold", "Send nothing more for orders until they are released. What Retail Pro still answers is taken, newer data of the OMS too.");
        selection.AddTo(command);
        options.AddTo(command);
        command.SetAction((parsed, ct) => Decisions.CarryOut(
            parsed,
            options,
            selection,
            (commands, orderNo) => commands.Hold(orderNo, parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct),
            ct));
        return command;
    }
}
