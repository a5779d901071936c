using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <param name="Line">Of the file, on which it begins, from 1.</param>
internal readonly record struct Element(byte[] Json, long Line);

/// <summary>Cuts a JSON array into the texts of its elements, or a file into its values, whatever lines they stand on.</summary>
/// <param name="list">The names that lead to the array; none if it is the whole file. Null: the file's values are the elements.</param>
internal sealed class ElementReader(PipeReader input, IReadOnlyList<string>? list)
{
    private readonly TextPlace _place = new();
    private JsonReaderState _state = new(new JsonReaderOptions { AllowMultipleValues = list is null });

    // Of the names that lead to the list: how many were gone through, and whether the next value is the one that the next name means.
    private int _entered;
    private bool _isNamed = true;
    private bool _isInList = list is null;

    /// <summary>What keeps the rest from being read; set when <see cref="Next"/> has returned the last elements.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where that stands.</summary>
    public long ProblemLine { get; private set; }

    /// <summary>How deep elements stand.</summary>
    private int Depth => list is null ? 0 : list.Count + 1;

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
                ProblemLine = _place.Line;
                Problem = $"is longer than {LineReader.Longest / 1024 / 1024} MB, which no order may be; nothing after it was read";
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
                if (_isInList && reader.CurrentDepth == Depth)
                {
                    var start = reader.TokenStartIndex;
                    if (!reader.TrySkip())
                    {
                        break;
                    }

                    var line = _place.Line + TextPlace.CountLines(buffer.Slice(taken, buffer.GetPosition(start)));
                    elements.Add(new(buffer.Slice(start, reader.BytesConsumed - start).ToArray(), line));
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
            ProblemLine = (e.LineNumber ?? 0) + 1;
            Problem = $"{_place.Told(e, buffer.Slice(taken))}; nothing after it was read";
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
