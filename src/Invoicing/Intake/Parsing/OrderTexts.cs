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
    private const int BufferSize = 64 * 1024;

    /// <param name="file">UTF-8.</param>
    /// <param name="list">The names that lead to the array of orders inside an object; null: it is no such file.</param>
    public static async IAsyncEnumerable<OrderText> Read(
        Stream file, string name, IReadOnlyList<string>? list, [EnumeratorCancellation] CancellationToken ct)
    {
        var input = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        var form = list is null ? await FileForm.Find(input, ct) : Form.Array;
        var texts = form switch
        {
            Form.Array => ElementsOf(input, list ?? [], number => $"{name}, element {number}", ct),
            Form.Document => ElementsOf(input, null, number => number == 1 ? name : $"{name}, element {number}", ct),
            _ => LinesOf(input, name, ct),
        };
        await foreach (var text in texts)
        {
            yield return text;
        }
    }

    private static async IAsyncEnumerable<OrderText> ElementsOf(
        PipeReader input, IReadOnlyList<string>? list, Func<int, string> place, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = new ElementReader(input, list);
        var number = 0;
        while (await reader.Next(ct) is { } elements)
        {
            foreach (var element in elements)
            {
                var at = place(++number);
                yield return NotUtf8.Find(element.Json) is { } problem
                    ? OrderText.Unreadable(at, problem, element.Line)
                    : new OrderText(at, element.Json, Line: element.Line);
            }
        }

        if (reader.Problem is { } end)
        {
            yield return OrderText.Unreadable(place(number + 1), end, reader.ProblemLine);
        }
    }

    private static async IAsyncEnumerable<OrderText> LinesOf(PipeReader input, string name, [EnumeratorCancellation] CancellationToken ct)
    {
        var lines = new LineReader(input);
        while (await lines.Next(ct) is { } line)
        {
            var place = $"{name}:{lines.Number}";
            if (line.IsTooLong)
            {
                yield return OrderText.Unreadable(
                    place, $"is longer than {LineReader.Longest / 1024 / 1024} MB, which no order may be", lines.Number);
            }
            else if (line.Text.Length > 0)
            {
                yield return NotJson.Find(line.Text) is { } problem
                    ? OrderText.Unreadable(place, problem, lines.Number)
                    : new OrderText(place, line.Text, Line: lines.Number);
            }
        }
    }
}

internal enum Form
{
    Lines,
    Array,

    /// <summary>One order that goes over several lines.</summary>
    Document,
}

/// <summary>Tells the form of a file by its first lines, without taking them.</summary>
internal static class FileForm
{
    public static async Task<Form> Find(PipeReader input, CancellationToken ct)
    {
        while (true)
        {
            var read = await input.ReadAsync(ct);
            var isWhole = read.IsCompleted || read.Buffer.Length > LineReader.Longest;
            var form = Judge(read.Buffer.ToArray(), isWhole);
            // Examined only when more is needed: what is taken back must be there at once at the next read.
            input.AdvanceTo(read.Buffer.Start, form is null ? read.Buffer.End : read.Buffer.Start);
            if (form is not null)
            {
                return form.Value;
            }
        }
    }

    /// <returns>Null: more of the file is needed.</returns>
    private static Form? Judge(byte[] start, bool isWhole)
    {
        var lines = new List<byte[]>();
        for (var rest = start.AsSpan(); lines.Count < 2;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = LineReader.Trim((end < 0 ? rest : rest[..end]).ToArray());
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

            if (end < 0)
            {
                break;
            }

            rest = rest[(end + 1)..];
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
}
