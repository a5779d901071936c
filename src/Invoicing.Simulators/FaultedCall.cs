using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators;

/// <summary>Carries out a call that has been read, as the fault in force has it.</summary>
internal static class FaultedCall
{
    private const int DefaultHoldMs = 60_000;

    /// <summary>False when no answer was given.</summary>
    /// <param name="fault">Null: all goes well.</param>
    /// <param name="carryOut">What the call does.</param>
    /// <param name="refuse">The answer for a status that the fault gives no body for.</param>
    /// <param name="stopping">Ends waits, so that a simulator with held requests stops at once.</param>
    public static async Task<bool> Run(
        HttpContext context, FaultRule? fault, Func<Task<Answer>> carryOut, Func<int, Answer> refuse, CancellationToken stopping)
    {
        if (fault is { Kind: FaultKind.Delay or FaultKind.Status or FaultKind.AppliedThenStatus, DelayMs: { } delay }
            && !await Wait(delay, stopping))
        {
            context.Abort();
            return false;
        }

        var answer = fault is { HasEffect: false } ? null : await carryOut();
        switch (fault?.Kind)
        {
            case FaultKind.Status or FaultKind.AppliedThenStatus or FaultKind.SaysNo or FaultKind.Unclear or FaultKind.AppliedThenUnclear:
                await Give(context, fault, refuse);
                return true;
            case FaultKind.Cut or FaultKind.AppliedThenCut:
                context.Abort();
                return false;
            case FaultKind.AppliedThenTimeout:
                using (var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted))
                {
                    await Wait(fault.DelayMs ?? DefaultHoldMs, over.Token);
                }

                context.Abort();
                return false;
            case FaultKind.BadJson:
                await answer!.SendUnreadable(context);
                return true;
            default:
                await answer!.Send(context);
                return true;
        }
    }

    private static Task Give(HttpContext context, FaultRule fault, Func<int, Answer> refuse)
    {
        context.Response.Headers.RetryAfter = fault.RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.Location = fault.Location;
        return fault.Body is { } body
            ? Answer.SendRaw(context, fault.Status, fault.ContentType, body)
            : refuse(fault.Status).Send(context);
    }

    // False when the wait was cut short.
    private static async Task<bool> Wait(int milliseconds, CancellationToken over)
    {
        await Task.Delay(milliseconds, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !over.IsCancellationRequested;
    }
}
