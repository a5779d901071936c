using System.Text.Json;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Vtex.Intake;

/// <summary>The calls of an account that are about events, not about one order. A trouble is told in words; nothing is repeated here.</summary>
internal sealed class EventCalls(VtexAccount account, TimeSpan timeout, TimeProvider clock)
{
    /// <summary>As many events and handles as VTEX takes at once.</summary>
    public const int MostAtOnce = 10;

    /// <summary>VTEX's list ends here.</summary>
    public const int LastPage = 30;

    private const string Feed = "/api/orders/feed";
    private const string FeedAndHook = "Feed v3 and Hook Admin";
    private const string PerPage = "100";

    /// <returns>Without a trouble and without events: there is no feed.</returns>
    public async Task<(IReadOnlyList<VtexEvent>? Events, CallResult? Trouble)> Read()
    {
        const string Call = "The reading of the feed";
        var attempt = await account.Get($"{Feed}?maxlot={MostAtOnce}", timeout);
        return VtexAnswers.Trouble(attempt, Call, FeedAndHook, hasEffect: false) is { } trouble ? (null, trouble)
            : attempt.Answer!.Status == 404 ? (null, null)
            : attempt.Answer.Status == 204 ? ([], null)
            : VtexEvent.ReadAll(attempt.Answer.Text) is { } events ? (events, null)
            : (null, Odd(Call, attempt.Answer));
    }

    /// <summary>VTEX refuses an empty list.</summary>
    public async Task<CallResult?> Commit(IReadOnlyList<string> handles)
    {
        const string Call = "The commit of the feed's handles";
        var attempt = await account.Send(HttpMethod.Post, Feed, JsonSerializer.Serialize(new { handles }), Deadline());
        return VtexAnswers.Trouble(attempt, Call, FeedAndHook, hasEffect: false)
            ?? (attempt.Answer!.Status is >= 200 and < 300 ? null : Odd(Call, attempt.Answer));
    }

    /// <returns>Without a trouble and null: there is none.</returns>
    public async Task<(string? Configuration, CallResult? Trouble)> Configuration(Subscription subscription)
    {
        var attempt = await account.Get(subscription.Path, timeout);
        return VtexAnswers.Trouble(attempt, $"The look at the {subscription.Place}'s configuration", FeedAndHook, hasEffect: false)
            is { } trouble
            ? (null, trouble)
            : attempt.Answer!.Status == 404 ? (null, null)
            : VtexEvent.Read<Dictionary<string, JsonElement>>(attempt.Answer.Text) is null
                ? (null, Odd($"The look at the {subscription.Place}'s configuration", attempt.Answer))
            : (attempt.Answer.Text, null);
    }

    public async Task<CallResult?> Configure(Subscription subscription)
    {
        var call = $"The configuration of the {subscription.Place}";
        var attempt = await account.Send(HttpMethod.Post, subscription.Path, subscription.Body(), Deadline());
        if (attempt.Answer is { Status: 409 } conflict)
        {
            return new(CallOutcome.Refused, $"{call} was refused (409): for VTEX it mixes the two kinds of filters. If the key has one of "
                + $"the other kind, take that away (DELETE {subscription.Path}) once nobody needs it; ours is then written."
                + VtexAnswers.Quote(conflict), 409);
        }

        return VtexAnswers.Trouble(attempt, call, FeedAndHook, hasEffect: false)
            ?? (attempt.Answer!.Status is >= 200 and < 300 ? null : Odd(call, attempt.Answer));
    }

    /// <summary>A page of the orders that are to be handled or being handled, of which the list is some minutes behind.</summary>
    public async Task<(VtexList? List, CallResult? Trouble)> Open(int page)
    {
        const string Call = "The look at the list of orders";
        var attempt = await account.Get(
            $"/api/oms/pvt/orders?f_status=ready-for-handling,handling&per_page={PerPage}&page={page}", timeout);
        return VtexAnswers.Trouble(attempt, Call, "View order", hasEffect: false) is { } trouble ? (null, trouble)
            : VtexEvent.Read<VtexList>(attempt.Answer!.Text) is { List: not null } list ? (list, null)
            : (null, Odd(Call, attempt.Answer));
    }

    private CallDeadline Deadline() => new(clock, timeout);

    private static CallResult Odd(string call, HttpAnswer answer) =>
        new(CallOutcome.NoEffect, $"{call} was answered {answer.Status} with something that is not expected.", answer.Status);
}
