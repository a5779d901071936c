using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Invoicing.Intake.HotWax;
using Invoicing.Orders;

namespace Invoicing.Intake.Parsing;

/// <summary>
/// Finds the list of orders of a file that is one object around it, such as <c>{"orders":[…]}</c> or <c>{"data":{"orders":[…]}}</c>. An
/// object that has an order's number is an order, whatever else it holds.
/// </summary>
internal sealed class OrderList
{
    private const int Deepest = 3;

    /// <summary>What lists of orders are called; only these are taken for one when they are empty.</summary>
    private static readonly string[] s_names = ["orders", "data", "value", "values", "items", "results", "records", "content", "rows"];

    private readonly List<List> _lists = [];

    // The objects that are open, by the name under which each stands, as far as lists are looked for; and what is deeper than those.
    private readonly List<string> _path = [];
    private JsonReaderState _state = new(new JsonReaderOptions { AllowMultipleValues = true });
    private string _name = "";
    private List? _open;
    private bool _isOrder;

    // The object has ended, and whether anything comes after it: then it is the first of several, such as a line of JSON Lines.
    private bool _isClosed;
    private bool _goesOn;

    /// <returns>The names that lead to the list; null: the file is no such object.</returns>
    /// <exception cref="UnusableFeedException">There is more than one such list.</exception>
    public static async Task<IReadOnlyList<string>?> Find(Stream content, CancellationToken ct)
    {
        var input = PipeReader.Create(content, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var (search, isAtEnd) = (new OrderList(), false);
        while (!isAtEnd)
        {
            var read = await input.ReadAsync(ct);
            isAtEnd = search.Take(read.Buffer, read.IsCompleted, out var taken) || read.IsCompleted
                || read.Buffer.Slice(taken).Length > OrderText.Longest;
            input.AdvanceTo(taken, read.Buffer.End);
        }

        return search.Found();
    }

    private IReadOnlyList<string>? Found()
    {
        var full = _lists.Where(list => list.HoldsOrders == true).ToList();
        return _isOrder ? null
            : full.Count > 1 ? throw new UnusableFeedException(
                $"it holds orders in more than one list, {string.Join(" and ", full.Select(list => list.Name))}: "
                + "which are meant cannot be told; send one list")
            : full is [var only] ? only.Path
            : !_goesOn && _lists is [{ HoldsOrders: null } empty] && s_names.Contains(empty.Path[^1], StringComparer.OrdinalIgnoreCase)
            ? empty.Path
            : null;
    }

    private bool Take(ReadOnlySequence<byte> buffer, bool isAll, out SequencePosition taken)
    {
        var reader = new Utf8JsonReader(buffer, isAll, _state);
        var isDone = false;
        try
        {
            while (!isDone && reader.Read())
            {
                isDone = Look(ref reader);
            }
        }
        catch (JsonException)
        {
            // What stands before the damage is read all the same.
            (isDone, _goesOn) = (true, _isClosed);
        }

        (_state, taken) = (reader.CurrentState, reader.Position);
        return isDone;
    }

    /// <returns>Whether all is known.</returns>
    private bool Look(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        if (_isClosed)
        {
            _goesOn = true;
            return true;
        }

        if (_open is { } list)
        {
            list.Look(ref reader, depth - _path.Count - 1);
            _open = reader.TokenType == JsonTokenType.EndArray && depth == _path.Count ? null : list;
            return false;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when depth == _path.Count:
                _name = JsonText.NameOf(ref reader);
                _isOrder = depth == 1 && IsNumber(_name);
                return _isOrder;
            case JsonTokenType.StartObject when depth == _path.Count && depth <= Deepest:
                _path.Add(_name);
                return false;
            case JsonTokenType.StartArray when depth == _path.Count && depth > 0:
                _lists.Add(_open = new List([.. _path.Skip(1), _name]));
                return false;
            case JsonTokenType.EndObject when depth == _path.Count - 1:
                _path.RemoveAt(depth);
                _isClosed = depth == 0;
                return false;
            default:
                return depth == 0;
        }
    }

    // As HotWax calls it, too.
    private static bool IsNumber(string name) =>
        name.Equals(OrderNumber.Field, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HotWaxFeed.OrderName, StringComparison.OrdinalIgnoreCase);

    private sealed record List(IReadOnlyList<string> Path)
    {
        private bool _hasNumber;
        private bool _isLine;

        public string Name => string.Join('.', Path);

        /// <summary>As its first object has it; null: it holds none.</summary>
        public bool? HoldsOrders { get; private set; }

        /// <param name="depth">0: an element.</param>
        public void Look(ref Utf8JsonReader reader, int depth)
        {
            if (HoldsOrders == true || depth > 1)
            {
                return;
            }

            if (depth == 1 && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonText.NameOf(ref reader);
                _hasNumber |= IsNumber(name);
                // The lines of an order may name their order.
                _isLine |= name.ToUpperInvariant() is "UPC" or "LINENO";
            }
            else if (depth == 0 && reader.TokenType != JsonTokenType.StartObject)
            {
                HoldsOrders = _hasNumber && !_isLine;
                (_hasNumber, _isLine) = (false, false);
            }
        }
    }
}
