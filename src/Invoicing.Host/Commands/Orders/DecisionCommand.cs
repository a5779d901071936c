using System.CommandLine;
using Invoicing.Operations;
using Invoicing.Process;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Decisions that need no more than who and why: <c>orders hold</c>, <c>release</c> and <c>dismiss</c>.</summary>
internal static class DecisionCommand
{
    private static readonly OrderState[] s_unfinished = [OrderState.Invoicing, OrderState.Transferring, OrderState.Delivering, OrderState.Failed, OrderState.Held];

    private delegate Task<OrderProcess> Decide(OrderCommands commands, string orderNo, string by, string reason, CancellationToken ct);

    public static Command CreateHold() => Create(
        "hold",
        "Send nothing more for orders until they are released. What Retail Pro still answers is taken, newer data of the OMS too.",
        new OrderSelection(s_unfinished),
        (commands, orderNo, by, reason, ct) => commands.Hold(orderNo, by, reason, ct));

    public static Command CreateRelease() => Create(
        "release",
        "Let orders go on that were put on hold.",
        new OrderSelection(s_unfinished, onHold: true),
        (commands, orderNo, by, reason, ct) => commands.Release(orderNo, by, reason, ct));

    public static Command CreateDismiss() => Create(
        "dismiss",
        "Take orders out for good: nothing more is sent for them. Refused while a call to Retail Pro is open or of unknown outcome.",
        new OrderSelection(s_unfinished),
        (commands, orderNo, by, reason, ct) => commands.Dismiss(orderNo, by, reason, ct));

    private static Command Create(string name, string description, OrderSelection selection, Decide decide)
    {
        var options = new DecisionOptions();
        var command = new Command(name, description);
        selection.AddTo(command);
        options.AddTo(command);
        command.SetAction((parsed, ct) => Decisions.CarryOut(
            parsed, options, selection, (commands, orderNo) => decide(commands, orderNo, parsed.GetValue(options.By)!, parsed.GetValue(options.Reason)!, ct), ct));
        return command;
    }
}
