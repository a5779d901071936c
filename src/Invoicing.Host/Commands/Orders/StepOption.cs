using System.CommandLine;
using Invoicing.Contracts;
using Invoicing.Host.Composition;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>--step</c>, as steps are named everywhere.</summary>
internal static class StepOption
{
    public static Option<string?> Create(string description) => Options.Value<string?>("--step", "invoice|slip/NUMBER", description)
        .Refuse(name => name == StepNames.Invoice || IsSlip(name) || IsOfASystem(name) ? null
            : $"'{name}' is not a step: invoice and slip/NUMBER are, and those of other systems as `invoicing orders show` names them.");

    public static bool IsSlip(string? step) => step?.Split('/') is ["slip", { Length: > 0 }];

    private static bool IsOfASystem(string step) => step.Split('/') is [var system, { Length: > 0 }, ..]
        && InstalledSystems.All.Any(known => known.Texts.Name == system);
}
