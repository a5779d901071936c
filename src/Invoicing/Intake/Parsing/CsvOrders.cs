using System.Runtime.CompilerServices;

namespace Invoicing.Intake.Parsing;

/// <summary>One order of a CSV file, or a row that is of none.</summary>
/// <param name="Key">Of its number; null without one.</param>
/// <param name="Digest">The same for orders that say the same, however they write it.</param>
/// <param name="IsLast">Nothing comes after it: it may go on beyond the end of a file that was cut off.</param>
internal sealed record CsvOrder(Guid? Key, OrderText Text, Func<ulong> Digest, bool IsLast);

/// <summary>Reads orders out of a CSV file: a row an item, the rows of an order together.</summary>
internal static class CsvOrders
{
    public static async IAsyncEnumerable<CsvOrder> Read(
        CsvRows rows, CsvColumns columns, string name, [EnumeratorCancellation] CancellationToken ct)
    {
        CsvOrderRows? order = null;
        long? doubtful = null;
        await foreach (var row in rows.Read(columns, ct))
        {
            // A row whose order is not certain may be of the order before it or of the next one: neither may go out without it.
            var isOfNone = row.IsShifted || CsvOrderRows.NumberOf(columns, row, out _) is null;
            if (order is not null && !order.TryAdd(row))
            {
                if (isOfNone)
                {
                    order.MayLack(row.Line);
                }

                yield return order.Finish(name, isLast: false);
                order = null;
            }

            if (order is null)
            {
                order = new CsvOrderRows(columns, row);
                if (doubtful is { } line)
                {
                    order.MayLack(line);
                }

                doubtful = null;
            }

            doubtful = isOfNone || row.MaySwallow ? row.Line : doubtful;
        }

        if (order is not null)
        {
            if (rows.Broken is { } end)
            {
                // Further rows of it may stand where nothing was read.
                order.MayGoOn(end.Line);
            }

            yield return order.Finish(name, isLast: rows.Broken is null);
        }

        if (rows.Broken is { } broken)
        {
            var text = OrderText.Unreadable($"{name}:{broken.Line}", $"line {broken.Line} {broken.Problem}", broken.Line);
            yield return new(null, text, () => 0, IsLast: true);
        }
    }
}
