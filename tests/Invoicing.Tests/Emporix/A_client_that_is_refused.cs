using Invoicing.Host.Composition;
using Invoicing.Storage;

namespace Invoicing.Tests.Emporix;

public class A_client_that_is_refused
{
    [Fact]
    public void of_one_tenant_is_told_by_its_name_and_nothing_is_to_be_resumed()
    {
        var cause = new Cause(NoticeKind.CredentialsRefused, "emporix/acme");

        FailureNotifications.Texts.Headline(cause).ShouldBe("Emporix refuses the credentials of acme: its orders wait");
        FailureNotifications.Texts.Explanation(cause).ShouldBe(
            "Emporix refuses the credentials of acme. Its orders are taken in and wait; all others go on.");
        FailureNotifications.Texts.Remedies(cause, null).ShouldAllBe(remedy => !remedy.Contains("invoicing resume"));
    }

    [Fact]
    public void of_all_of_them_pauses_calls()
    {
        var cause = new Cause(NoticeKind.CredentialsRefused, "emporix");

        FailureNotifications.Texts.Headline(cause).ShouldBe("Emporix refuses the credentials: calls are paused");
        FailureNotifications.Texts.Remedies(cause, null).ShouldContain(remedy => remedy.Contains("invoicing resume emporix"));
    }
}
