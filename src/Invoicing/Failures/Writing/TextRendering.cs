namespace Invoicing.Failures.Writing;

/// <summary>A page as plain text. Lines end in <c>\n</c>.</summary>
internal static class TextRendering
{
    private const int NameWidth = 16;

    public static string ToText(this Page page) => string.Concat(page.Parts.Select(Text));

    private static string Text(Part part) => part switch
    {
        Lead lead => $"{lead.Text}\n",
        Paragraph paragraph => $"{paragraph.Text}\n",
        Section section => $"\n{section.Title}\n{new string('=', section.Title.Length)}\n",
        Label label => $"\n{label.Title.ToUpperInvariant()}\n",
        Facts facts => string.Concat(facts.Values.Where(fact => !string.IsNullOrEmpty(fact.Value))
            .Select(fact => $"{fact.Name + ":",-NameWidth}{fact.Value}\n")),
        Quotation quotation => $"  {quotation.Text.Replace("\n", "\n  ")}\n",
        Steps steps => string.Concat(steps.Texts.Select((step, place) => FormattableString.Invariant($"{place + 1}. {step}\n"))),
        Table table => Text(table),
        Link link => $"{link.Text}: {link.Url}\n",
        _ => "",
    };

    private static string Text(Table table)
    {
        var columns = table.Columns;
        var widths = columns
            .Select((column, i) => table.Rows.Select(row => (row.Cells[i] ?? "").Length).Append(column.Name.Length).Max())
            .ToList();
        var rows = table.Rows.Select(row => Line(row.Cells) + (string.IsNullOrEmpty(row.Below) ? "" : $"    {row.Below}\n"));
        return string.Concat(
            rows.Prepend(Line([.. columns.Select(column => column.Name)])).Append(table.More is null ? "" : $"{table.More}\n"));

        string Line(IReadOnlyList<string?> cells) => string.Join("  ", cells.Select((cell, i) =>
            columns[i].IsNumber ? (cell ?? "").PadLeft(widths[i]) : (cell ?? "").PadRight(widths[i]))).TrimEnd() + "\n";
    }
}
