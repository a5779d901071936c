using System.CommandLine;
using System.Text.RegularExpressions;
using Invoicing.Host.Composition;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>orders adopt</c>: a list of what the process before this one has invoiced.</summary>
internal static partial class AdoptCommand
{
    // The refused ones that are told: on the terminal, and as JSON.
    private const int MostTold = 50;
    private const int MostListed = 10_000;

    public static Command Create()
    {
        var orders = new Argument<string[]>("FILE|NO")
        {
            Description = "A file of orders as feeds take them (the number is enough, a column documentNo is kept), or of a number a line; "
                + "- is standard input. Or order numbers.",
            Arity = ArgumentArity.OneOrMore,
        };
        orders.Refuse(text => IsFile(text) || !LooksLikeFile().IsMatch(text) ? null : $"There is no file '{text}'.");
        var dryRun = Options.Flag("--dry-run", "Only say what would become of each.");
        var options = new DecisionOptions();
        return new Command(
            "adopt",
            "Mark orders as invoiced elsewhere, by the process before this one: they are never invoiced here, whether they have come or "
                + "come later. Refused for those that were begun here. Harmless to repeat. Exit code 0 only if none was refused.")
        {
            orders, dryRun,
        }.Runs(
            run => Run(run, run.Given.GetValue(orders)!, options.Of(run.Given), run.Given.GetValue(dryRun)),
            options,
            builder => builder.Services.AddFeedSettings(),
            untilStopped: true);
    }

    private static async Task<int> Run(OperatorRun run, string[] given, OperatorDecision decision, bool isDryRun)
    {
        var adoption = run.Get<Adoptions>().Begin(string.Join(' ', given.Select(Path.GetFileName).Take(10)), decision, isDryRun);
        var (refused, unreadable, read, refusals) = (0L, 0L, 0L, new List<Refusal>());
        long? total = given.Contains(FileArgument.StandardInput) ? null : given.Where(IsFile).Sum(file => new FileInfo(file).Length);
        var part = new List<AdoptedOrder>();
        await ProgressDisplay.Show(total, () => Interlocked.Read(ref read), Counts, async () =>
        {
            try
            {
                foreach (var text in given)
                {
                    await (IsFile(text) ? InputFile.Use(text, TakeFile, run.Ct) : Take(Named(text)));
                }

                await Adopt();
            }
            catch (OperationCanceledException) when (run.Ct.IsCancellationRequested)
            {
                ProgressDisplay.Tell("Interrupted: the rest is as it was. Run the same again: what is adopted stays so.");
            }
        });

        run.Write(
            new
            {
                dryRun = isDryRun,
                adopted = adoption.Count(AdoptionOutcome.Adopted),
                adoptedBeforeTheyCame = adoption.Count(AdoptionOutcome.AdoptedBeforeItCame),
                alreadyAdopted = adoption.Count(AdoptionOutcome.AlreadyAdopted),
                refused = refused + unreadable,
                refusals,
            },
            ConsoleOutput.Json,
            () => Console.WriteLine($"{(isDryRun ? "It would be: " : "")}{Counts()}."));
        refusals.Take(MostTold).ToList().ForEach(refusal => Console.Error.WriteLine($"invoicing: {refusal.Why}"));
        if (refused + unreadable > MostTold)
        {
            Console.Error.WriteLine($"invoicing: and {Wording.Number(refused + unreadable - MostTold)} more; --output json lists "
                + $"{Wording.Number(MostListed)}.");
        }

        return refused + unreadable == 0 && !run.Ct.IsCancellationRequested ? 0 : CommandLine.Failed;

        async Task<bool> TakeFile(string path, string name)
        {
            var settings = run.Get<IOptions<FeedSettings>>().Value;
            await foreach (var entry in AdoptionList.Read(
                path, Path.GetFileName(name), settings, count => Interlocked.Add(ref read, count), run.Ct))
            {
                await Take(entry);
            }

            return true;
        }

        async Task<bool> Take(AdoptionEntry entry)
        {
            run.Ct.ThrowIfCancellationRequested();
            if (entry.Order is not { } order)
            {
                Interlocked.Increment(ref unreadable);
                Tell(new(null, $"{entry.Place}: {entry.Problem}."));
                return false;
            }

            part.Add(order);
            if (part.Count == AdoptionRun.AtATime)
            {
                await Adopt();
            }

            return true;
        }

        async Task Adopt()
        {
            // A part that is begun is ended.
            var results = part.Count == 0 ? [] : await adoption.Adopt(part, CancellationToken.None);
            foreach (var result in results.Where(result => result.Why is not null))
            {
                Interlocked.Increment(ref refused);
                Tell(new(result.OrderNo, result.Why!));
            }

            part.Clear();
        }

        void Tell(Refusal refusal)
        {
            if (refusals.Count < MostListed)
            {
                refusals.Add(refusal);
            }
        }

        string Counts() =>
            $"{Wording.Counted(adoption.Count(AdoptionOutcome.Adopted), "order", "orders")} adopted, "
                + $"{Wording.Number(adoption.Count(AdoptionOutcome.AdoptedBeforeItCame))} before they came, "
                + $"{Wording.Number(adoption.Count(AdoptionOutcome.AlreadyAdopted))} adopted earlier, "
                + $"{Wording.Number(Interlocked.Read(ref refused) + Interlocked.Read(ref unreadable))} not adopted";
    }

    private static AdoptionEntry Named(string number)
    {
        var (order, problem) = AdoptionList.Of(number, null, null);
        return new(number, order, problem);
    }

    private static bool IsFile(string text) => text == FileArgument.StandardInput || File.Exists(text);

    /// <summary>A name that was mistyped must not become the number of an order.</summary>
    [GeneratedRegex(@"\.[A-Za-z]{2,5}$")]
    private static partial Regex LooksLikeFile();

    /// <param name="OrderNo">Null: the entry could not be read.</param>
    private sealed record Refusal(string? OrderNo, string Why);
}
