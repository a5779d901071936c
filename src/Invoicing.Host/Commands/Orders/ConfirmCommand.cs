using System.CommandLine;
using Invoicing.Contracts;
using Invoicing.Operations;
using Invoicing.Process;

namespace Invoicing.Host.Commands.Orders;

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
        var notInvoiced = Options.Flag("--not-invoiced", "Retail Pro does not have it: it is sent again.");
        var attempt = Options.Value<int?>(
            "--attempt", null, "Required with --not-invoiced: the attempt after which you looked, as the mail and `orders show` name it.");
        var options = new DecisionOptions();
        var command = new Command("confirm", "Say what a look into Retail Pro has shown about a call of unknown outcome, or about a "
            + "number that is taken: it was carried out for this order, or it was not.")
        {
            number, step, invoiced, notInvoiced, attempt,
        };
        command.Validators.Add(result =>
        {
            var isInvoiced = result.IsGiven(invoiced);
            if (isInvoiced == result.IsGiven(notInvoiced))
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
        return command.Runs(Run, options);

        Task<int> Run(OperatorRun run)
        {
            var (given, decision) = (run.Given, options.Of(run.Given));
            var outcome = new ConfirmOutcome(
                given.GetValue(step) ?? StepNames.Invoice,
                given.GetResult(invoiced) is { Implicit: false },
                given.GetValue(invoiced),
                given.GetValue(attempt),
                decision.By,
                decision.Reason);
            var commands = run.Commands("confirm", decision);
            return Decisions.CarryOut(
                run, OrderNumbers.Normal(given.GetValue(number)!), orderNo => commands.Confirm(orderNo, outcome, run.Ct));
        }
    }
}
