using System.CommandLine;
using Invoicing.OrderInvoicing;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>invoicing orders release</c>.</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        var selection = new OrderSelection([OrderState.Held, OrderState.Failed, OrderState.Invoicing, OrderState.Transferring], onHold: true);
        var options = new DecisionOptions();
        var command = new Command("release", "Let orders go on that were put on hold.");
        selection.AddTo(command);
        options.AddTo(command);
        command.SetAction((parsed, ct) => Decisions.CarryOut(
            parsed,
            options,
            selection,
            (commands, orderNo) => commands.Release(orderNo, parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct),
            ct));
        return command;
    }
}
