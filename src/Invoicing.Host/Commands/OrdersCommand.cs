using System.CommandLine;
using Invoicing.Host.Commands.Orders;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing orders</c>: what people ask of orders and do to them.</summary>
internal static class OrdersCommand
{
    public static Command Create() => new("orders", "See orders, and decide about those that need a person.")
    {
        ListCommand.Create(),
        ShowCommand.Create(),
        RetryCommand.Create(),
        ConfirmCommand.Create(),
        DecisionCommand.CreateHold(),
        DecisionCommand.CreateRelease(),
        CorrectCommand.Create(),
        DecisionCommand.CreateDismiss(),
    };
}
