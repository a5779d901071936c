using System.Net;
using Invoicing.Harness;
using Invoicing.Simulators.Smtp;
using MimeKit;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>A mail server decides whether the customer has the invoice; what was captured and numbered stays in any case.</summary>
[Trait("Takes", "long")]
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

        await Wait.Until(async () => await Installation.Broker.Depth("emporix-steps_error") == 1, "people can see it");
    }

    [Fact]
    public async Task it_can_be_mailed_once_more_to_whom_the_client_says_and_the_command_too()
    {
        await Emporix.Put("o-1");
        await Ends(await Job("o-1"));
        var path = MailOf($"INV-{Year}-000001");

        (await Ask(path, """{"to":"ana@example.test"}""", ("Idempotency-Key", "k-1"))).ShouldBe(HttpStatusCode.Accepted);
        (await Ask(path, """{"to":"ana@example.test"}""", ("Idempotency-Key", "k-1"))).ShouldBe(HttpStatusCode.Accepted);
        (await Ask(path, """{"to":"rosa@example.test"}""", ("Idempotency-Key", "k-1"))).ShouldBe(HttpStatusCode.BadRequest);
        var command = await Installation.Run("emporix", "mail", "o-1", "--tenant", Tenant, "--reason", "she has lost it");
        command.ExitCode.ShouldBe(0, command.ToString());

        await Wait.Until(() => ToCustomers().Count == 3, "three mails were taken");
        var mails = ToCustomers().OrderBy(mail => mail.MessageId).ToList();
        mails.Select(mail => mail.MessageId).ShouldBe(
            Enumerable.Range(1, 3).Select(n => $"<invoice.acme.INV-{Year}-000001.{n}@localhost>"));
        mails.Select(mail => mail.Header("To")).ShouldBe(["rosa@example.test", "ana@example.test", "rosa@example.test"]);
        mails.Select(mail => PdfOf(mail)).Distinct().ShouldHaveSingleItem();
        (await Installation.Database.Rows("select key from calls where key like 'emporix/mail/%' order by key")).Select(row => row[0])
            .ShouldBe(["emporix/mail/acme~o-1~1", "emporix/mail/acme~o-1~2", "emporix/mail/acme~o-1~3"]);
        (await Emporix.Captures("o-1")).ShouldBe([74.90m]);
    }

    [Fact]
    public async Task a_further_one_cures_an_address_that_was_refused_and_its_entry_vanishes()
    {
        await Emporix.Put("o-1");
        _server.Reject(SmtpStage.Recipient, 550, "no such user", times: 1);
        await Ends(await Job("o-1"));
        await Wait.Until(async () => await Installation.Broker.Depth("emporix-steps_error") == 1, "people can see it");

        (await Ask(MailOf($"INV-{Year}-000001"), """{"to":"ana@example.test"}""")).ShouldBe(HttpStatusCode.Accepted);

        await Installation.Is("Completed", "emporix/acme/o-1");
        ToCustomers().ShouldHaveSingleItem().Header("To").ShouldBe("ana@example.test");
        await Installation.Run("errors", "retry", "--cause", "Refused", "--reason", "mended");
        await Wait.Until(async () => await Installation.Broker.Depth("emporix-steps_error") == 0, "the entry has vanished");
        ToCustomers().Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_further_one_that_is_refused_leaves_the_order_invoiced_and_tells_people()
    {
        await Emporix.Put("o-1");
        await Ends(await Job("o-1"));
        _server.Reject(SmtpStage.Recipient, 550, "no such user", times: 1);

        await Ask(MailOf($"INV-{Year}-000001"), """{"to":"ana@example.test"}""");

        await Wait.Until(async () => await Installation.Broker.Depth("emporix-steps_error") == 1, "people can see it");
        var order = (await Ends(await Job("o-1")))["o-1"];
        order.GetProperty("message").GetString().ShouldBe($"already invoiced: INV-{Year}-000001");
        (await Installation.Run("orders", "dismiss", "emporix/acme/o-1", "--reason", "no mail")).Errors.ShouldContain("is completed");
    }

    [Fact]
    public async Task one_that_may_have_been_taken_goes_once_more_though_the_service_is_killed_meanwhile()
    {
        await Emporix.Put("o-1");
        await Ends(await Job("o-1"));
        _server.Hang(SmtpStage.Kept, times: 1);

        await Ask(MailOf($"INV-{Year}-000001"), """{"to":"ana@example.test"}""");
        await Wait.Until(() => ToCustomers().Count == 2, "the mail server has the further mail");
        await Process.Kill();
        await Installation.Serve();

        await Wait.Until(() => ToCustomers().Count == 3, "it was sent once more");
        ToCustomers().Skip(1).Select(mail => mail.MessageId).Distinct()
            .ShouldBe([$"<invoice.acme.INV-{Year}-000001.2@localhost>"]);
        await Installation.Is("Completed", "emporix/acme/o-1");
    }

    [Fact]
    public async Task what_cannot_be_mailed_is_told_and_of_an_unknown_number_no_more_than_that()
    {
        await Emporix.Put("o-1");
        await Emporix.Put("o-2", order => order["payments"]![0]!["authorizedAmount"] = 70.00m);
        await Schema("2026/INV", 3);
        await Ends(await Job("o-1", "o-2"));

        foreach (var to in new[] { "nobody", "a@b, c@d", "", "ä@example.test" })
        {
            var (status, answer) = await Refused(HttpMethod.Post, MailOf("2026%2FINV001"), $$"""{"to":"{{to}}"}""");
            status.ShouldBe(HttpStatusCode.BadRequest);
            answer.GetProperty("detailInfo").GetString().ShouldBe("to is no mail address that every mail server takes");
        }

        (await Refused(HttpMethod.Post, MailOf("2026%2FINV001"), """{"to":1}""")).Body.GetProperty("detailInfo").GetString()!
            .ShouldStartWith("to ");
        var unknown = await Refused(HttpMethod.Post, MailOf("INV-9"), "{}");
        unknown.Status.ShouldBe(HttpStatusCode.NotFound);
        // The id of an order is no number, least of all of one that is not invoiced.
        (await Refused(HttpMethod.Post, MailOf("o-2"), "{}")).Body.ToString().ShouldBe(unknown.Body.ToString());
        (await Refused(HttpMethod.Post, MailOf("o-1"), "{}")).Body.ToString().ShouldBe(unknown.Body.ToString());
        (await Ask(MailOf("2026%2FINV001"), "{}")).ShouldBe(HttpStatusCode.Accepted);
    }

    private protected override (string, string)[] Settings() =>
    [
        .. base.Settings(), ("Mail__Smtp__Host", "127.0.0.1"), ("Mail__Smtp__Port", $"{_server.Port}"), ("Mail__Smtp__Security", "None"),
        ("Mail__Smtp__Timeout", "00:00:05"), ("Mail__To", "operations@example.test"), ("Emporix__CallTimeout", "00:00:08"),
        ("Invoicing__AnswerTimeout", "00:00:12"),
    ];

    private static string MailOf(string number) => $"invoice/{Tenant}/documents/{number}/mail";

    private static string PdfOf(ReceivedMail mail)
    {
        using var content = new MemoryStream();
        mail.Mime.Attachments.OfType<MimePart>().Single().Content!.DecodeTo(content);
        return Convert.ToBase64String(content.ToArray());
    }

    private async Task<HttpStatusCode> Ask(string path, string body, params (string, string)[] headers)
    {
        using var answer = await Send(HttpMethod.Post, path, body, headers);
        return answer.StatusCode;
    }

    private List<ReceivedMail> ToCustomers() =>
        [.. _server.Messages.Where(mail => !mail.Header("To")!.Contains("operations@example.test"))];

    private List<ReceivedMail> Mails() => [.. _server.Messages.Where(mail => mail.Header("To")!.Contains("rosa@example.test"))];
}
