using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Systems;

/// <summary>
/// Makes a call to Retail Pro happen once, by its business key: claims it in the journal, looks what an earlier call came to,
/// calls, and records the answer before anyone hears of it.
/// </summary>
internal sealed partial class StepRunner(
    ICallJournal journal,
    IOptions<RetailProSettings> options,
    TimeProvider clock,
    Func<CancellationToken, ValueTask<BackupRestore?>> findRestoration,
    IAdmission gate,
    InFlightCalls openCalls,
    ILogger<StepRunner> logger)
{
    private static readonly TimeSpan s_behindOthers = TimeSpan.FromSeconds(30);

    /// <param name="ct">
    /// Ends the wait, as when the command's channel is lost: it comes again. A call that is under way goes on to its own end and is recorded.
    /// </param>
    /// <returns>Null when there is nothing to report: the command was stale, or another delivery is at it.</returns>
    /// <exception cref="StepFailedException">A person is needed.</exception>
    public Task<StepResult?> Make(StepCall plan, CancellationToken ct) => openCalls.Add(MakeOnce(plan, ct)).WaitAsync(ct);

    private async Task<StepResult?> MakeOnce(StepCall plan, CancellationToken ct)
    {
        var pass = await gate.Enter(ct);
        if (pass.WhyNot is { } closed)
        {
            return new Deferred(closed, null, OutcomeUnknown: false, IsPaused: true);
        }

        CallOutcome? answer = null;
        try
        {
            return await MakeClaimed(plan, outcome => answer = outcome, ct);
        }
        catch (ClaimLostException)
        {
            // The process was frozen for longer than the claim lasts: whoever took the claim over decides.
            LogClaimLost(plan.Key);
            return null;
        }
        finally
        {
            await gate.Leave(pass, answer);
        }
    }

    private async Task<StepResult?> MakeClaimed(StepCall plan, Action<CallOutcome> called, CancellationToken ct)
    {
        var settings = options.Value;
        var window = new CallDeadline(clock, settings.CallTimeout);
        var owner = Guid.NewGuid();
        var mayRepeat = settings.RefusesDuplicates || plan.CanAsk;
        // Before the claim: what fails between a claim and its call leaves a call in doubt that was never made.
        var restoration = await findRestoration(ct);
        var claim = await journal.Claim(
            new(plan.Key, plan.OrderNo, plan.Step, plan.Attempt, owner, mayRepeat, mayRepeat && !settings.RefusesDuplicates, settings.CallTimeout + settings.CallMargin),
            // Granted even if nobody waits for it any more: then it must be settled, too.
            CancellationToken.None);
        switch (claim.Kind)
        {
            case ClaimKind.Busy when plan.IsAgain || claim.Row!.StepNamed(plan.Step)?.Status == StepStatus.Failed:
                // The first delivery may be dead, and its fault on its way: a failed step is not sent again by itself, and must not lose
                // its entry in the error queue.
                return new Deferred("Another delivery of this command is still at it.", settings.CallTimeout + settings.CallMargin, OutcomeUnknown: false);
            case ClaimKind.Stale or ClaimKind.Busy:
                LogNotCalled(plan.Step, plan.Attempt, claim.Kind);
                return null;
            case ClaimKind.Done:
                return new Accepted(claim.DocumentNo, claim.SettledAt ?? clock.GetUtcNow(), restoration?.MayHaveCalledFor(claim.Row!.Content) == true);
            case ClaimKind.Taken:
                throw new StepFailedException(FailureKind.NumberTaken, $"Another order has used the number {plan.Key.Split('/')[2]} in Retail Pro.");
            case ClaimKind.Unresolved:
                throw Unknown("An earlier call has an unknown outcome.");
        }

        var isForgotten = MayBeForgotten(plan, claim, restoration);
        var isInDoubt = claim.EarlierUnresolved || isForgotten;
        var (unresolved, mayBeOlder) = (isInDoubt, false);

        Prepared built;
        try
        {
            built = plan.Build(claim.Row!);
        }
        catch
        {
            await Settle("no_effect", unresolved, null, "request could not be built", new());
            throw;
        }

        if (built.Body is null && !unresolved && plan.IsOutdated(claim.Row!))
        {
            // Moved back from the error queue after its setting was mended, the command still means the plan that could not be sent.
            await Settle("no_effect", false, null, "planned anew", new());
            return new Deferred("The settings have changed since the order was planned: it is planned anew.", null, OutcomeUnknown: false);
        }

        if (built.Body is not { } body)
        {
            await Settle("no_effect", unresolved, null, "data cannot be sent", new() { ["faults"] = built.Faults.Select(f => f.ToString()) });
            throw new StepFailedException(FailureKind.InvalidData, string.Join("; ", built.Faults) + Doubt(unresolved));
        }

        if (isForgotten && !mayRepeat)
        {
            await Settle("unknown", true, null, "not called: the database was restored", new());
            throw Unknown("The database was restored from a backup, and a call that was made since is lost with what came after it.");
        }

        if (unresolved && plan.CanAsk)
        {
            switch (await plan.Find())
            {
                case LookupOutcome.Exists:
                    called(CallOutcome.AlreadyExists);
                    mayBeOlder = true;
                    return await Accept(null, "found in Retail Pro", new());
                case LookupOutcome.CredentialsRefused:
                    return await Pause("Retail Pro does not take the credentials: it was asked whether a number exists.", "unknown", new());
                case LookupOutcome.Missing:
                    // Where duplicates are refused, it may be asked while the earlier request still travels: it stays in doubt, so that
                    // "exists already" goes on to count as ours.
                    unresolved = settings.RefusesDuplicates;
                    break;
                case LookupOutcome.NoAnswer when !settings.RefusesDuplicates:
                    await Settle("unknown", true, null, "Retail Pro did not say whether it exists", new());
                    return new Deferred("Retail Pro did not say whether an earlier call was carried out.", null, OutcomeUnknown: true);
            }
        }

        var startedAt = clock.GetUtcNow();
        var result = await plan.Send(body, window);
        called(result.Outcome);
        var details = new Dictionary<string, object?>
        {
            ["operation"] = plan.Key.Split('/')[1],
            ["number"] = plan.Key.Split('/')[2],
            ["attempt"] = plan.Attempt,
            ["tries"] = claim.Tries,
            ["startedAt"] = startedAt,
            ["elapsedMs"] = (int)(clock.GetUtcNow() - startedAt).TotalMilliseconds,
            ["request"] = new WrittenJson(body),
            ["status"] = result.Status,
            ["answer"] = result.Body?.Replace("\0", ""),
            ["outcome"] = result.Outcome.ToString(),
            ["message"] = result.Message,
            ["warnings"] = built.Warnings,
        };

        switch (result.Outcome)
        {
            case CallOutcome.CredentialsRefused:
                return await Pause(result.Message, "no_effect", details);
            case CallOutcome.Done:
                return await Accept(result.DocumentNo, "called", details);
            case CallOutcome.AlreadyExists when isInDoubt:
                mayBeOlder = true;
                return await Accept(result.DocumentNo, "called", details);
            case CallOutcome.NoEffect:
                await Settle("no_effect", unresolved, null, "called", details);
                return new Deferred(result.Message, result.RetryAfter, unresolved);
            case CallOutcome.AlreadyExists:
                await Settle("refused", false, null, "called", details);
                throw new StepFailedException(FailureKind.NumberTaken,
                    $"Retail Pro says that the number exists already, though no call of this order is known to have made it. {result.Message}");
            case CallOutcome.Refused:
                await Settle("refused", unresolved, null, "called", details);
                throw new StepFailedException(FailureKind.Refused, result.Message + Doubt(unresolved));
            default:
                await Settle("unknown", true, null, "called", details);
                return mayRepeat ? new Deferred(result.Message, result.RetryAfter, OutcomeUnknown: true) : throw Unknown(result.Message);
        }

        async Task<StepResult> Accept(string? documentNo, string what, Dictionary<string, object?> extra)
        {
            await Settle("done", false, documentNo, what, extra);
            return new Accepted(documentNo, clock.GetUtcNow(), mayBeOlder);
        }

        // Whatever the order is: no other would be taken either.
        async Task<StepResult> Pause(string why, string state, Dictionary<string, object?> extra)
        {
            await Settle(state, unresolved, null, "called", extra);
            await gate.CredentialsRefused($"{why} It was seen at order {plan.OrderNo}, step {plan.Step}.", CancellationToken.None);
            // Behind the others: should it be this order alone, another one shows afterwards that all is well.
            return new Deferred(why, s_behindOthers, unresolved, IsPaused: true);
        }

        // Not cancelled by shutdown: a call that was made must be recorded if at all possible.
        async Task Settle(string state, bool stillUnresolved, string? documentNo, string what, Dictionary<string, object?> extra)
        {
            if (!await journal.Settle(new(plan.Key, owner, state, stillUnresolved, documentNo, what, extra), CancellationToken.None))
            {
                throw new ClaimLostException();
            }
        }

        static string Doubt(bool unresolved) => unresolved
            ? " An earlier call of this number may have been carried out: check Retail Pro first, and settle it with `orders confirm`."
            : "";

        StepFailedException Unknown(string why) => new(FailureKind.OutcomeUnknown,
            $"{why} Retail Pro may or may not have done it, cannot be asked, and may accept it twice: check Retail Pro.");
    }

    // A first call, as far as the journal knows: a restored backup may have lost an earlier one.
    private static bool MayBeForgotten(StepCall plan, Claim claim, BackupRestore? restoration) =>
        claim.Tries == 1 && restoration is not null && restoration.MayHaveCalledFor(claim.Row!.Content)
        && (plan.Step == Step.InvoiceName || restoration.MayHaveUsed(plan.Key.Split('/')[2]));

    private sealed class ClaimLostException : Exception;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The claim on {Key} passed to another process; this one's result is dropped")]
    private partial void LogClaimLost(string key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No call for {Step}, attempt {Attempt}: {Claim}")]
    private partial void LogNotCalled(string step, int attempt, ClaimKind claim);
}
