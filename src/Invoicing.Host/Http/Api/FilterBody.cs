using Invoicing.Contracts;
using Invoicing.Host.Commands.Orders;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Host.Http.Api;

/// <summary>Which orders are meant; what is left out does not matter.</summary>
internal sealed record FilterBody
{
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>A kind of failure, such as <c>Refused</c>.</summary>
    public string? Cause { get; init; }

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

    /// <exception cref="ProblemException">Names the field, and what is expected.</exception>
    public OrderFilter Read(TimeZoneInfo zone, DateTimeOffset now) => new()
    {
        States = States is { Count: > 0 } ? [.. States.Select(state => Named<OrderState>(state, "state"))] : null,
        Cause = Cause is null ? null : Named<FailureKind>(Cause, "cause"),
        Store = Normal(Store),
        Channel = Normal(Channel),
        Since = Time(Since, "since", zone, now),
        Until = Time(Until, "until", zone, now),
        Search = Search is null || OrderNumber.Normal(Search).Number is not { Length: > 0 } search ? null : search,
        OnHold = OnHold,
    };

    /// <summary>As the options of a command.</summary>
    public string Text() => string.Join(' ', new[]
    {
        ("state", States is { Count: > 0 } ? string.Join(',', States) : null), ("cause", Cause), ("store", Store), ("channel", Channel),
        ("since", Since), ("until", Until), ("search", Search), ("on-hold", OnHold?.ToString().ToLowerInvariant()),
    }.Where(option => option.Item2 is not null).Select(option => $"--{option.Item1} {TextSanitizer.Argument(option.Item2!)}"));

    public static T Named<T>(string text, string field)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsDigit(text[0])
        ? value
        : throw ProblemException.BadRequest($"{field}: '{text}' is none of {string.Join(", ", Enum.GetNames<T>())}.");

    private static string? Normal(string? text) => text is null || TextNormal.Of(text) is not { Length: > 0 } normal ? null : normal;

    private static DateTimeOffset? Time(string? text, string field, TimeZoneInfo zone, DateTimeOffset now) =>
        text is null ? null : TimeOption.Read(text, zone, now) ?? throw ProblemException.BadRequest(
            $"{field}: '{text}' is no time: 2026-03-04T14:02, 2026-03-04 or an age such as 90m, 2h or 3d is expected.");
}
