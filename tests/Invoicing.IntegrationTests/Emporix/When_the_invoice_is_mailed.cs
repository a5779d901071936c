using Invoicing.Harness;
using Invoicing.Simulators.Smtp;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>A mail server decides whether the customer has the invoice; what was captured and numbered stays in any case.</summary>
public sealed class When_the_invoice_is_mailed(ITestOutputHelper output) : EmporixTest(output)
{
    private readonly SmtpSink _server = SmtpSink.Start();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task an_address_that_is_refused_is_told_with_number_and_link_and_mailed_when_it_is_mended()
    {
        await Emporix.Put("o-1");
        _server.Reject(SmtpStage.Recipient, 550, "no such user", times: 1);

        var order = (await Ends(await Job("o-1")))["o-1"];

        order.GetProperty("orderStatus").GetString().ShouldBe("FAILURE");
        order.GetProperty("message").GetString()!.ShouldContain("550 no such user");
        order.GetProperty("invoiceNumber").GetString().ShouldBe($"INV-{Year}-000001");
        order.GetProperty("downloadLink").GetString().ShouldNotBeNull();

        (await Ends(await Job("o-1")))["o-1"].GetProperty("invoiceNumber").GetString().ShouldBe($"INV-{Year}-000001");
        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
        Mails().Count.ShouldBe(1);
    }

    [Fact]
    public async Task one_that_may_have_been_taken_goes_once_more_with_the_same_id_and_the_job_says_so()
    {
        await Emporix.Put("o-1");
        _server.Hang(SmtpStage.Kept, times: 1);

        var order = (await Ends(await Job("o-1")))["o-1"];

        order.GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");
        order.GetProperty("message").GetString()!.ShouldContain("possibly mailed twice");
        Mails().Select(mail => mail.MessageId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task one_of_which_nobody_knows_twice_needs_a_person()
    {
        await Emporix.Put("o-1");
        _server.Hang(SmtpStage.Kept, times: 5);

        (await Ends(await Job("o-1")))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("FAILURE");

        (await Installation.Broker.Depth("emporix-steps_error")).ShouldBe(1);
    }

    [Fact]
    public async Task one_that_has_no_time_left_goes_when_it_has()
    {
        await Emporix.Put("o-1");
        _server.Reject(SmtpStage.Content, 451, "try again later");
        var job = await Job("o-1");
        await Wait.Until(async () => await Emporix.Calls("order") > 4, "the mail was tried");

        // The look before the mail takes all but a little of the call's time.
        await Emporix.Faults("""{"rules":[{"operation":"order","kind":"delay","delayMs":3300}]}""");
        _server.ClearFaults();
        await Wait.Until(async () => (await Emporix.FaultsFired())[0] > 1, "the look took long");
        await Emporix.Faults("""{"rules":[]}""");

        (await Ends(job))["o-1"].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS");
        Mails().Count.ShouldBe(1);
        (await Installation.Broker.Depth("emporix-steps_error")).ShouldBe(0);
    }

    private protected override (string, string)[] Settings() =>
    [
        .. base.Settings(), ("Mail__Smtp__Host", "127.0.0.1"), ("Mail__Smtp__Port", $"{_server.Port}"), ("Mail__Smtp__Security", "None"),
        ("Mail__Smtp__Timeout", "00:00:02"), ("Mail__To", "operations@example.test"), ("Emporix__CallTimeout", "00:00:04"),
        ("Invoicing__AnswerTimeout", "00:00:06"),
    ];

    private List<ReceivedMail> Mails() => [.. _server.Messages.Where(mail => mail.Header("To")!.Contains("rosa@example.test"))];
}
