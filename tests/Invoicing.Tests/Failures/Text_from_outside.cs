using System.Text;
using Invoicing.Failures;

namespace Invoicing.Tests.Failures;

public sealed class Text_from_outside
{
    [Theory]
    [InlineData("1042\r\nBcc: everybody@example.com")]
    [InlineData("1042\u2028Bcc: everybody@example.com")]
    [InlineData("1042\0\u0085\u202e\ud800 x")]
    public void cannot_end_the_subject_or_hide_in_it(string orderNo)
    {
        var subject = SomeNotice.Mailed(SomeNotice.OfInvoice(orderNo: orderNo)).Subject;

        subject.ShouldStartWith("[Invoicing] Order 1042");
        subject.ShouldNotContain("\r");
        subject.Any(char.IsControl).ShouldBeFalse();
        subject.IndexOfAny(['\u2028', '\u202e']).ShouldBe(-1);
        Should.NotThrow(() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(subject));
    }

    [Fact]
    public void cannot_make_the_subject_long() =>
        SomeNotice.Mailed(SomeNotice.OfInvoice(orderNo: new string('9', 5000))).Subject.Length.ShouldBe(150);

    [Fact]
    public void is_not_cut_inside_a_character() => TextSanitizer.Line("ab😀cd", 4).ShouldBe("ab…");

    [Fact]
    public void keeps_its_lines_only_where_they_are_wanted()
    {
        TextSanitizer.Lines("a\r\nb\tc", 100).ShouldBe("a\nb c");
        TextSanitizer.Line("a\r\nb\tc", 100).ShouldBe("a b c");
    }

    [Theory]
    [InlineData("5.1.1 <ana.lopez@example.com>: refused", "5.1.1 <(address)>: refused")]
    [InlineData("Mail to ana@example.com, refused", "Mail to (address), refused")]
    [InlineData("at store SVA40 @ noon", "at store SVA40 @ noon")]
    public void loses_its_mail_addresses(string text, string without) => TextSanitizer.WithoutAddresses(text).ShouldBe(without);
}
