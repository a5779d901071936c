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

    /// <summary>Local time of the tenant's zone without an offset, as in the documents' sample.</summary>
    public static string CreatedDate(Validation findings, DateTimeOffset? createdAt, RetailProSettings settings)
    {
        findings.Fault("createdAt", createdAt is null ? "is missing" : null);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        return createdAt is not { } instant ? ""
            : TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
    }
}
