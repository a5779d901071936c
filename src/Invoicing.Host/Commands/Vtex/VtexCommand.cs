using System.CommandLine;

namespace Invoicing.Host.Commands.Vtex;

/// <summary><c>invoicing vtex</c>: what people tell VTEX of an order, and ask of the orders there.</summary>
internal static class VtexCommand
{
    public static Command Create() => new("vtex", "See how far VTEX's orders have come; tell VTEX of parcels and returns of one.")
    {
        VtexStatusCommand.Create(),
        UpdateCommands.CreateTrack(),
        UpdateCommands.CreateEvent(),
        UpdateCommands.CreateReturn(),
    };
}
