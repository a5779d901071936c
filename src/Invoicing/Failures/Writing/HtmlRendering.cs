using System.Net;
using System.Text;

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

    private const string Head = """
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
        @media (max-width: 520px) { .card { padding: 14px !important; } .back > tbody > tr > td { padding: 0 !important; } .rows { font-size: 12px !important; } }
        </style>
        """;

    public static string Of(Page page)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n").Append(Head)
            .Append($"\n<title>{Encode(page.Title)}</title>\n</head>\n<body style=\"margin:0;padding:0;\">\n")
            .Append("<table role=\"presentation\" class=\"back\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background-color:#f2f4f7;\"><tr><td align=\"center\" style=\"padding:16px 8px;\">\n")
            .Append($"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"max-width:860px;\"><tr><td class=\"card ink\" style=\"{Font}font-size:14px;line-height:1.5;color:#1d2430;background-color:#ffffff;border:1px solid #dfe3ea;border-radius:6px;padding:24px;text-align:left;word-break:break-word;\">\n")
            .Append($"<h1 style=\"margin:0 0 12px;font-size:20px;line-height:1.3;font-weight:600;\">{Encode(page.Title)}</h1>\n");
        foreach (var part in page.Parts)
        {
            Write(html, part);
        }

        return html.Append("</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder html, Part part)
    {
        switch (part)
        {
            case Lead lead:
                html.Append($"<p style=\"margin:0 0 8px;font-size:16px;\">{Inline(lead.Text)}</p>\n");
                break;
            case Paragraph paragraph:
                html.Append($"<p style=\"margin:0 0 8px;\">{Inline(paragraph.Text)}</p>\n");
                break;
            case Section section:
                html.Append($"<h2 class=\"rule\" style=\"margin:28px 0 8px;padding-top:18px;border-top:2px solid #dfe3ea;font-size:17px;line-height:1.3;font-weight:600;\">{Encode(section.Title)}</h2>\n");
                break;
            case Label label:
                html.Append($"<h3 class=\"soft\" style=\"margin:16px 0 4px;font-size:13px;font-weight:600;color:#5b6575;\">{Encode(label.Title)}</h3>\n");
                break;
            case Facts facts:
                Write(html, facts);
                break;
            case Quotation quotation:
                html.Append($"<div class=\"quote\" style=\"{Mono}margin:4px 0 8px;padding:8px 10px;background-color:#f2f4f7;border-left:3px solid #c0392b;font-size:13px;\">{Encode(quotation.Text).Replace("\n", "<br>\n")}</div>\n");
                break;
            case Steps steps:
                html.Append("<ol style=\"margin:4px 0 8px;padding-left:22px;\">\n");
                foreach (var step in steps.Texts)
                {
                    html.Append($"<li style=\"margin:0 0 4px;\">{Inline(step)}</li>\n");
                }

                html.Append("</ol>\n");
                break;
            case Table table:
                Write(html, table);
                break;
        }
    }

    private static void Write(StringBuilder html, Facts facts)
    {
        html.Append("<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:4px 0 8px;font-size:14px;\">\n");
        foreach (var (name, value) in facts.Values.Where(fact => !string.IsNullOrEmpty(fact.Value)))
        {
            html.Append($"<tr><td class=\"soft\" style=\"padding:2px 16px 2px 0;color:#5b6575;white-space:nowrap;vertical-align:top;\">{Encode(name)}</td>")
                .Append($"<td style=\"padding:2px 0;vertical-align:top;\">{Inline(value!)}</td></tr>\n");
        }

        html.Append("</table>\n");
    }

    private static void Write(StringBuilder html, Table table)
    {
        html.Append("<table class=\"rows\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:8px 0;border-collapse:collapse;font-size:13px;line-height:1.4;\">\n<tr>");
        foreach (var column in table.Columns)
        {
            html.Append($"<th class=\"soft\" scope=\"col\" style=\"{(column.IsNumber ? Number : Cell)}color:#5b6575;font-weight:600;\">{Encode(column.Name)}</th>");
        }

        html.Append("</tr>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < table.Columns.Count; i++)
            {
                html.Append($"<td class=\"rule\" style=\"{(table.Columns[i].IsNumber ? Number : Cell)}border-top:1px solid #e6e9ef;{(i == 0 ? "font-weight:600;" : "")}\">{Encode(row.Cells[i] ?? "")}</td>");
            }

            html.Append("</tr>\n");
            if (row.Below is { Length: > 0 } below)
            {
                html.Append($"<tr><td class=\"soft\" colspan=\"{table.Columns.Count}\" style=\"padding:0 8px 8px 0;color:#5b6575;\">{Encode(below)}</td></tr>\n");
            }
        }

        html.Append("</table>\n");
        if (table.More is { } more)
        {
            html.Append($"<p class=\"soft\" style=\"margin:0 0 8px;color:#5b6575;\">{Inline(more)}</p>\n");
        }
    }

    /// <summary>What stands between backticks is a command or a name; a backtick without a partner stays.</summary>
    private static string Inline(string text)
    {
        var pieces = text.Split('`');
        var html = new StringBuilder();
        for (var i = 0; i < pieces.Length; i++)
        {
            var isCode = i % 2 == 1 && i < pieces.Length - 1;
            html.Append(isCode
                ? $"<code class=\"code\" style=\"{Mono}font-size:13px;background-color:#f2f4f7;padding:1px 4px;border-radius:3px;\">{Whole(pieces[i])}</code>"
                : (i % 2 == 1 ? "`" : "") + Encode(pieces[i]));
        }

        return html.ToString();
    }

    /// <summary>A narrow screen breaks a command between its words, not after the first hyphen of an option.</summary>
    private static string Whole(string command) => string.Join(' ', command.Split(' ').Select(word =>
        word.StartsWith("--", StringComparison.Ordinal) ? $"<span style=\"white-space:nowrap;\">{Encode(word)}</span>" : Encode(word)));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
