using System.Globalization;
using System.Security;
using System.Text;
using Invoicing.Benchmarks.Measuring;

namespace Invoicing.Benchmarks.Reporting;

/// <summary>Throughput as bars with their range, and beside each what an order costs which part.</summary>
internal static class Chart
{
    private const int Left = 330;
    private const int Width = 380;
    private const int Gap = 60;
    private const int RowHeight = 44;
    private const int Top = 50;

    private static readonly (string Name, string Title, string Colour)[] s_parts =
    [
        ("program", "program", "#4c78a8"), ("broker", "RabbitMQ", "#f58518"), ("database", "PostgreSQL", "#54a24b"),
        ("simulator", "simulator", "#b8b0ac"), ("load", "load generator", "#d6cfca"),
    ];

    public static string Draw(Results results)
    {
        var subjects = results.SubjectsOf("throughput");
        var svg = new StringBuilder();
        var total = (Width: Left + Width + Gap + Width + 40, Height: Top + (subjects.Count * RowHeight) + 40);
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{total.Width}" height="{total.Height}" font-family="sans-serif" font-size="13">""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="white"/>""");
        Text(svg, Left, 24, "orders a second: median and range");
        Text(svg, Left + Width + Gap, 24, "CPU seconds per 1,000 orders");
        var fastest = subjects.Max(subject => results.Of("throughput", subject, "ordersPerSecond")!.Highest);
        var dearest = subjects.Max(subject => s_parts.Sum(part => results.Of("throughput", subject, "cpu." + part.Name)!.Median));
        for (var row = 0; row < subjects.Count; row++)
        {
            var y = Top + (row * RowHeight);
            Text(svg, 10, y + 18, subjects[row].Title);
            DrawRate(svg, y, results.Of("throughput", subjects[row], "ordersPerSecond")!, (Width - 60) / fastest);
            DrawCpu(svg, y, results, subjects[row], Width / dearest);
        }

        DrawLegend(svg, total.Height - 14);
        return svg.AppendLine("</svg>").ToString();
    }

    private static void DrawRate(StringBuilder svg, int y, Figure rate, double scale)
    {
        Bar(svg, Left, y, rate.Median * scale, "#4c78a8");
        Bar(svg, Left + (rate.Lowest * scale), y + 12, Math.Max(1, (rate.Highest - rate.Lowest) * scale), "black", height: 2);
        Text(svg, Left + (rate.Highest * scale) + 6, y + 18, rate.Median.ToString("0", CultureInfo.InvariantCulture));
    }

    private static void DrawCpu(StringBuilder svg, int y, Results results, Subject subject, double scale)
    {
        double x = Left + Width + Gap;
        foreach (var (name, _, colour) in s_parts)
        {
            var width = results.Of("throughput", subject, "cpu." + name)!.Median * scale;
            Bar(svg, x, y, width, colour);
            x += width;
        }
    }

    private static void DrawLegend(StringBuilder svg, int y)
    {
        double x = Left + Width + Gap;
        foreach (var (_, title, colour) in s_parts)
        {
            Bar(svg, x, y - 10, 10, colour, height: 10);
            Text(svg, x + 14, y, title, size: 10);
            x += 24 + (title.Length * 5.6);
        }
    }

    private static void Bar(StringBuilder svg, double x, double y, double width, string colour, int height = 26) =>
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height}" fill="{colour}"/>""");

    private static void Text(StringBuilder svg, double x, double y, string text, int size = 13) =>
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<text x="{x:0.#}" y="{y:0.#}" font-size="{size}">{SecurityElement.Escape(text)}</text>""");
}
