using Invoicing.Failures;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Tests.Failures;

public sealed class Failures_of_another_system
{
    private static readonly SystemTexts Till = new("till", "The till")
    {
        Steps = new Dictionary<string, StepTexts> { ["receipt"] = new("receipt", "print-receipt") },
        AddressSetting = "Till:Address",
        CredentialsRefused = ["Give the till a new key."],
    };

    private static readonly FailureTexts Texts = new(RetailProTexts.Texts, Till);

    [Theory]
    [InlineData("receipt")]
    [InlineData("till")]
    public void are_told_in_its_own_words(string place)
    {
        foreach (var kind in Enum.GetValues<NoticeKind>().Except([NoticeKind.FaultedMessage, NoticeKind.UnreadableMessage]))
        {
            var cause = new Cause(kind, place);
            string[] said = [Texts.Headline(cause), Texts.Explanation(cause), .. Texts.Remedies(cause, null)];

            string.Join('\n', said).ShouldNotContain("Retail", Case.Insensitive, kind.ToString());
        }
    }

    [Fact]
    public void name_its_queue_its_document_and_its_settings()
    {
        Texts.Headline(new(NoticeKind.Refused, "receipt")).ShouldBe("The till refused the receipt");
        Texts.Remedies(new(NoticeKind.OutcomeUnknown, "receipt"), null)[0].ShouldBe("Check The till: does the receipt exist?");
        Texts.Remedies(new(NoticeKind.Refused, "receipt"), null)[1].ShouldContain("`print-receipt_error`");
        Texts.Remedies(new(NoticeKind.GaveUp, "receipt"), null)[0].ShouldContain("`Till:Address`");
        Texts.Remedies(new(NoticeKind.CredentialsRefused, "till"), null).ShouldBe(Till.CredentialsRefused);
        Texts.Remedies(new(NoticeKind.NumberTaken, "receipt"), null)[1].ShouldBe("If it is another's, mend that in The till.");
    }

    [Fact]
    public void leave_those_of_the_first_as_they_are() =>
        Texts.Remedies(new(NoticeKind.GaveUp, "invoice"), null)[0].ShouldContain("Retail Pro runs");
}
