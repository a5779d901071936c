using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MimeKit;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>Number and PDF come after the money, and neither a schema nor a logo takes the invoice from who has paid.</summary>
public sealed class When_the_invoice_is_made(ITestOutputHelper output) : EmporixTest(output)
{
    private const string Mixin = "generalShopSettings";

    // 2 × 2 pixels of 16 bits a colour.
    private const string SixteenBits =
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACEAIAAACtREYwAAAAFklEQVR4nGP4/5+BkYGJUQdIczIgcwB0kwhribpQqAAAAABJRU5ErkJggg==";

    /// <summary>The contract's scenario 15.</summary>
    [Fact]
    public async Task a_schema_that_is_used_up_is_replaced_and_the_order_goes_on_with_the_same_capture()
    {
        await Schema("S-", 1, maxValue: 2);
        foreach (var id in new[] { "o-1", "o-2", "o-3" })
        {
            await Emporix.Put(id);
        }

        (await Ends(await Job("o-1", "o-2"))).Values.Select(order => order.GetProperty("invoiceNumber").GetString()).Order()
            .ShouldBe(["S-1", "S-2"]);
        var third = (await Ends(await Job("o-3")))["o-3"];
        third.GetProperty("orderStatus").GetString().ShouldBe("FAILURE");
        third.GetProperty("message").GetString()!.ShouldContain("no number left: its maxValue is 2");
        (await Emporix.Captures("o-3")).ShouldBe([74.90m]);

        await Schema("T-", 1);
        await Installation.Broker.MoveBack("emporix-steps");

        await Wait.Until(() => MailsTo("rosa@example.test").Count == 3, "the third order is mailed");
        (await Ends(await Job("o-3")))["o-3"].GetProperty("message").GetString().ShouldBe("already invoiced: T-1");
        (await Emporix.Captures("o-3")).ShouldBe([74.90m]);
    }

    /// <summary>The contract's scenario 7.</summary>
    [Fact]
    public async Task an_automatic_job_with_settings_that_cannot_be_read_is_refused_by_key_and_field()
    {
        await Call(HttpMethod.Post, $"configuration/{Tenant}/configurations", JsonNode.Parse(
            """[{"key":"invoiceSettings","value":{"threshold":"4d"}}]"""));

        var (status, answer) = await Refused(HttpMethod.Post, $"invoice/{Tenant}/jobs/invoices", """{"jobType":"AUTOMATIC"}""");

        ((int)status).ShouldBe(400);
        answer.GetProperty("detailInfo").GetString()!.ShouldContain("invoiceSettings.threshold");
    }

    /// <summary>The contract's scenario 18.</summary>
    [Fact]
    public async Task whatever_is_wrong_with_the_logo_the_invoice_comes()
    {
        var port = FreePort.Find();
        await using var logos = WebApplication.CreateSlimBuilder().Build();
        logos.Urls.Add($"http://127.0.0.1:{port}");
        logos.MapGet("/large.png", () => Results.Bytes(new byte[20 * 1024 * 1024], "image/png"));
        logos.MapGet("/deep.png", () => Results.Bytes(Convert.FromBase64String(SixteenBits), "image/png"));
        logos.MapGet("/page.webp", () => Results.Bytes("RIFF....WEBP"u8.ToArray(), "image/webp"));
        await logos.StartAsync();
        await Call(HttpMethod.Post, $"site/{Tenant}/sites/{TestEmporix.Site}/mixins", new JsonObject { [Mixin] = new JsonObject() });
        (string Name, string? Warning)[] kinds =
            [("missing.png", "answers 404"), ("large.png", "more than 2 MiB"), ("deep.png", null), ("page.webp", "")];
        foreach (var (name, warning) in kinds)
        {
            await Logo($"http://127.0.0.1:{port}/{name}");
            await Emporix.Put(name);

            (await Ends(await Job(name)))[name].GetProperty("orderStatus").GetString().ShouldBe("SUCCESS", name);

            var warnings = await Warnings(name);
            if (warning is null)
            {
                warnings.ShouldBeEmpty();
            }
            else
            {
                warnings.ShouldHaveSingleItem().ShouldContain(warning);
            }
        }
    }

    /// <summary>The contract's scenario 34.</summary>
    [Fact]
    public async Task the_link_and_the_mail_have_the_same_bytes_as_often_as_they_are_asked_for_and_the_database_has_them_once()
    {
        await Emporix.Put("o-1");
        var link = (await Ends(await Job("o-1")))["o-1"].GetProperty("downloadLink").GetString()!;

        var first = await Download(link);
        await Process.Kill();
        await Installation.Serve();
        // It listens a moment after it has started.
        await Show((await Installation.Database.Rows("select id from mt_doc_emporix_job"))[0][0]!.ToString()!);

        (await Download(link)).ShouldBe(first);
        using var mailed = new MemoryStream();
        MailsTo("rosa@example.test").Single().Mail.Attachments.OfType<MimePart>().Single().Content!.DecodeTo(mailed);
        mailed.ToArray().ShouldBe(first);
        var kept = await Installation.Database.Rows("select data ->> 'sha256' from mt_doc_emporix_invoice");
        kept.Single()[0].ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(first)));
        (await Copies()).ShouldBe(["emporix_pdfs"]);
    }

    /// <returns>A table for each row that has a PDF in it, as bytes or as base64.</returns>
    private async Task<List<string>> Copies()
    {
        const string BeginsAsBytes = "255044462d", BeginsAsBase64 = "JVBERi";
        var copies = new List<string>();
        var tables = await Installation.Database.Rows("select tablename::text from pg_tables where schemaname = 'public'");
        foreach (var table in tables.Select(row => (string)row[0]!))
        {
            var rows = await Installation.Database.Count($"{table} t where t::text ~ '{BeginsAsBytes}|{BeginsAsBase64}'");
            copies.AddRange(Enumerable.Repeat(table, (int)rows));
        }

        return copies;
    }

    private Task Logo(string url) => Call(
        HttpMethod.Put, $"site/{Tenant}/sites/{TestEmporix.Site}/mixins/{Mixin}", new JsonObject { ["logoUrl"] = url });

    private async Task<string[]> Warnings(string orderId)
    {
        var rows = await Installation.Database.Rows(
            $"select data ->> 'warnings' from mt_doc_emporix_invoice where id = 'emporix/{Tenant}/{orderId}'");
        return JsonSerializer.Deserialize<string[]>((string)rows.Single()[0]!)!;
    }
}
