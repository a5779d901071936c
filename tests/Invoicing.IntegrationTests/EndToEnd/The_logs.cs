using System.Text;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.Simulators.Smtp;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class The_logs(ITestOutputHelper output)
{
    private static readonly string[] s_sources =
    [
        "Microsoft", "Microsoft.Hosting.Lifetime", "System", "MassTransit", "Npgsql", "RabbitMQ", "Invoicing", "Microsoft.Extensions.Http",
        "System.Net.Http", "Polly",
    ];

    // Text that no log may hold; each is found again by its own name.
    private static readonly string[] s_people =
        ["firstName", "lastName", "email", "address1", "address2", "city", "country", "documentNo", "documentType", "phone"];

    [Fact]
    public async Task hold_no_secret_and_no_personal_data_at_any_level()
    {
        await using var retailPro = await EchoingRetailPro.Start();
        await using var mailServer = SmtpSink.Start();
        mailServer.Reject(SmtpStage.Recipient, 550, "no such user kanari-recipient@example.test", times: 1);
        await using var installation = await Installation.Create(
            output.WriteLine,
            settings: [.. Verbose(), .. Secrets(retailPro.Address, mailServer.Port)]);
        await installation.Serve();

        await installation.Publish(Messages());
        await installation.Is("Completed", "1000");
        await installation.Is("Failed", "1001", "1002", "1003", "1004", "1005", "1006", "1007", "2001", "2002", "2003", "2004", "2005");
        // Its credentials are refused: the last call.
        await installation.Publish(Order("1008"));
        await Wait.Until(async () => await installation.Database.Count("mt_doc_pause where data ->> 'state' = 'Paused'") == 1, "calls are paused");
        await Wait.Until(() => mailServer.Messages.Any(mail => mail.Attachment is not null), "the report of the failures has come");
        await Wait.Until(() => mailServer.Messages.Count >= 3, "three mails have come");
        await installation.StopAll();

        var logs = installation.Logs;
        logs.ShouldContain(" DBG ");
        logs.ShouldContain("1001");
        Leaks(logs, installation).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Postgres:ConnectionString=Host=127.0.0.1;Port=1;Username=u;Password=kanari-secret;Timeout=1")]
    [InlineData("Postgres:ConnectionString=Host=127.0.0.1;Password kanari-secret")]
    [InlineData("RabbitMq:Uri=amqp://u:kanari-secret@127.0.0.1:1/")]
    [InlineData("RabbitMq:Uri=u:kanari-secret@127.0.0.1")]
    [InlineData("RetailPro:BaseUrl=kanari-secret://u:kanari-secret@127.0.0.1")]
    [InlineData("Mail:Smtp:Password=kanari-secret")]
    public async Task and_complaints_about_settings_hold_no_secret_either(string setting)
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: [.. Verbose()]);

        foreach (var command in new[] { "migrate", "check" })
        {
            (await installation.Run(command, "--set", setting)).ToString().ShouldNotContain("kanari-secret");
        }
    }

    private static IEnumerable<(string, string)> Verbose() =>
        [("Serilog__MinimumLevel__Default", "Verbose"), .. s_sources.Select(
            source => ($"Serilog__MinimumLevel__Override__{source}", "Verbose"))];

    private static IEnumerable<(string, string)> Secrets(string retailPro, int smtpPort) =>
    [
        ("RetailPro__BaseUrl", retailPro), ("RetailPro__Headers__Session", "kanari-session"), ("RetailPro__UserName", "kanari-user"),
        ("RetailPro__Password", "kanari-password"), ("Mail__Smtp__Host", "127.0.0.1"), ("Mail__Smtp__Port", $"{smtpPort}"), ("Mail__Smtp__Security", "None"),
        ("Mail__Smtp__UserName", "kanari-smtp-user"), ("Mail__Smtp__Password", "kanari-smtp-password"), ("Mail__To", "kanari-recipient@example.test"),
        ("Invoicing__GiveUpAfter", "00:01:00"),
    ];

    private static IEnumerable<string> Messages()
    {
        // Sound orders that Retail Pro answers in every way.
        foreach (var number in Enumerable.Range(1000, 10).Where(number => number != 1008))
        {
            yield return Order($"{number}");
        }

        // Orders that are refused before any call, for the very fields that hold personal data.
        yield return Order("2001", order => order["billing"]!["email"] = new JsonArray("kanari-email-in-array"));
        yield return Order("2002", order => order["billing"]!["lastName"] = "kanari-long-name-of-more-than-thirty-letters");
        yield return Order("2003", order => order["deliverTo"] = "kanari-customer-as-text");
        yield return Order(
            "2004",
            order => order["billing"]!["documentNo"] = new JsonObject { ["kanari-key"] = "kanari-document-in-object" });
        yield return Order("2005", order => order["billing"]!["firstName"] = "kanari-with-nul\u0000");

        // Another purchase under a number that is known, and what cannot be read at all.
        yield return Order("1000", order => (order["orderId"], order["total"]) = ("M-other", 9));
        yield return Order("");
        yield return Order("2006").Replace("\"total\":", "\"kanari-broken\"=");
        yield return Order("2007")[..400];
        yield return Order("2008", order => order["billing"]!["firstName"] = "kanari-lone-X").Replace("-lone-X", "-lone-\\ud800");
    }

    private static string Order(string orderNo, Action<JsonObject>? change = null) => Sample.Order(orderNo, order =>
    {
        foreach (var customer in new[] { "billing", "deliverTo" })
        {
            order[customer] = new JsonObject(s_people.Select(field => KeyValuePair.Create(field, (JsonNode?)$"kanari-{field}")));
        }

        order["fiscalCredit"] = new JsonObject {
            ["companyId"] = "kanari-company-id",
            ["companyName"] = "kanari-company",
            ["companyAddress"] = "kanari-company-address" };
        order["giftMessage"] = "kanari-unknown-property";
        order["items"]![0]!["engraving"] = "kanari-unknown-item-property";
        change?.Invoke(order);
    });

    private static IEnumerable<string> Leaks(string logs, Installation installation)
    {
        var secrets = new[]
        {
            "kanari", Convert.ToBase64String(Encoding.UTF8.GetBytes("kanari-user:kanari-password")), Convert.ToBase64String(
                Encoding.UTF8.GetBytes("kanari-smtp-password")),
            Uri.UnescapeDataString(installation.Broker.Uri.UserInfo
                .Split(':')[1]), new Npgsql.NpgsqlConnectionStringBuilder(installation.Database.ConnectionString).Password!,
        };
        return logs.Split('\n').Where(line => secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)))
            .Select(line => line[..Math.Min(line.Length, 500)])
            .Take(20);
    }
}
