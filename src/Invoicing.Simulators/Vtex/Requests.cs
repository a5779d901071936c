using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Invoicing.Simulators.Vtex;

/// <summary>One SKU of an invoice, its price in cents a unit.</summary>
internal sealed record InvoicedItem(string Id, long Price, long Quantity, string? Description);

/// <summary>The body of an invoice notification, as the vendor's schema has it.</summary>
internal sealed partial record InvoiceRequest
{
    public const string Output = "Output";
    public const string Input = "Input";

    public required string Type { get; init; }

    public required string IssuanceDate { get; init; }

    public required string InvoiceNumber { get; init; }

    public required long InvoiceValue { get; init; }

    public required IReadOnlyList<InvoicedItem> Items { get; init; }

    /// <summary>The optional texts that a package shows: invoiceKey, invoiceUrl, embeddedInvoice, courier and so on.</summary>
    public required IReadOnlyDictionary<string, string?> Texts { get; init; }

    /// <summary>The object as it stood in the request.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Null when the body has faults, which are all noted.</summary>
    public static InvoiceRequest? Read(JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        var type = root.Word("type", [Output, Input], required: true);
        var issuanceDate = root.Text("issuanceDate", 100, required: true);
        root.FaultIf(
            issuanceDate is not null && !DateAndTime().IsMatch(issuanceDate),
            "issuanceDate",
            "must be a date and time such as 2026-03-04T09:10:11-06:00");
        var number = root.Text("invoiceNumber", 200, required: true);
        var value = root.Text("invoiceValue", 18, required: true);
        root.FaultIf(value is not null && !Cents().IsMatch(value), "invoiceValue", "must be a text of digits, above 0");
        root.RefuseNull("courier");
        var texts = new[] { "invoiceKey", "invoiceUrl", "embeddedInvoice", "courier", "trackingNumber", "trackingUrl", "dispatchedDate" }
            .ToDictionary(name => name, name => root.Text(name, int.MaxValue, required: false));
        root.FaultIf(!root.Has("items") || root.IsNull("items"), "items", "is required");
        var items = root.Objects("items", required: false).Select(ReadItem).ToList();
        return faults.Count > 0 ? null : new InvoiceRequest
        {
            Type = type!,
            IssuanceDate = issuanceDate!,
            InvoiceNumber = number!,
            InvoiceValue = long.Parse(value!, CultureInfo.InvariantCulture),
            Items = items,
            Texts = texts,
            Body = RawBody.Of(json),
        };
    }

    private static InvoicedItem ReadItem(FieldReader item)
    {
        item.RefuseNull("description");
        return new(
            item.Text("id", 200, required: true) ?? "",
            item.Whole("price", 0, int.MaxValue, required: true) ?? 0,
            item.Whole("quantity", 1, int.MaxValue, required: true) ?? 0,
            item.Text("description", int.MaxValue, required: false));
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")]
    private static partial Regex DateAndTime();

    [GeneratedRegex("^0*[1-9][0-9]*$")]
    private static partial Regex Cents();
}

/// <summary>The body that adds a tracking number to an invoice. All four keys must be there; the last three may be null.</summary>
internal sealed record TrackingRequest(string TrackingNumber, string? TrackingUrl, string? Courier, byte[] Body)
{
    /// <inheritdoc cref="InvoiceRequest.Read"/>
    public static TrackingRequest? Read(JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        root.FaultIf(!root.Has("trackingNumber") || root.IsNull("trackingNumber"), "trackingNumber", "is required");
        var number = root.Text("trackingNumber", 500, required: false);
        string? Nullable(string name)
        {
            root.FaultIf(!root.Has(name), name, "is required");
            return root.Text(name, 2000, required: false);
        }

        var url = Nullable("trackingUrl");
        var courier = Nullable("courier");
        Nullable("dispatchedDate");
        return faults.Count > 0 ? null : new TrackingRequest(number!, url, courier, RawBody.Of(json));
    }
}

/// <summary>One step on a parcel's way.</summary>
internal sealed record TrackingEvent(string City, string State, string Description, string Date);

/// <summary>The body that tells of a parcel's way.</summary>
internal sealed record TrackingEventsRequest(bool IsDelivered, string? DeliveredDate, IReadOnlyList<TrackingEvent> Events, byte[] Body)
{
    /// <inheritdoc cref="InvoiceRequest.Read"/>
    public static TrackingEventsRequest? Read(JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        var isDelivered = root.Flag("isDelivered");
        root.FaultIf(!root.Has("isDelivered") || root.IsNull("isDelivered"), "isDelivered", "is required");
        root.FaultIf(!root.Has("deliveredDate"), "deliveredDate", "is required");
        var deliveredDate = root.Text("deliveredDate", 100, required: false);
        root.FaultIf(
            deliveredDate is not null && !IsDate(deliveredDate, "yyyy-MM-dd HH:mm"),
            "deliveredDate",
            "must be a date and time such as 2026-03-06 14:30");
        root.FaultIf(!root.Has("events") || root.IsNull("events"), "events", "is required");
        var events = root.Objects("events", required: false).Select(ReadEvent).ToList();
        return faults.Count > 0 ? null : new TrackingEventsRequest(isDelivered!.Value, deliveredDate, events, RawBody.Of(json));
    }

    private static TrackingEvent ReadEvent(FieldReader reader)
    {
        string Required(string name)
        {
            reader.FaultIf(!reader.Has(name) || reader.IsNull(name), name, "is required");
            return reader.Text(name, 2000, required: false) ?? "";
        }

        var read = new TrackingEvent(Required("city"), Required("state"), Required("description"), Required("date"));
        reader.FaultIf(
            read.Date.Length > 0 && !IsDate(read.Date, "yyyy-MM-dd", "yyyy-MM-dd HH:mm"), "date", "must be a date such as 2026-03-06");
        return read;
    }

    private static bool IsDate(string text, params string[] formats) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

/// <summary>A body without the white space around it.</summary>
internal static class RawBody
{
    public static byte[] Of(JsonElement json) => JsonMarshal.GetRawUtf8Value(json).ToArray();
}
