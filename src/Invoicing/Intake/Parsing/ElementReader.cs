using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <summary>Cuts a JSON array into the texts of its elements, or a file into its values, whatever lines they stand on.</summary>
/// <param name="list">The names that lead to the array; none if it is the whole file. Null: the file's values are the elements.</param>
internal sealed class ElementReader(PipeReader input, IReadOnlyList<string>? list)
{
    // How deep elements stand.
    private readonly int _depth = list is null ? 0 : list.Count + 1;
    private readonly TextPlace _place = new();
    private JsonReaderState _state = new(new JsonReaderOptions { AllowMultipleValues = list is null });

    // Of the names that lead to the list: how many were gone through, and whether the next value is the one that the next name means.
    private int _entered;
    private bool _isNamed = true;
    private bool _isInList = list is null;

    // What keeps the rest from being read, and where that stands.
    private (string Problem, long Line)? _end;

    /// <param name="place">Of an element, by its number from 1.</param>
    public async IAsyncEnumerable<OrderText> Read(Func<int, string> place, [EnumeratorCancellation] CancellationToken ct)
    {
        var (number, isAll) = (0, false);
        while (!isAll && _end is null)
        {
            var read = await input.ReadAsync(ct);
            var elements = new List<(byte[] Json, long Line)>();
            var taken = Take(read.Buffer, read.IsCompleted, elements);
            var rest = read.Buffer.Slice(taken).Length;
            isAll = read.IsCompleted;
            input.AdvanceTo(taken, read.Buffer.End);
            foreach (var (json, line) in elements)
            {
                var problem = NotUtf8.Find(json);
                yield return new OrderText(place(++number), problem is null ? json : default, problem, line);
            }

            if (rest > OrderText.Longest)
            {
                _end ??= ($"{OrderText.IsTooLong}; nothing after it was read", _place.Line);
            }
        }

        if (_end is { } end)
        {
            yield return OrderText.Unreadable(place(number + 1), end.Problem, end.Line);
        }
    }

    /// <returns>The end of what has been taken; an element that is not all there is looked at again with more of it.</returns>
    private SequencePosition Take(ReadOnlySequence<byte> buffer, bool isAll, List<(byte[] Json, long Line)> elements)
    {
        var taken = buffer.Start;
        try
        {
            var reader = new Utf8JsonReader(buffer, isAll, _state);
            while (reader.Read())
            {
                if (_isInList && reader.CurrentDepth == _depth)
                {
                    var start = reader.TokenStartIndex;
                    if (!reader.TrySkip())
                    {
                        break;
                    }

                    var line = _place.Line + TextPlace.CountLines(buffer.Slice(taken, buffer.GetPosition(start)));
                    elements.Add((buffer.Slice(start, reader.BytesConsumed - start).ToArray(), line));
                }
                else
                {
                    Follow(ref reader);
                }

                _place.Advance(buffer.Slice(taken, reader.Position));
                (_state, taken) = (reader.CurrentState, reader.Position);
            }
        }
        catch (JsonException e)
        {
            _end = ($"{_place.Told(e, buffer.Slice(taken))}; nothing after it was read", (e.LineNumber ?? 0) + 1);
        }

        return taken;
    }

    /// <summary>Goes along the names to the list.</summary>
    private void Follow(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth == _entered && _entered > 0 && _entered <= list!.Count:
                _isNamed = JsonText.IsName(ref reader, list[_entered - 1]);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray when _isNamed && reader.CurrentDepth == _entered:
                _isInList = reader.TokenType == JsonTokenType.StartArray && _entered == list!.Count;
                _entered += reader.TokenType == JsonTokenType.StartObject ? 1 : 0;
                _isNamed = false;
                break;
            case JsonTokenType.EndArray when _isInList && reader.CurrentDepth == list!.Count:
                _isInList = false;
                break;
            case JsonTokenType.EndObject when reader.CurrentDepth == _entered - 1:
                _entered--;
                break;
        }
    }
}

/// <summary>Where in a file something is that is read piece by piece.</summary>
internal sealed class TextPlace
{
    private const int Around = 64;

    private long _column;

    /// <summary>From 1.</summary>
    public long Line { get; private set; } = 1;

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
