using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Invoicing.ReceivingFeeds.Reading;

/// <param name="Line">Of the file, on which it begins, from 1.</param>
internal readonly record struct Element(byte[] Json, long Line);

/// <summary>Cuts a JSON array into the texts of its elements, or a file into its values, whatever lines they stand on.</summary>
internal sealed class ElementReader(PipeReader input, bool isArray)
{
    private JsonReaderState _state = new(new JsonReaderOptions { AllowMultipleValues = !isArray });
    private bool _isOpen = !isArray;
    private long _line = 1;

    /// <summary>What keeps the rest from being read; set when <see cref="Next"/> has returned the last elements.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where that stands.</summary>
    public long ProblemLine { get; private set; }

    /// <returns>The next elements, as many as are there; null at the end.</returns>
    public async Task<IReadOnlyList<Element>?> Next(CancellationToken ct)
    {
        while (Problem is null)
        {
            var read = await input.ReadAsync(ct);
            var elements = new List<Element>();
            var taken = Take(read.Buffer, read.IsCompleted, elements);
            input.AdvanceTo(taken, read.Buffer.End);
            if (Problem is null && read.Buffer.Slice(taken).Length > LineReader.Longest)
            {
                ProblemLine = _line;
                Problem = $"is longer than {LineReader.Longest / 1024 / 1024} MB; nothing after it was read";
            }

            if (elements.Count > 0)
            {
                return elements;
            }

            if (read.IsCompleted)
            {
                return null;
            }
        }

        return null;
    }

    /// <returns>The end of what has been taken; an element that is not all there is looked at again with more of it.</returns>
    private SequencePosition Take(ReadOnlySequence<byte> buffer, bool isAll, List<Element> elements)
    {
        var taken = buffer.Start;
        try
        {
            var reader = new Utf8JsonReader(buffer, isAll, _state);
            while (reader.Read())
            {
                if (!_isOpen)
                {
                    _isOpen = true;
                }
                else if (reader.TokenType != JsonTokenType.EndArray)
                {
                    var start = reader.TokenStartIndex;
                    if (!reader.TrySkip())
                    {
                        break;
                    }

                    elements.Add(new(buffer.Slice(start, reader.BytesConsumed - start).ToArray(), _line + CountLines(buffer.Slice(taken, buffer.GetPosition(start)))));
                }

                _line += CountLines(buffer.Slice(taken, reader.Position));
                (_state, taken) = (reader.CurrentState, reader.Position);
            }
        }
        catch (JsonException e)
        {
            ProblemLine = (e.LineNumber ?? 0) + 1;
            Problem = $"{NotJson.At(e, oneLine: false)}; nothing after it was read";
        }

        return taken;
    }

    private static long CountLines(ReadOnlySequence<byte> text)
    {
        var lines = 0L;
        foreach (var part in text)
        {
            lines += part.Span.Count((byte)'\n');
        }

        return lines;
    }
}
