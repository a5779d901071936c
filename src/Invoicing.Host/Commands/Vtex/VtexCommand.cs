using System.CommandLine;

namespace Invoicing.Host.Commands.Vtex;

/// <summary><c>invoicing vtex</c>: what people ask of VTEX's orders.</summary>
internal static class VtexCommand
{
    public static Command Create() => new("vtex", "See how far the orders of VTEX have come.")
    {
        VtexStatusCommand.Create(),
    };
}
