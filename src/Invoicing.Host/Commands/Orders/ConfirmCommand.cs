using System.CommandLine;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>invoicing orders confirm</c>.</summary>
internal static class ConfirmCommand
{
    public static Command Create()
    {
        var number = OrderNumbers.One();
        var step = StepOption.Create("The step of unknown outcome. Default: invoice.");
        var invoiced = new Option<string?>("--invoiced")
        {
            Description = "Retail Pro has it; of an invoice, with its document number if it shows one.",
            HelpName = "DOCUMENT",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var notInvoiced = new Option<bool>("--not-invoiced") { Description = "Retail Pro does not have it: it is sent again." };
        var attempt = new Option<int?>("--attempt")
        {
            Description = "Required with --not-invoiced: the attempt after which you looked, as the mail and `orders show` name it.",
        };
        var options = new DecisionOptions();
        var command = new Command("confirm", "Say what a look into Retail Pro has shown about a call of unknown outcome, or about a "
            + "number that is taken: it was carried out for this order, or it was not.")
        {
            number, step, invoiced, notInvoiced, attempt,
        };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            var isInvoiced = result.GetResult(invoiced) is { Implicit: false };
            if (isInvoiced == result.GetResult(notInvoiced) is { Implicit: false })
            {
                result.AddError("Either --invoiced or --not-invoiced is required.");
            }
            else if (!isInvoiced && result.GetResult(attempt) is null)
            {
                result.AddError(
                    "--not-invoiced needs --attempt N, the attempt after which you looked: `orders show` and the mail name it.");
            }
            else if (isInvoiced && result.GetValue(invoiced) is not null && StepOption.IsSlip(result.GetValue(step)))
            {
                result.AddError("A slip has no document number: write --invoiced alone.");
            }
        });
        command.SetAction((parsed, ct) => Decisions.CarryOut(
            parsed,
            options,
            parsed.GetValue(number)!,
            (commands, orderNo) => commands.Confirm(
                orderNo,
                new ConfirmOutcome(
                    parsed.GetValue(step) ?? RetailProSteps.Invoice,
                    parsed.GetResult(invoiced) is { Implicit: false },
                    parsed.GetValue(invoiced),
                    parsed.GetValue(attempt),
                    parsed.GetValue(options.By)!,
                    parsed.GetValue(options.Reason)!),
                ct)));
        return command;
    }
}
