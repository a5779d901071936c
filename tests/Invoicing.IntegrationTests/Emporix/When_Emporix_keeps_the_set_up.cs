using System.Text.Json.Nodes;
using Invoicing.Emporix;
using Invoicing.Emporix.SetUp;
using Invoicing.Harness;
using Invoicing.Systems;
using Marten;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>Sites, configuration and numbers of a simulated Emporix, what is kept of them in a real database.</summary>
public sealed class When_Emporix_keeps_the_set_up : IAsyncLifetime
{
    private readonly TestEmporix _emporix = new();
    private readonly TestDatabase _database = new(Servers.Shared.Postgres);
    private EmporixInstance _instance = null!;

    public async Task InitializeAsync()
    {
        await _emporix.Start();
        _instance = await EmporixInstance.Start(
            _database, first: true, ("Emporix:Mode", "Attached"), ("Emporix:BaseUrl", _emporix.Address.ToString()),
            ("Emporix:CallTimeout", "00:00:04"));
        await _emporix.PutSite();
    }

    public async Task DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _database.DisposeAsync();
        await _emporix.DisposeAsync();
    }

    [Fact]
    public async Task a_site_is_read_with_its_logo_and_one_that_there_is_not_is_none()
    {
        await _emporix.PutLogo("https://cdn.example.test/logo.png");

        var site = (await _instance.SetUp.Site("acme", TestEmporix.Site, CancellationToken.None))!;

        (site.Code, site.Zone, site.LogoUrl).ShouldBe((TestEmporix.Site, "Europe/Berlin", "https://cdn.example.test/logo.png"));
        (await _instance.SetUp.Site("acme", "none", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task settings_are_the_value_of_their_configuration_and_absent_where_there_is_none()
    {
        (await _instance.SetUp.InvoiceSettings("acme", CancellationToken.None)).ShouldBeNull();
        await _emporix.Configure("48", "CREATED");

        (await _instance.SetUp.InvoiceSettings("acme", CancellationToken.None))!.Value.GetProperty("threshold").GetString().ShouldBe("48");
    }

    [Theory]
    [InlineData("site", "status", 503)]
    [InlineData("site", "badJson", 0)]
    [InlineData("configuration", "cut", 0)]
    public async Task what_cannot_be_asked_now_is_said_and_no_number_is_drawn(string operation, string kind, int status)
    {
        await _emporix.PutSchema();
        var more = status > 0 ? $",\"status\":{status}" : "";
        await _emporix.Faults($$"""{"rules":[{"operation":"{{operation}}","kind":"{{kind}}"{{more}}}]}""");

        var away = await Should.ThrowAsync<EmporixAwayException>(() => operation == "site"
            ? Number("o-1")
            : _instance.SetUp.InvoiceSettings("acme", CancellationToken.None));

        away.Trouble.Outcome.ShouldBe(CallOutcome.NoEffect);
        (await _emporix.Numbers()).ShouldBeEmpty();
        (await Rows()).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_number_of_an_order_is_drawn_once()
    {
        await _emporix.PutSchema("INV", digits: 3);

        var first = await Number("o-1");

        (first.Number, first.Zone).ShouldBe(("INV001", "Europe/Berlin"));
        // As it is stored.
        (await Number("o-1")).Number.ShouldBe("INV001");
        (await Number("o-2")).Number.ShouldBe("INV002");
        (await Rows()).ShouldBe(["INV001 Issued o-1 ", "INV002 Issued o-2 "]);
    }

    [Fact]
    public async Task a_draw_whose_answer_was_lost_is_a_gap()
    {
        await _emporix.PutSchema("INV", digits: 3);
        await _emporix.Faults("""{"rules":[{"operation":"number","kind":"appliedThenCut","times":1}]}""");

        (await Should.ThrowAsync<EmporixAwayException>(() => Number("o-1"))).Trouble.Outcome.ShouldBe(CallOutcome.Unknown);

        (await Number("o-1")).Number.ShouldBe("INV002");
        (await Rows()).ShouldBe([" LostAnswer o-1 the answer to a draw was lost", "INV002 Issued o-1 "]);
    }

    [Theory]
    [InlineData("""{"rules":[{"operation":"number","kind":"status","status":429,"times":1}]}""", CallOutcome.NoEffect)]
    [InlineData("""{"rules":[{"operation":"number","kind":"status","status":403,"times":1}]}""", CallOutcome.CredentialsRefused)]
    public async Task one_that_was_surely_not_made_is_none(string faults, object outcome)
    {
        await _emporix.PutSchema("INV", digits: 3);
        await _emporix.Faults(faults);

        (await Should.ThrowAsync<EmporixAwayException>(() => Number("o-1"))).Trouble.Outcome.ShouldBe((CallOutcome)outcome);

        (await Number("o-1")).Number.ShouldBe("INV001");
        (await Rows()).ShouldBe(["INV001 Issued o-1 "]);
    }

    [Fact]
    public async Task no_schema_and_one_that_is_used_up_are_told()
    {
        (await Should.ThrowAsync<NoNumberException>(() => Number("o-1"))).Message.ShouldBe(
            "acme has no active schema of the type invoiceNoSequence.");
        await _emporix.PutSchema("INV", digits: 1, maxValue: 1);
        await Number("o-1");

        (await Should.ThrowAsync<NoNumberException>(() => Number("o-2"))).Message.ShouldContain("was refused (400)");
        (await Rows()).ShouldBe(["INV1 Issued o-1 "]);
    }

    [Fact]
    public async Task a_number_that_another_invoice_has_is_drawn_again_and_both_are_told()
    {
        await _emporix.PutSchema("INV", digits: 3);
        await Number("o-1");
        await Number("o-2");
        // One that counts anew.
        await _emporix.PutSchema("INV", digits: 3);

        (await Number("o-3")).Number.ShouldBe("INV003");

        (await Rows()).ShouldBe(
        [
            "INV001 Issued o-1 ", "INV002 Issued o-2 ", "INV001 Voided o-3 INV001 was there before, for order o-1",
            "INV002 Voided o-3 INV002 was there before, for order o-2", "INV003 Issued o-3 ",
        ]);
        (await Invoice("o-3")).Warnings.ShouldBe(
        [
            "Emporix gave it the number INV001, which the invoice of o-1 has", "Emporix gave it the number INV002, which the invoice of o-2 has",
        ]);
        (await Invoice("o-1")).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task after_ten_of_them_a_person_is_needed_and_the_next_time_goes_on_where_it_was()
    {
        await _emporix.PutSchema("INV", digits: 3);
        for (var order = 1; order <= 12; order++)
        {
            await Number($"o-{order}");
        }

        await _emporix.PutSchema("INV", digits: 3);

        (await Should.ThrowAsync<NoNumberException>(() => Number("o-13"))).Message.ShouldBe(
            "Emporix gave 10 numbers that other invoices of acme have, the last one INV010: make a schema of the type invoiceNoSequence active "
            + "there whose startValue or text makes new ones.");
        (await Invoice("o-13")).DrawnAt.ShouldBeNull();
        (await Number("o-13")).Number.ShouldBe("INV013");
        (await Emporix_has_drawn()).ShouldBe(25);
    }

    [Fact]
    public async Task two_orders_that_get_one_number_at_once_end_with_two()
    {
        await _emporix.PutSchema("INV", digits: 3);
        await Task.WhenAll(Enumerable.Range(1, 5).Select(order => Number($"o-{order}")));
        await _emporix.PutSchema("INV", digits: 3);

        await Task.WhenAll(Enumerable.Range(6, 5).Select(order => Number($"o-{order}")));

        (await Rows()).Where(row => row.Contains("Issued")).Select(row => row.Split(' ')[0]).Order()
            .ShouldBe(Enumerable.Range(1, 10).Select(number => $"INV{number:000}"));
    }

    private Task<DrawnNumber> Number(string orderId) =>
        _instance.SetUp.Number("acme", orderId, TestEmporix.Site, CancellationToken.None);

    private async Task<int> Emporix_has_drawn() => (await _emporix.Numbers()).Count;

    private async Task<EmporixInvoice> Invoice(string orderId)
    {
        await using var session = _instance.Store.QuerySession();
        return (await session.LoadAsync<EmporixInvoice>(EmporixOrders.NumberOf("acme", orderId)))!;
    }

    private async Task<IReadOnlyList<string>> Rows() =>
        [.. (await new NumberReport(_instance.Store).Of("acme", CancellationToken.None))
            .Select(row => $"{row.Number} {row.Fate} {row.OrderId} {row.Reason}")];
}
