using System.CommandLine;
using Invoicing.Process;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>--step</c>, as steps are named everywhere.</summary>
internal static class StepOption
{
    public static Option<string?> Create(string description)
    {
        var step = new Option<string?>("--step") { Description = description, HelpName = "invoice|slip/NUMBER" };
        step.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token && token.Value != Step.InvoiceName && !IsSlip(token.Value))
            {
                result.AddError($"'{token.Value}' is not a step: invoice and slip/NUMBER are.");
            }
        });
        return step;
    }

    public static bool IsSlip(string? step) => step?.Split('/') is ["slip", { Length: > 0 }];
}
