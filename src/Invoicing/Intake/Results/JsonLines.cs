using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Invoicing.Intake.Results;

/// <summary>Writes JSON Lines to a file, an object a line.</summary>
internal sealed class JsonLines : IDisposable
{
    private const int Enough = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * Enough);
    private readonly Utf8JsonWriter _json;

    public JsonLines() => _json = new(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Write(Stream file, Action<Utf8JsonWriter> properties)
    {
        _json.WriteStartObject();
        properties(_json);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount > Enough)
        {
            Flush(file);
        }
    }

    public void Flush(Stream file)
    {
        file.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    /// <summary>All that was written is on disk afterwards.</summary>
    public void FlushToDisk(FileStream file)
    {
        Flush(file);
        file.Flush(flushToDisk: true);
    }

    public void Dispose() => _json.Dispose();
}
