using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.Process;
using Microsoft.Extensions.Logging;

namespace Invoicing.Systems;

/// <summary>
/// Makes a call happen once, by its business key: claims it in the journal, asks what an earlier call came to, calls, and records the
/// answer before anyone hears of it. What each of these means is said by the policies.
/// </summary>
/// <param name="mode">In shadow mode no system is asked or called: what would be sent is recorded, and counts as taken.</param>
internal sealed partial class StepRunner(
    ICallJournal journal,
    TimeProvider clock,
    Func<CancellationToken, ValueTask<BackupRestore?>> findRestore,
    IAdmission admission,
    InFlightCalls inFlight,
    ILogger<StepRunner> logger,
    InvoicingMode mode = InvoicingMode.Live)
{
    /// <param name="isAgain">The command was delivered before, or is tried again: whoever had it may be dead.</param>
    /// <param name="ct">
    /// Ends the wait, as when the command's channel is lost: it comes again. A call that is under way goes on to its own end and is
    /// recorded.
    /// </param>
    /// <returns>Null when there is nothing to report: the command was stale, or another delivery is at it.</returns>
    /// <exception cref="StepFailedException">A person is needed.</exception>
    public async Task<StepResult?> Run(IInvoicingSystem system, StepCommand command, bool isAgain, CancellationToken ct) =>
        await inFlight.Add(RunAdmitted(system, command, isAgain, ct)).WaitAsync(ct) switch
        {
            Failed failed => throw new StepFailedException(failed.Kind, failed.Message),
            var result => result,
        };

    private async Task<StepResult?> RunAdmitted(IInvoicingSystem system, StepCommand command, bool isAgain, CancellationToken ct)
    {
        var permit = await admission.Enter(system.Name, ct);
        if (permit.WhyNot is { } closed)
        {
            return new Deferred(closed, null, OutcomeUnknown: false, IsPaused: true);
        }

        CallOutcome? answer = null;
        try
        {
            return await RunClaimed(system, command, isAgain, outcome => answer = outcome, ct);
        }
        finally
        {
            await admission.Leave(system.Name, permit, answer);
        }
    }

    private async Task<StepResult?> RunClaimed(
        IInvoicingSystem system, StepCommand command, bool isAgain, Action<CallOutcome> answered, CancellationToken ct)
    {
        var deadline = new CallDeadline(clock, system.CallTimeout);
        var duplicates = system.DuplicatesOf(command.Key);
        var request = new ClaimRequest(
            $"{system.Name}/{command.Key.Operation}/{system.NumberOf(command.OrderNo, command.Key)}", command.OrderNo, command.Name,
                command.Attempt,
            Guid.NewGuid(), duplicates.MayRepeat, duplicates.MustWait, system.CallTimeout + system.CallMargin);
        // Before the claim: what fails between a claim and its call leaves a call in doubt that was never made.
        var restore = await findRestore(ct);
        // Granted even if nobody waits for it any more: then it must be settled, too.
        var claim = await journal.Claim(request, CancellationToken.None);
        if (ClaimPolicy.Answer(system, command, isAgain, claim, restore, clock.GetUtcNow()) is { Result: var result })
        {
            LogNotCalled(command.Name, command.Attempt, claim.Kind);
            return result;
        }

        var details = new Dictionary<string, object?>();
        if (ClaimPolicy.OnlyAPersonGoesOn(system, command, claim, duplicates) is { } unanswered)
        {
            return await Settle(request, unanswered, details) ? unanswered.Result : null;
        }

        var earlier = ClaimPolicy.Earlier(system, command, claim, duplicates, restore);
        if (await Resolve(system, command, request, claim, earlier, deadline, details, answered) is not { } resolution
            || !await Settle(request, resolution, details))
        {
            return null;
        }

        if (resolution.PausesCalls)
        {
            var why = ((Deferred)resolution.Result).Reason;
            await admission.CredentialsRefused(
                system.Name,
                $"{why} It was seen at order {command.OrderNo}, step {command.Name}.",
                CancellationToken.None);
        }

        return resolution.Result;
    }

    private async Task<Resolution?> Resolve(
        IInvoicingSystem system, StepCommand command, ClaimRequest request, Claim claim, EarlierCalls earlier, CallDeadline deadline,
        Dictionary<string, object?> details, Action<CallOutcome> answered)
    {
        var duplicates = system.DuplicatesOf(command.Key);
        var number = system.NumberOf(command.OrderNo, command.Key);
        if (await Prepare(system, command, request, claim, earlier) is not { } prepared)
        {
            return null;
        }

        if (mode == InvoicingMode.Shadow && ShadowPolicy.Resolve(prepared, claim.Row!, clock.GetUtcNow()) is { } unsent)
        {
            answered(CallOutcome.Done);
            Name();
            details["request"] = prepared.Body is { } body ? new WrittenJson(body) : null;
            details["faults"] = prepared.Body is null ? prepared.Faults.Select(fault => fault.ToString()) : null;
            details["warnings"] = prepared.Warnings;
            return unsent;
        }

        if (ClaimPolicy.WithoutRequest(
            system,
            prepared,
            earlier,
            duplicates,
            prepared.Body is null && system.IsOutdated(claim.Row!)) is { } notSent)
        {
            if (notSent.Result is Failed { Kind: Contracts.FailureKind.InvalidData })
            {
                details["faults"] = prepared.Faults.Select(fault => fault.ToString());
            }

            return notSent;
        }

        if (earlier.IsUnresolved && duplicates.CanBeAsked)
        {
            var found = await system.Lookup(command.Key, number, prepared.Body!);
            if (LookupPolicy.Resolve(system, found, duplicates, clock.GetUtcNow(), ref earlier) is { } known)
            {
                if (found.Outcome == LookupOutcome.Exists)
                {
                    answered(CallOutcome.AlreadyExists);
                }

                return known;
            }
        }

        var startedAt = clock.GetUtcNow();
        var result = await Telemetry.Measure(
            system.Name, command.Key.Operation, clock, () => system.Execute(command.Key, prepared.Body!, deadline));
        answered(result.Outcome);
        Name();
        details["tries"] = claim.Tries;
        details["startedAt"] = startedAt;
        details["elapsedMs"] = (int)(clock.GetUtcNow() - startedAt).TotalMilliseconds;
        details["request"] = new WrittenJson(prepared.Body!);
        if (result.Sent is { } sent)
        {
            details["sent"] = new WrittenJson(sent);
        }

        details["status"] = result.Status;
        details["answer"] = result.Body?.Replace("\0", "");
        details["outcome"] = result.Outcome.ToString();
        details["message"] = result.Message;
        details["warnings"] = prepared.Warnings;
        return OutcomePolicy.Resolve(system, result, earlier, duplicates, clock.GetUtcNow());

        void Name()
        {
            if (command.Name == command.Key.ToString())
            {
                // Retail Pro's steps have other names, and their requests are known by these.
                details["system"] = command.Key.System;
            }

            if (Activity.Current is { Recorded: true } trace)
            {
                details["traceId"] = trace.TraceId.ToString();
            }

            details["operation"] = command.Key.Operation;
            details["number"] = number;
            details["attempt"] = command.Attempt;
        }
    }

    /// <returns>Null: the claim is lost.</returns>
    private async Task<Prepared?> Prepare(
        IInvoicingSystem system,
        StepCommand command,
        ClaimRequest request,
        Claim claim,
        EarlierCalls earlier)
    {
        try
        {
            return system.Prepare(command.Key, claim.Row!);
        }
        catch (Exception e)
        {
            var notBuilt = new Resolution(
                "no_effect",
                earlier.IsUnresolved,
                "request could not be built",
                new Failed(Contracts.FailureKind.Unexpected, e.Message));
            if (await Settle(request, notBuilt, new Dictionary<string, object?>()))
            {
                throw;
            }

            return null;
        }
    }

    /// <summary>Not cancelled by a stop: a call that was made must be recorded if at all possible.</summary>
    private async Task<bool> Settle(ClaimRequest request, Resolution resolution, IReadOnlyDictionary<string, object?> details)
    {
        var isSettled = await journal.Settle(
            new(
                request.Key,
                request.Owner,
                resolution.State,
                resolution.Unresolved,
                resolution.DocumentNo,
                resolution.What,
                details), CancellationToken.None);
        if (!isSettled)
        {
            // The process was frozen for longer than the claim lasts: whoever took the claim over decides.
            LogClaimLost(request.Key);
        }

        return isSettled;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The claim on {Key} passed to another process; this one's result is dropped")]
    private partial void LogClaimLost(string key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No call for {Step}, attempt {Attempt}: {Claim}")]
    private partial void LogNotCalled(string step, int attempt, ClaimKind claim);
}

/// <summary>JSON that is stored as it was sent, without being read again.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct WrittenJson(string Text)
{
    private sealed class Converter : JsonConverter<WrittenJson>
    {
        public override WrittenJson Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException("Written, never read.");

        public override void Write(Utf8JsonWriter writer, WrittenJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
