using System.CommandLine;

namespace Invoicing.Host.Commands.Vtex;

/// <summary><c>invoicing vtex</c>: what people tell VTEX of an order, and ask of what comes from there.</summary>
internal static class VtexCommand
{
    public static Command Create() => new("vtex", "Tell VTEX of parcels and returns of an order that came from there.")
    {
        UpdateCommands.CreateTrack(),
        UpdateCommands.CreateEvent(),
        UpdateCommands.CreateReturn(),
    };
}
