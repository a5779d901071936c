using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Invoicing.ReceivingFeeds.Reading;

/// <summary>
/// Reads a file of orders message by message, never as a whole: one order, over several lines or one; a JSON array; or JSON Lines,
/// in which a bad line spoils itself alone.
/// </summary>
internal static class OrderTexts
{
    private const int BufferSize = 64 * 1024;

    public static async IAsyncEnumerable<OrderText> Read(Stream file, string name, [EnumeratorCancellation] CancellationToken ct)
    {
        var input = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        await SkipByteOrderMark(input, ct);
        var texts = await FileForm.Find(input, ct) switch
        {
            Form.Array => ElementsOf(input, isArray: true, number => $"{name}, element {number}", ct),
            Form.Document => ElementsOf(input, isArray: false, number => number == 1 ? name : $"{name}, element {number}", ct),
            _ => LinesOf(input, name, ct),
        };
        await foreach (var text in texts)
        {
            yield return text;
        }
    }

    private static async Task SkipByteOrderMark(PipeReader input, CancellationToken ct)
    {
        var start = (await input.ReadAtLeastAsync(3, ct)).Buffer;
        input.AdvanceTo(start.Length >= 3 && start.Slice(0, 3).ToArray() is [0xEF, 0xBB, 0xBF] ? start.GetPosition(3) : start.Start);
    }

    private static async IAsyncEnumerable<OrderText> ElementsOf(
        PipeReader input, bool isArray, Func<int, string> place, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = new ElementReader(input, isArray);
        var number = 0;
        while (await reader.Next(ct) is { } elements)
        {
            foreach (var element in elements)
            {
                yield return new OrderText(place(++number), element.Json, Line: element.Line);
            }
        }

        if (reader.Problem is { } problem)
        {
            yield return OrderText.Unreadable(place(number + 1), problem, reader.ProblemLine);
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
                yield return OrderText.Unreadable(place, $"is longer than {LineReader.Longest / 1024 / 1024} MB", lines.Number);
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
