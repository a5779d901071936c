using System.Net;

namespace Invoicing.Failures.Writing;

/// <summary>
/// A page as HTML that mail programs show: tables and inline styles, nothing from elsewhere. Outlook knows neither max-width nor classes;
/// Gmail drops the head's styles, so these only add colours for the dark and padding for phones.
/// </summary>
internal static class HtmlRendering
{
    private const string Font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
    private const string Mono = "font-family:Consolas,Menlo,'Liberation Mono',monospace;";
    private const string Cell = "padding:6px 8px 6px 0;text-align:left;vertical-align:top;";
    private const string Number = "padding:6px 8px 6px 0;text-align:right;vertical-align:top;white-space:nowrap;";
    private const string Code = $"{Mono}font-size:13px;background-color:#f2f4f7;padding:1px 4px;border-radius:3px;";
    private const string Soft = " class=\"soft\"";
    private const string Plain = "cellpadding=\"0\" cellspacing=\"0\" border=\"0\"";

    private const string Head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <style>
        :root { color-scheme: light dark; supported-color-schemes: light dark; }
        @media (prefers-color-scheme: dark) {
        .back { background-color: #16181d !important; }
        .card { background-color: #20242b !important; border-color: #363c47 !important; }
        .ink, .ink td, .ink th, .ink h1, .ink h2, .ink h3 { color: #e6e8ec !important; }
        .soft, .ink td.soft, .ink th.soft, .ink h3.soft { color: #a3abb8 !important; }
        .quote, .code { background-color: #2b313b !important; color: #e6e8ec !important; }
        .rule, .ink td.rule, .ink h2.rule { border-color: #3d4450 !important; }
        }
        @media (max-width: 520px) {
        """ + " .card { padding: 14px !important; } .back > tbody > tr > td { padding: 0 !important; } .rows { font-size: "
        + "12px !important; } }\n</style>\n";

    private const string Back = $"<table role=\"presentation\" class=\"back\" width=\"100%\" {Plain} style=\"background-color:#f2f4f7;\">"
        + "<tr><td align=\"center\" style=\"padding:16px 8px;\">\n";

    private const string Card = $"<table role=\"presentation\" width=\"100%\" {Plain} style=\"max-width:860px;\"><tr>"
        + $"<td class=\"card ink\" style=\"{Font}font-size:14px;line-height:1.5;color:#1d2430;background-color:#ffffff;"
        + "border:1px solid #dfe3ea;border-radius:6px;padding:24px;text-align:left;word-break:break-word;\">\n";

    public static string ToHtml(this Page page)
    {
        var title = Element("h1", "", "margin:0 0 12px;font-size:20px;line-height:1.3;font-weight:600;", Encode(page.Title));
        return $"{Head}<title>{Encode(page.Title)}</title>\n</head>\n<body style=\"margin:0;padding:0;\">\n{Back}{Card}{title}\n"
            + $"{string.Concat(page.Parts.Select(Html))}</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n";
    }

    private static string Html(Part part) => part switch
    {
        Lead lead => Element("p", "", "margin:0 0 8px;font-size:16px;", Inline(lead.Text)),
        Paragraph paragraph => Element("p", "", "margin:0 0 8px;", Inline(paragraph.Text)),
        Section section => Element(
            "h2",
            " class=\"rule\"",
            "margin:28px 0 8px;padding-top:18px;border-top:2px solid #dfe3ea;font-size:17px;line-height:1.3;font-weight:600;",
            Encode(section.Title)),
        Label label => Element("h3", Soft, "margin:16px 0 4px;font-size:13px;font-weight:600;color:#5b6575;", Encode(label.Title)),
        Facts facts => Html(facts),
        Quotation quotation => Element(
            "div",
            " class=\"quote\"",
            $"{Mono}margin:4px 0 8px;padding:8px 10px;background-color:#f2f4f7;border-left:3px solid #c0392b;font-size:13px;",
            Encode(quotation.Text).Replace("\n", "<br>\n")),
        Steps steps => Element(
            "ol",
            "",
            "margin:4px 0 8px;padding-left:22px;",
            $"\n{string.Concat(steps.Texts.Select(step => Element("li", "", "margin:0 0 4px;", Inline(step)) + "\n"))}"),
        Table table => Html(table),
        Link link => Element("p", "", "margin:0 0 8px;", Element("a", $" href=\"{Encode(link.Url)}\"", "", Encode(link.Text))),
        _ => "",
    } + "\n";

    private static string Html(Facts facts)
    {
        var rows = facts.Values.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => "<tr>"
            + Element("td", Soft, "padding:2px 16px 2px 0;color:#5b6575;white-space:nowrap;vertical-align:top;", Encode(fact.Name))
            + Element("td", "", "padding:2px 0;vertical-align:top;", Inline(fact.Value!))
            + "</tr>\n");
        return Element("table", $" role=\"presentation\" {Plain}", "margin:4px 0 8px;font-size:14px;", $"\n{string.Concat(rows)}");
    }

    private static string Html(Table table)
    {
        var head = table.Columns.Select(column =>
            Element("th", $"{Soft} scope=\"col\"", $"{StyleOf(column)}color:#5b6575;font-weight:600;", Encode(column.Name)));
        var more = table.More is null ? ""
            : "\n" + Element("p", Soft, "margin:0 0 8px;color:#5b6575;", Inline(table.More));
        return Element(
            "table",
            $" class=\"rows\" width=\"100%\" {Plain}",
            "margin:8px 0;border-collapse:collapse;font-size:13px;line-height:1.4;",
            $"\n<tr>{string.Concat(head)}</tr>\n{string.Concat(table.Rows.Select(Html))}") + more;

        string Html(Row row)
        {
            var cells = table.Columns.Select((column, place) => Element(
                "td",
                " class=\"rule\"",
                $"{StyleOf(column)}border-top:1px solid #e6e9ef;{(place == 0 ? "font-weight:600;" : "")}",
                Encode(row.Cells[place] ?? "")));
            var below = string.IsNullOrEmpty(row.Below) ? "" : "<tr>" + Element(
                "td", $"{Soft} colspan=\"{table.Columns.Count}\"", "padding:0 8px 8px 0;color:#5b6575;", Encode(row.Below)) + "</tr>\n";
            return $"<tr>{string.Concat(cells)}</tr>\n{below}";
        }

        static string StyleOf(Column column) => column.IsNumber ? Number : Cell;
    }

    private static string Element(string tag, string attributes, string style, string content) =>
        $"<{tag}{attributes} style=\"{style}\">{content}</{tag}>";

    /// <summary>What stands between backticks is a command or a name; a backtick without a partner stays.</summary>
    private static string Inline(string text)
    {
        var pieces = text.Split('`');
        return string.Concat(pieces.Select((piece, place) =>
            place % 2 == 0 ? Encode(piece)
            : place == pieces.Length - 1 ? "`" + Encode(piece)
            : Element("code", " class=\"code\"", Code, Whole(piece))));
    }

    /// <summary>A narrow screen breaks a command between its words, not after the first hyphen of an option.</summary>
    private static string Whole(string command) => string.Join(' ', command.Split(' ').Select(word =>
        word.StartsWith("--", StringComparison.Ordinal) ? Element("span", "", "white-space:nowrap;", Encode(word)) : Encode(word)));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
