using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Invoicing.Intake.Parsing;

/// <summary>
/// Reads a file of orders message by message, never as a whole: one order, over several lines or one; a JSON array, also inside an object;
/// or JSON Lines, in which a bad line spoils itself alone.
/// </summary>
internal static class OrderTexts
{
    private enum Form
    {
        Lines,
        Array,

        /// <summary>One order that goes over several lines.</summary>
        Document,
    }

    /// <param name="file">UTF-8.</param>
    /// <param name="list">The names that lead to the array of orders inside an object; null: it is no such file.</param>
    public static async IAsyncEnumerable<OrderText> Read(
        Stream file, string name, IReadOnlyList<string>? list, [EnumeratorCancellation] CancellationToken ct)
    {
        var input = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var texts = (list is null ? await FormOf(input, ct) : Form.Array) switch
        {
            Form.Array => new ElementReader(input, list ?? []).Read(number => $"{name}, element {number}", ct),
            Form.Document => new ElementReader(input, null).Read(number => number == 1 ? name : $"{name}, element {number}", ct),
            _ => LinesOf(input, name, ct),
        };
        await foreach (var text in texts)
        {
            yield return text;
        }
    }

    /// <summary>Of a line that is too long, no more than its end is kept.</summary>
    private static async IAsyncEnumerable<OrderText> LinesOf(PipeReader input, string name, [EnumeratorCancellation] CancellationToken ct)
    {
        var (number, isTooLong, isLast) = (1, false, false);
        while (!isLast)
        {
            var read = await input.ReadAsync(ct);
            var buffer = read.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            if (end is null && !read.IsCompleted)
            {
                isTooLong |= buffer.Length > OrderText.Longest;
                input.AdvanceTo(isTooLong ? buffer.End : buffer.Start, buffer.End);
                continue;
            }

            var line = end is null ? buffer : buffer.Slice(0, end.Value);
            isTooLong |= line.Length > OrderText.Longest;
            byte[] text = isTooLong ? [] : Trim(line.ToArray());
            isLast = end is null;
            input.AdvanceTo(end is null ? buffer.End : buffer.GetPosition(1, end.Value));
            var problem = isTooLong ? OrderText.IsTooLong : text.Length > 0 ? NotJson.Find(text) : null;
            if (problem is not null || text.Length > 0)
            {
                yield return new OrderText($"{name}:{number}", problem is null ? text : default, problem, number);
            }

            (number, isTooLong) = (number + 1, false);
        }
    }

    /// <summary>Told by the first lines, without taking them.</summary>
    private static async Task<Form> FormOf(PipeReader input, CancellationToken ct)
    {
        while (true)
        {
            var read = await input.ReadAsync(ct);
            var form = FormOf(read.Buffer.ToArray(), isWhole: read.IsCompleted || read.Buffer.Length > OrderText.Longest);
            // Examined only when more is needed: what is taken back must be there at once at the next read.
            input.AdvanceTo(read.Buffer.Start, form is null ? read.Buffer.End : read.Buffer.Start);
            if (form is not null)
            {
                return form.Value;
            }
        }
    }

    /// <returns>Null: more of the file is needed.</returns>
    private static Form? FormOf(byte[] start, bool isWhole)
    {
        var lines = new List<byte[]>();
        var end = 0;
        for (var rest = start.AsSpan(); lines.Count < 2 && end >= 0; rest = rest[(end + 1)..])
        {
            end = rest.IndexOf((byte)'\n');
            var line = Trim(end < 0 ? rest : rest[..end]);
            if (line is [(byte)'[', ..] && lines.Count == 0)
            {
                return Form.Array;
            }

            if (end < 0 && !isWhole)
            {
                return lines is [var first] && !IsBegun(first) ? Form.Lines : null;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }
        }

        // JSON Lines whose first line was cut off still are lines if the second is an order by itself.
        var isDocument = lines is [var begun, var next, ..] && IsBegun(begun) && !(next[0] == '{' && NotJson.Find(next) is null);
        return isDocument ? Form.Document : Form.Lines;
    }

    /// <summary>An object that goes on in the next line.</summary>
    private static bool IsBegun(byte[] line)
    {
        if (line[0] != '{' || NotJson.Find(line) is null)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(line, isFinalBlock: false, default);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Without blanks, and without the mark that files put one behind the other leave between them.</summary>
    private static byte[] Trim(ReadOnlySpan<byte> text)
    {
        var line = text.Trim(" \t\r"u8);
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return (line.StartsWith(mark) ? line[mark.Length..].Trim(" \t\r"u8) : line).ToArray();
    }
}
