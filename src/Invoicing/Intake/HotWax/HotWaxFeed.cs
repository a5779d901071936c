using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Invoicing.Intake.Parsing;
using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>Brings the orders of HotWax's feed among the texts of a file into our form.</summary>
internal static class HotWaxFeed
{
    public const string OrderName = "orderName";
    private const string ItemNumber = "orderItemSeqId";

    public static async IAsyncEnumerable<OrderText> Translate(
        IAsyncEnumerable<OrderText> texts, FeedSettings settings, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var text in texts.WithCancellation(ct))
        {
            yield return Translate(text, settings);
        }
    }

    /// <summary>Our form has an <c>orderNo</c> and none of the others.</summary>
    internal static bool IsHotWax(ReadOnlySpan<byte> json, FeedFormat format)
    {
        if (format != FeedFormat.Auto)
        {
            return format == FeedFormat.HotWax;
        }

        var reader = new Utf8JsonReader(json);
        var isHotWax = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Ascii.EqualsIgnoreCase(reader.ValueSpan, "orderNo"u8))
            {
                return false;
            }

            isHotWax |= JsonText.IsName(ref reader, OrderName) || JsonText.IsName(ref reader, "shipments")
                || JsonText.IsName(ref reader, "orderStatusId");
            reader.Skip();
        }

        return isHotWax;
    }

    internal static OrderText Translate(OrderText text, FeedSettings settings)
    {
        if (text.Problem is not null || !IsHotWax(text.Json.Span, settings.Format))
        {
            return text;
        }

        using var json = JsonDocument.Parse(text.Json);
        var body = json.RootElement;
        if (body.ValueKind != JsonValueKind.Object)
        {
            // The usual reason says what it is.
            return text;
        }

        var order = new HotWaxFields(body, "", []);
        if (!order.IsThere(OrderName))
        {
            return Unreadable($"{OrderName} is missing, by which a HotWax order is told, such as #1042");
        }

        if (order.IsThere(ItemNumber) && !order.IsThere("shipments"))
        {
            return Unreadable($"is one item of a HotWax order ({ItemNumber} without shipments), an order with its shipments is expected");
        }

        var told = HotWaxOrder.Of(body, settings);
        return text with { Json = told.Json, Faults = told.Faults };

        OrderText Unreadable(string problem) => OrderText.Unreadable(text.Place, problem, text.Line);
    }
}
