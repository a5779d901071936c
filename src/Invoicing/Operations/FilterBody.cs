using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Operations;

/// <summary>Which orders are meant; what is left out does not matter.</summary>
internal sealed record FilterBody
{
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>A kind of failure, such as <c>Refused</c>.</summary>
    public string? Cause { get; init; }

    /// <summary>A step that has failed: <c>invoice</c>, <c>slip</c>, or one of another system such as <c>vtex/notify</c>.</summary>
    public string? FailedAt { get; init; }

    /// <summary>The invoicing store, or of a send sale the one that sold it.</summary>
    public string? Store { get; init; }

    public string? Channel { get; init; }

    /// <summary>Received then or later: a time, a day or an age such as <c>2h</c>.</summary>
    public string? Since { get; init; }

    /// <summary>Received earlier.</summary>
    public string? Until { get; init; }

    /// <summary>Part of a number or id, or a store, or the number of a document or slip as a whole.</summary>
    public string? Search { get; init; }

    public bool? OnHold { get; init; }

    /// <exception cref="UnusableFilterException">Names the field, and what is expected.</exception>
    public OrderFilter Read(TimeZoneInfo zone, DateTimeOffset now) => new()
    {
        States = States switch
        {
            null => null,
            [] => throw new UnusableFilterException("states is empty: leave it out, or name one."),
            _ => [.. States.Select(state => Named<OrderState>(state, "state"))],
        },
        Cause = Cause is null ? null : Named<FailureKind>(Cause, "cause"),
        FailedAt = Normal(FailedAt, "failedAt"),
        Store = Normal(Store, "store"),
        Channel = Normal(Channel, "channel"),
        Since = Time(Since, "since", zone, now),
        Until = Time(Until, "until", zone, now),
        Search = Search is null ? null : Normal(OrderNumber.Normal(Search).Number, "search"),
        OnHold = OnHold,
    };

    /// <summary>Those that a decision is about.</summary>
    /// <exception cref="UnusableFilterException">All or none would be meant.</exception>
    public static OrderFilter Meant(GroupAction action, OrderFilter read) => read == new OrderFilter()
        ? throw new UnusableFilterException("filter must say which orders: states, cause, store, channel, since, until or search.")
        : action == GroupAction.Release && read.OnHold == false
        ? throw new UnusableFilterException("onHold is false: only orders that are on hold can be released.")
        : MeantOrders.Of(action, read);

    /// <summary>As the options of a command.</summary>
    public string Text() => MeantOrders.Text(
        ("state", States is { Count: > 0 } ? string.Join(',', States) : null), ("cause", Cause), ("failed-at", FailedAt),
        ("store", Store), ("channel", Channel),
        ("since", Since), ("until", Until), ("search", Search), ("on-hold", OnHold?.ToString().ToLowerInvariant()));

    public static T Named<T>(string text, string field)
        where T : struct, Enum => Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)
        ? Enum.Parse<T>(text, ignoreCase: true)
        : throw new UnusableFilterException($"{field}: '{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");

    // What a caller has left blank by mistake must not mean all orders.
    private static string? Normal(string? text, string field) => text is null ? null
        : TextNormal.Of(text) is { Length: > 0 } normal && !normal.Any(char.IsControl) ? normal
        : throw new UnusableFilterException($"{field} is blank or cannot be read: leave it out, or say which.");

    private static DateTimeOffset? Time(string? text, string field, TimeZoneInfo zone, DateTimeOffset now) =>
        text is null ? null : WrittenTime.Read(text, zone, now) ?? throw new UnusableFilterException(
            $"{field}: '{text}' is no time: {WrittenTime.Expected} is expected.");
}

/// <summary>It does not say which orders are meant.</summary>
internal sealed class UnusableFilterException(string message) : Exception(message);
