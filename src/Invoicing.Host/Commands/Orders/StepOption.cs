using System.CommandLine;
using Invoicing.Contracts;
using Invoicing.Host.Composition;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>--step</c>, as steps are named everywhere.</summary>
internal static class StepOption
{
    public static Option<string?> Create(string description)
    {
        var step = new Option<string?>("--step") { Description = description, HelpName = "invoice|slip/NUMBER" };
        step.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { Value: var name } && name != StepNames.Invoice && !IsSlip(name) && !IsOfASystem(name))
            {
                result.AddError($"'{name}' is not a step: invoice and slip/NUMBER are.");
            }
        });
        return step;
    }

    public static bool IsSlip(string? step) => step?.Split('/') is ["slip", { Length: > 0 }];

    private static bool IsOfASystem(string step) => step.Split('/') is [var system, { Length: > 0 }, ..]
        && InstalledSystems.All.Any(known => known.Texts.Name == system);
}
