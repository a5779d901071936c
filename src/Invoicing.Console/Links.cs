using Invoicing.Operations;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Pages;

/// <summary>Addresses of the pages.</summary>
internal static class Links
{
    public static string Order(string orderNo) => ConsolePaths.Order(orderNo);

    /// <summary>The number in a segment of a path, in which the server leaves a slash as it was sent.</summary>
    public static string Number(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public static string Order(string orderNo, string action) => $"{Order(orderNo)}/{action}";

    public static string Retry(Guid id) => $"/retries/{id}";

    public static string Feed(string name) => $"/feeds/{Uri.EscapeDataString(name)}";

    public static string Reconciliation(Guid id) => $"/reconciliation/{id}";

    public static string Store(string action, string facility) => With($"/stores/{action}", [("facility", facility)]);

    /// <summary>An address with those values that there are.</summary>
    public static string With(string path, params IEnumerable<(string Name, string? Value)> values)
    {
        var query = QueryString.Create(values.Where(value => !string.IsNullOrEmpty(value.Value))
            .Select(value => KeyValuePair.Create(value.Name, value.Value)));
        return $"{path}{query}";
    }

    /// <summary>The fields of a filter as an address and a form have them.</summary>
    public static IEnumerable<(string Name, string? Value)> Of(FilterBody filter) =>
    [
        ("state", filter.States is { Count: > 0 } states ? string.Join(',', states) : null), ("cause", filter.Cause),
        ("failedAt", filter.FailedAt), ("store", filter.Store), ("channel", filter.Channel), ("since", filter.Since),
        ("until", filter.Until), ("q", filter.Search), ("onHold", filter.OnHold?.ToString().ToLowerInvariant()),
    ];

    /// <summary>Reads them back. Fields of a form that were left empty do not matter.</summary>
    public static FilterBody Filter(Func<string, string?> read)
    {
        return new()
        {
            States = Text("state")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Cause = Text("cause"), FailedAt = Text("failedAt"), Store = Text("store"), Channel = Text("channel"), Since = Text("since"),
            Until = Text("until"), Search = Text("q"), OnHold = Text("onHold") switch
            {
                null => null,
                "true" => true,
                "false" => false,
                _ => throw new UnusableFilterException("onHold: true or false is expected."),
            },
        };

        string? Text(string name) => read(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
    }
}
