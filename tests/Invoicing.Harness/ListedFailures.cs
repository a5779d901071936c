using System.Text;

namespace Invoicing.Harness;

/// <summary>What the file of a report says, read as a spreadsheet reads it.</summary>
/// <param name="Orders">Numbers of the orders that are listed.</param>
/// <param name="Messages">By order.</param>
/// <param name="OtherMessages">Of what is no order.</param>
internal sealed record ListedFailures(IReadOnlySet<string> Orders, ILookup<string, string> Messages, IReadOnlyList<string> OtherMessages)
{
    private static readonly char[] s_formula = ['=', '+', '-', '@'];

    public static ListedFailures Read(string csv)
    {
        var rows = Rows(csv.TrimStart('\uFEFF')).ToList();
        var (order, message) = (rows[0].IndexOf("order"), rows[0].IndexOf("message"));
        var told = rows.Skip(1).Select(row => (Order: Plain(row[order]), Message: row[message])).ToList();
        return new(
            told.Select(row => row.Order).Where(no => no.Length > 0).ToHashSet(),
            told.Where(row => row.Order.Length > 0).ToLookup(row => row.Order, row => row.Message),
            [.. told.Where(row => row.Order.Length == 0).Select(row => row.Message)]);
    }

    // The apostrophe that keeps a cell from being a formula is not shown.
    private static string Plain(string cell) => cell.Length > 1 && cell[0] == '\'' && s_formula.Contains(cell[1]) ? cell[1..] : cell;

    private static IEnumerable<List<string>> Rows(string csv)
    {
        var (row, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < csv.Length; i++)
        {
            switch (csv[i])
            {
                case '"' when quoted && i + 1 < csv.Length && csv[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    End();
                    break;
                case '\r' when !quoted:
                    break;
                case '\n' when !quoted:
                    End();
                    yield return row;
                    row = [];
                    break;
                case var c:
                    cell.Append(c);
                    break;
            }
        }

        void End()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }
}
