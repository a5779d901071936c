using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Invoicing.Failures;
using Invoicing.Failures.Writing;
using Invoicing.Storage;
using Invoicing.Tests.Failures.Reports;

namespace Invoicing.Tests.Failures.Writing;

public sealed partial class Pages_in_HTML
{
    private const string Script = "<script>alert('1')</script>&\"";

    [Fact]
    public void encode_every_text_from_outside()
    {
        var page = new Page(Script,
        [
            new Lead(Script), new Paragraph(Script), new Section(Script), new Label(Script), new Facts((Script, Script)), new Quotation(
                Script), new Steps([Script]),
            new Table([new(Script)], [new([Script], Script)], Script),
        ]);

        var html = page.ToHtml();

        html.ShouldNotContain("<script");
        html.Split(WebUtility.HtmlEncode(Script)).Length.ShouldBe(15);
    }

    [Fact]
    public void say_what_the_text_says()
    {
        var report = Reported.Of(3);
        report.Add(Reported.Failure(SomeNotice.OfMessage(), null, null));
        var mail = Reported.Mail(report);

        var words = Words(mail.TextBody);

        words.Count.ShouldBeGreaterThan(90);
        words.Except(Words(WebUtility.HtmlDecode(Tags().Replace(mail.HtmlBody!, " ")))).ShouldBeEmpty();
    }

    [Fact]
    public void are_well_formed_and_need_nothing_from_elsewhere()
    {
        foreach (var kind in Enum.GetValues<NoticeKind>())
        {
            var html = Reported.Mail(Reported.Failure(SomeNotice.Of(kind)), Reported.Failure(SomeNotice.Of(kind))).HtmlBody!;

            html.ShouldStartWith("<!DOCTYPE html>\n<html lang=\"en\">");
            html.ShouldContain("<title>");
            html.ShouldNotContain("http");
            html.ShouldNotContain("src=");
            // As XML, where the head's elements have no end.
            Should.NotThrow(() => XDocument.Parse(Unended().Replace(html["<!DOCTYPE html>".Length..], "$0</meta>")));
        }
    }

    [Theory]
    [InlineData("run `a <b>` now", "run <code", "a &lt;b&gt;</code> now")]
    [InlineData("one ` alone", "one ` alone", "one ` alone")]
    public void show_commands_as_such(string text, string begins, string ends)
    {
        var html = new Page("t", [new Paragraph(text)]).ToHtml();

        html.ShouldContain(begins);
        html.ShouldContain(ends);
    }

    private static HashSet<string> Words(string text) => [.. Word().Matches(text.ToUpperInvariant()).Select(word => word.Value)];

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("<meta [^>]*>")]
    private static partial Regex Unended();

    [GeneratedRegex("[A-Z0-9-]+")]
    private static partial Regex Word();
}
