using System.Globalization;
using System.Text.Json;
using Invoicing.Emporix.SetUp;
using Invoicing.Orders;

namespace Invoicing.Emporix.Jobs;

/// <summary>
/// Which orders an automatic job takes: the configuration <c>invoiceSettings</c>. The query is a hint: each hit is judged here.
/// </summary>
/// <param name="Threshold">Since the delivery.</param>
/// <param name="Statuses">Empty: any.</param>
/// <param name="ExtendedStatuses">Opaque texts: <c>05</c> is not <c>5</c>. Empty: any.</param>
internal sealed record JobSelection(TimeSpan Threshold, IReadOnlyList<string> Statuses, IReadOnlyList<string> ExtendedStatuses)
{
    private const string Key = StoredSetUp.InvoiceSettingsKey;

    private const int LongestThreshold = 24 * 366 * 10;

    private static readonly string[] s_statuses = ["IN_CHECKOUT", "CREATED", "CONFIRMED", "DECLINED", "SHIPPED", "COMPLETED"];

    /// <exception cref="FormatException">Names the key and the field, and says what is allowed.</exception>
    public static JobSelection Read(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Object } settings)
        {
            throw new FormatException($"{Key} is missing: an automatic job needs it");
        }

        var statuses = List(settings, "status");
        return statuses.FirstOrDefault(status => !s_statuses.Contains(status)) is { } odd
            ? throw new FormatException($"{Key}.status has {odd}, allowed are {string.Join(", ", s_statuses)} with commas between them")
            : new(Hours(settings), statuses, List(settings, "extendedOrderStatus"));
    }

    /// <summary>Two: an order may have its delivery date in a mixin or in its delivery window.</summary>
    public IReadOnlyList<string> Queries(DateTimeOffset now)
    {
        // To the next second: what it finds is judged again.
        var until = IsoTime.Text((now - Threshold).AddSeconds(1));
        var others = In("status", Statuses) + In("mixins.generalAttributes.extendedOrderStatus", ExtendedStatuses);
        return [$"{others}mixins.deliveryTime.deliveryDate:<=\"{until}\"", $"{others}deliveryWindow.deliveryDate:<=\"{until}\""];
    }

    /// <param name="zone">Of the order's site: a date alone means its end there.</param>
    public bool Takes(EmporixOrder order, TimeZoneInfo zone, DateTimeOffset now) =>
        (Statuses.Count == 0 || Statuses.Contains(order.Status))
        && (ExtendedStatuses.Count == 0 || ExtendedStatuses.Contains(order.ExtendedStatus))
        && DeliveredAt(order.DeliveryDate, zone) <= now - Threshold;

    /// <returns>Null: there is none, or it cannot be read.</returns>
    public static DateTimeOffset? DeliveredAt(string? written, TimeZoneInfo zone)
    {
        var culture = CultureInfo.InvariantCulture;
        if (DateOnly.TryParseExact(written, "yyyy-MM-dd", culture, DateTimeStyles.None, out var date))
        {
            var end = (date < DateOnly.MaxValue ? date.AddDays(1) : date).ToDateTime(TimeOnly.MinValue);
            return new(end, zone.GetUtcOffset(end));
        }

        return DateTimeOffset.TryParse(written, culture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    private static TimeSpan Hours(JsonElement settings)
    {
        const string Rule = $"{Key}.threshold is not a number of whole hours, such as 48 or 96h";
        var text = settings.TryGetProperty("threshold", out var value) ? value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString()!.Trim(),
            _ => "",
        }
        : "";
        text = text.EndsWith('h') || text.EndsWith('H') ? text[..^1].TrimEnd() : text;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours <= LongestThreshold
            ? TimeSpan.FromHours(hours)
            : throw new FormatException(Rule);
    }

    private static IReadOnlyList<string> List(JsonElement settings, string name) => settings.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.Number => [value.GetRawText()],
            JsonValueKind.Null => [],
            _ => throw new FormatException($"{Key}.{name} is no text with commas between its values"),
        }
        : [];

    private static string In(string field, IReadOnlyList<string> values) =>
        values.Count == 0 ? "" : $"{field}:({string.Join(',', values)}) ";
}
