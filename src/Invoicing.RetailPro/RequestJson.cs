using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Invoicing.RetailPro;

/// <summary>Writes request bodies: UTF-8 as it is, since names and addresses are Spanish and a person reads them in the journal.</summary>
internal static class RequestJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>CreatedDate: local time of the tenant's zone without an offset, as in the documents' sample.</summary>
    public static string LocalTime(DateTimeOffset instant, string zone) =>
        TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The same, with a fault when the order has no creation time.</summary>
    public static string CreatedDate(Validation findings, DateTimeOffset? createdAt, RetailProSettings settings)
    {
        if (createdAt is { } instant)
        {
            return LocalTime(instant, settings.TimeZone);
        }

        findings.Fault("createdAt", "is missing");
        return "";
    }
}
