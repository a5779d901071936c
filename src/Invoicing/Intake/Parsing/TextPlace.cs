using System.Buffers;
using System.Text.Json;

namespace Invoicing.Intake.Parsing;

/// <summary>Where in a file something is that is read piece by piece.</summary>
internal sealed class TextPlace
{
    private const int Around = 64;

    private long _column;

    /// <summary>From 1.</summary>
    public long Line { get; private set; } = 1;

    /// <param name="text">That was read.</param>
    public void Advance(ReadOnlySequence<byte> text)
    {
        var lines = CountLines(text);
        Line += lines;
        _column = lines == 0 ? _column + text.Length : text.Length - AfterLines(text, lines);
    }

    /// <param name="rest">What stands behind what was read; the fault is in it.</param>
    public string Told(JsonException e, ReadOnlySequence<byte> rest)
    {
        var lines = (e.LineNumber ?? 0) + 1 - Line;
        var position = (e.BytePositionInLine ?? 0) + (lines <= 0 ? -_column : AfterLines(rest, lines));
        position = Math.Clamp(position, 0, rest.Length);
        var from = Math.Max(0, position - Around);
        return NotJson.At(e, rest.Slice(from, Math.Min(rest.Length - from, 2 * Around)).ToArray(), (int)(position - from));
    }

    public static long CountLines(ReadOnlySequence<byte> text)
    {
        var lines = 0L;
        foreach (var part in text)
        {
            lines += part.Span.Count((byte)'\n');
        }

        return lines;
    }

    /// <returns>The place behind so many line breaks.</returns>
    private static long AfterLines(ReadOnlySequence<byte> text, long lines)
    {
        var reader = new SequenceReader<byte>(text);
        for (var line = 0L; line < lines && reader.TryAdvanceTo((byte)'\n'); line++)
        {
        }

        return reader.Consumed;
    }
}
