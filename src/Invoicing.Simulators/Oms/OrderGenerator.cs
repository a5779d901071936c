namespace Invoicing.Simulators.Oms;

/// <summary>
/// Publishes what an OMS publishes, good and bad: the same messages in the same order for the same arguments, on every machine.
/// </summary>
internal static class OrderGenerator
{
    /// <summary>Messages in publishing order, made one by one as they are asked for.</summary>
    /// <param name="orders">How many order numbers; there are more messages, because some orders have two or three.</param>
    /// <param name="seed">Which of all such sequences. Two seeds use the same numbers for different orders.</param>
    /// <param name="includeUnreadable">With messages that have no readable order number, and broken JSON; each counts as one order.</param>
    /// <param name="includeLater">With the kinds that were added later: without them, a seed's messages are what they always were.</param>
    public static IEnumerable<GeneratedOrder> Generate(int orders, int seed, bool includeUnreadable = false, bool includeLater = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(orders);
        return Plan(orders, seed, KindTable.Rows(includeUnreadable, includeLater))
            .OrderBy(message => message.Position)
            .ThenBy(message => message.Index)
            .Select(message => message.Row.Make(new Composer(seed, message.Index, message.Turn))[message.Number]);
    }

    // An order stands at its place; its further messages follow by a twentieth to a quarter of all, each behind the one before.
    private static IEnumerable<Message> Plan(int orders, int seed, IReadOnlyList<KindRow> rows)
    {
        var random = new Random(seed);
        var turns = new Dictionary<OrderKind, int>();
        var places = Places(orders, random, rows);
        for (var index = 0; index < places.Length; index++)
        {
            var row = places[index];
            var turn = turns[row.Kind] = turns.GetValueOrDefault(row.Kind, -1) + 1;
            var count = row.HasFollowers ? row.Make(new Composer(seed, index, turn)).Count : 1;
            double position = index;
            for (var number = 0; number < count; number++)
            {
                yield return new Message(position, index, turn, number, row);
                position += random.Next(1 + (orders / 20), 2 + (orders / 4)) + 0.5;
            }
        }
    }

    // Orders of several messages come in the first half, so that even the last message of the last one has others around it.
    private static KindRow[] Places(int orders, Random random, IReadOnlyList<KindRow> rows)
    {
        var all = Share(orders, rows).ToArray();
        random.Shuffle(all);
        var several = all.Where(row => row.HasFollowers).ToArray();
        var single = all.Where(row => !row.HasFollowers).ToArray();
        var early = several.Concat(single[..Math.Max(0, (orders / 2) - several.Length)]).ToArray();
        random.Shuffle(early);
        return [.. early, .. single[(early.Length - several.Length)..]];
    }

    // Every kind gets its part rounded down, and the largest rests get one more, so that rare kinds are not left to chance.
    private static IEnumerable<KindRow> Share(int orders, IReadOnlyList<KindRow> rows)
    {
        var sum = rows.Sum(row => row.Weight);
        var parts = rows.Select(row =>
            (Row: row, Whole: Math.DivRem((long)orders * row.Weight, sum, out var rest), Left: rest)).ToList();
        var missing = orders - (int)parts.Sum(part => part.Whole);
        var rounded = parts.OrderByDescending(part => part.Left).Take(missing).Select(part => part.Row.Kind).ToHashSet();
        return parts.SelectMany(part => Enumerable.Repeat(part.Row, (int)part.Whole + (rounded.Contains(part.Row.Kind) ? 1 : 0)));
    }

    private sealed record Message(double Position, int Index, int Turn, int Number, KindRow Row);
}
