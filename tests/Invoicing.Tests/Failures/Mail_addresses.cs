using Invoicing.Failures;

namespace Invoicing.Tests.Failures;

public sealed class Mail_addresses
{
    [Theory]
    [InlineData("ops@example.com")]
    [InlineData("ops+invoices@mail.example.co")]
    [InlineData("o'brien@example.com")]
    [InlineData("operations@localhost")]
    [InlineData("ops@xn--mller-kva.example")]
    [InlineData("Operations <ops@example.com>")]
    [InlineData("\"Night shift\" <ops@example.com>")]
    [InlineData("<ops@example.com>")]
    public void are_taken(string text) => MailAddresses.Problem(text).ShouldBeNull();

    [Theory]
    [InlineData("ops", "is no mail address")]
    [InlineData("@example.com", "is no mail address")]
    [InlineData("ops@", "is no mail address")]
    [InlineData("ops@example.com second@example.com", "is no mail address")]
    [InlineData("ops@example.com <second@example.com>", "is no mail address")]
    [InlineData("ops@example.com (second@example.com)", "is no mail address")]
    [InlineData("ops @example.com", "is no mail address")]
    [InlineData("ops@example .com", "is no mail address")]
    [InlineData("ops@@example.com", "is no mail address")]
    [InlineData("Operations: ops@example.com", "is no mail address")]
    [InlineData("mailto:ops@example.com", "is no mail address")]
    [InlineData("Operations ops@example.com", "is no mail address")]
    [InlineData("ops@example.com\r\nBcc: b@example.com", "is no mail address")]
    [InlineData("ops.@example..com", "is no mail address")]
    [InlineData("ops@exa_mple!.com", "is no mail address")]
    [InlineData("\"night shift\"@example.com", "has blanks, quotes or letters beyond ASCII")]
    [InlineData("operación@example.com", "has blanks, quotes or letters beyond ASCII")]
    [InlineData("ops@müller.example", "whose domain has letters beyond ASCII: write it as xn--mller-kva.example")]
    public void are_refused_with_what_came(string text, string problem)
    {
        var refused = MailAddresses.Problem(text).ShouldNotBeNull();

        refused.ShouldContain(text);
        (refused.Contains(problem) || (problem == "is no mail address" && refused.Contains("is no name of a domain"))).ShouldBeTrue(
            refused);
    }

    [Fact]
    public void are_taken_once_each() => MailAddresses.Problems(["ops@example.com", "b@example.com", "Ops <OPS@example.com>"])
        .ShouldBe(["has ops@example.com more than once."]);
}
