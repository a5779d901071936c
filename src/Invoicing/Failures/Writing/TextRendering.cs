using System.Globalization;
using System.Text;

namespace Invoicing.Failures.Writing;

/// <summary>A page as plain text. Lines end in <c>\n</c>.</summary>
internal static class TextRendering
{
    private const int NameWidth = 16;

    public static string Of(Page page)
    {
        var text = new StringBuilder();
        foreach (var part in page.Parts)
        {
            Write(text, part);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Part part)
    {
        switch (part)
        {
            case Lead lead:
                text.Append(lead.Text).Append('\n');
                break;
            case Paragraph paragraph:
                text.Append(paragraph.Text).Append('\n');
                break;
            case Section section:
                text.Append('\n').Append(section.Title).Append('\n').Append('=', section.Title.Length).Append('\n');
                break;
            case Label label:
                text.Append('\n').Append(label.Title.ToUpperInvariant()).Append('\n');
                break;
            case Facts facts:
                foreach (var (name, value) in facts.Values.Where(fact => !string.IsNullOrEmpty(fact.Value)))
                {
                    text.Append($"{name + ":",-NameWidth}").Append(value).Append('\n');
                }

                break;
            case Quotation quotation:
                text.Append("  ").Append(quotation.Text.Replace("\n", "\n  ")).Append('\n');
                break;
            case Steps steps:
                for (var i = 0; i < steps.Texts.Count; i++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {steps.Texts[i]}\n");
                }

                break;
            case Table table:
                Write(text, table);
                break;
        }
    }

    private static void Write(StringBuilder text, Table table)
    {
        var columns = table.Columns;
        var widths = columns.Select((column, i) => table.Rows.Select(row => (row.Cells[i] ?? "").Length).Append(column.Name.Length).Max()).ToList();
        Line(columns.Select(column => (string?)column.Name).ToList());
        foreach (var row in table.Rows)
        {
            Line(row.Cells);
            if (row.Below is { Length: > 0 } below)
            {
                text.Append("    ").Append(below).Append('\n');
            }
        }

        if (table.More is { } more)
        {
            text.Append(more).Append('\n');
        }

        void Line(IReadOnlyList<string?> cells)
        {
            var line = string.Join("  ", cells.Select((cell, i) => columns[i].IsNumber ? (cell ?? "").PadLeft(widths[i]) : (cell ?? "").PadRight(widths[i])));
            text.Append(line.TrimEnd()).Append('\n');
        }
    }
}
