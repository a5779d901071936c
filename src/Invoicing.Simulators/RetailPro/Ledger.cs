using System.Text.Encodings.Web;
using System.Text.Json;

namespace Invoicing.Simulators.RetailPro;

/// <summary>An invoice in the books, with the received JSON object as it stood in the request.</summary>
internal sealed record InvoiceEntry(string OrderNo, string InvoicingStore, string DocumentNo, DateTimeOffset ReceivedAt, byte[] Body);

/// <summary>A transfer slip in the books, with the received JSON object as it stood in the request.</summary>
internal sealed record SlipEntry(string SlipNo, string FromStore, string ToStore, DateTimeOffset ReceivedAt, byte[] Body);

/// <summary>The change of stock of a product in a store since the start; a row stays when its quantity is back at zero.</summary>
internal sealed record StockEntry(string Store, string Upc, decimal Quantity);

/// <summary>Requests of one operation.</summary>
/// <param name="Received">Read as a whole, whatever became of them. A request that met <c>down</c> was never read.</param>
/// <param name="Applied">Entered into the books.</param>
/// <param name="Duplicates">Of a number that the books held already, refused or not.</param>
internal readonly record struct CallCount(int Received, int Applied, int Duplicates);

/// <summary>The books at one moment, in the order in which documents were entered.</summary>
internal sealed record Ledger(InvoiceEntry[] Invoices, SlipEntry[] Slips, StockEntry[] Stock)
{
    private const int FlushAt = 64 * 1024;

    // Taking away 28 zeros takes away trailing ones, so 2.50 and 2.5 are written alike whatever was added up.
    private const decimal Plain = 1.0000000000000000000000000000m;

    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes piece by piece: after a load test the ledger is hundreds of megabytes long.</summary>
    public async Task Write(Stream stream)
    {
        await using var json = new Utf8JsonWriter(stream, s_readable);
        json.WriteStartObject();
        json.WriteStartArray("invoices");
        foreach (var invoice in Invoices)
        {
            json.WriteStartObject();
            json.WriteString("orderNo", invoice.OrderNo);
            json.WriteString("invoicingStore", invoice.InvoicingStore);
            await WriteDocument(json, invoice.ReceivedAt, invoice.Body);
        }

        json.WriteEndArray();
        json.WriteStartArray("slips");
        foreach (var slip in Slips)
        {
            json.WriteStartObject();
            json.WriteString("slipNo", slip.SlipNo);
            json.WriteString("fromStore", slip.FromStore);
            json.WriteString("toStore", slip.ToStore);
            await WriteDocument(json, slip.ReceivedAt, slip.Body);
        }

        json.WriteEndArray();
        json.WriteStartArray("stock");
        foreach (var entry in Stock)
        {
            json.WriteStartObject();
            json.WriteString("store", entry.Store);
            json.WriteString("upc", entry.Upc);
            json.WriteNumber("quantity", entry.Quantity / Plain);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task WriteDocument(Utf8JsonWriter json, DateTimeOffset receivedAt, byte[] body)
    {
        json.WriteString("receivedAt", receivedAt);
        json.WritePropertyName("body");

        // Raw, because a number that goes through a parser may lose its last digits or its trailing zeros.
        json.WriteRawValue(body, skipInputValidation: true);
        json.WriteEndObject();
        if (json.BytesPending > FlushAt)
        {
            await json.FlushAsync();
        }
    }
}
