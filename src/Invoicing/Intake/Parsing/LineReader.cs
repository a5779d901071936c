using System.Buffers;
using System.IO.Pipelines;

namespace Invoicing.Intake.Parsing;

/// <param name="Text">Without blanks around it.</param>
internal readonly record struct Line(byte[] Text, bool IsTooLong);

/// <summary>Reads lines of bytes; of one that is too long, no more than its end.</summary>
internal sealed class LineReader(PipeReader input)
{
    public const int Longest = 16 * 1024 * 1024;

    private static readonly byte[] s_mark = [0xEF, 0xBB, 0xBF];

    /// <summary>Of the line read last, from 1.</summary>
    public int Number { get; private set; }

    /// <returns>Null at the end.</returns>
    public async Task<Line?> Next(CancellationToken ct)
    {
        for (var isTooLong = false; ;)
        {
            var read = await input.ReadAsync(ct);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                return Take(buffer.Slice(0, end), buffer.GetPosition(1, end), isTooLong);
            }

            if (read.IsCompleted)
            {
                return buffer.IsEmpty && !isTooLong ? null : Take(buffer, buffer.End, isTooLong);
            }

            isTooLong |= buffer.Length > Longest;
            input.AdvanceTo(isTooLong ? buffer.End : buffer.Start, buffer.End);
        }
    }

    private Line Take(ReadOnlySequence<byte> text, SequencePosition next, bool isTooLong)
    {
        isTooLong |= text.Length > Longest;
        var line = new Line(isTooLong ? [] : Trim(text.ToArray()), isTooLong);
        input.AdvanceTo(next);
        Number++;
        return line;
    }

    /// <summary>Without blanks, and without the mark that files put one behind the other leave between them.</summary>
    public static byte[] Trim(byte[] text)
    {
        var line = text.AsSpan().Trim(" \t\r"u8);
        return (line.StartsWith(s_mark) ? line[s_mark.Length..].Trim(" \t\r"u8) : line).ToArray();
    }
}
