using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Invoicing.ReceivingFeeds.Reading;

namespace Invoicing.ReceivingFeeds.HotWax;

/// <summary>Brings the orders of HotWax's feed among the texts of a file into our form.</summary>
internal static class HotWaxFeed
{
    public static async IAsyncEnumerable<OrderText> Translate(
        IAsyncEnumerable<OrderText> texts, FeedSettings settings, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var text in texts.WithCancellation(ct))
        {
            yield return text.Problem is null && IsHotWax(text.Json.Span, settings.Format) ? Translate(text, settings) : text;
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

            isHotWax |= reader.ValueTextEquals("orderName"u8) || reader.ValueTextEquals("shipments"u8) || reader.ValueTextEquals("orderStatusId"u8);
            reader.Skip();
        }

        return isHotWax;
    }

    private static OrderText Translate(OrderText text, FeedSettings settings)
    {
        using var json = JsonDocument.Parse(text.Json);
        var body = json.RootElement;
        if (body.ValueKind != JsonValueKind.Object)
        {
            // The usual reason says what it is.
            return text;
        }

        var order = new HotWaxFields(body, "", []);
        return !order.IsThere("orderName") ? OrderText.Unreadable(text.Place, "orderName is missing, by which a HotWax order is told, such as #1042", text.Line)
            : order.IsThere("orderItemSeqId") && !order.IsThere("shipments") ? OrderText.Unreadable(
                text.Place, "is one item of a HotWax order (orderItemSeqId without shipments); the Fulfilled Order Items feed with an object for each order is expected", text.Line)
            : HotWaxOrder.Of(body, settings) is var told ? text with { Json = told.Json, Faults = told.Faults } : text;
    }
}
