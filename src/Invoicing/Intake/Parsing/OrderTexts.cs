using System.IO.Pipelines;
using System.Runtime.CompilerServices;

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
