using Invoicing.Emporix;
using Invoicing.Emporix.SetUp;
using Marten;

namespace Invoicing.IntegrationTests.Emporix;

public sealed class When_numbers_are_drawn : EmporixApiTest
{
    private const string NextId = "/sequential-id/acme/schemas/types/invoiceNoSequence/nextId?siteCode=de-main";

    [Fact]
    public async Task two_instances_at_once_leave_no_gap_and_draw_none_twice()
    {
        await HasSite();
        await HasSchema("INV", digits: 4);
        await using var second = await EmporixInstance.Start(Database, first: false);

        // Every order twice, once with each: the number of an order is one.
        var drawn = await Task.WhenAll(Enumerable.Range(0, 200).SelectMany(i => new[] { Emporix, second }.Select(
            instance => instance.SetUp.Number("acme", $"o-{i}", "de-main", CancellationToken.None))));

        drawn.Select(one => one.Number).Distinct().Order().ShouldBe(Enumerable.Range(1, 200).Select(i => $"INV{i:D4}"));
        (await Database.Count("mt_doc_emporix_invoice where data ->> 'number' is not null")).ShouldBe(200);
        var rows = await new NumberReport(Emporix.Store).Of("acme", CancellationToken.None);
        rows.Select(row => row.Number).ShouldBe(Enumerable.Range(1, 200).Select(i => $"INV{i:D4}"));
        rows.ShouldAllBe(row => row.Fate == NumberFate.Issued);
    }

    /// <summary>They are drawn together, and each comes to its own end.</summary>
    [Fact]
    public async Task of_orders_that_draw_at_once_some_get_the_last_numbers_and_the_others_are_told_that_there_is_none()
    {
        await HasSite();
        await HasSchema("INV", digits: 1, max: 4);

        var drawn = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            try
            {
                return (await Number($"o-{i}")).Number;
            }
            catch (NoNumberException none)
            {
                return none.Message;
            }
        }));

        drawn.Order().ShouldBe(
            [
                "INV1", "INV2", "INV3", "INV4",
                .. Enumerable.Repeat("The schema INV of acme has no number left: its maxValue is 4.", 6),
            ]);
        (await new NumberReport(Emporix.Store).Of("acme", CancellationToken.None)).Count.ShouldBe(4);
    }

    /// <summary>The contract's scenario 14.</summary>
    [Fact]
    public async Task the_vendors_sample_counts_from_its_start_and_beyond_its_digits()
    {
        await HasSchema("INV__num__", digits: 4, start: 1000, more: Requires("__num__"));
        (await Number("o-1")).Number.ShouldBe("INV1000");
        (await Number("o-2")).Number.ShouldBe("INV1001");
        await HasCounted(9998);

        (await Number("o-3")).Number.ShouldBe("INV9999");
        (await Number("o-4")).Number.ShouldBe("INV10000");
    }

    /// <summary>The contract's scenario 33.</summary>
    [Fact]
    public async Task another_schema_that_is_set_active_is_used_and_numbers_stay()
    {
        await HasSite();
        await HasSchema("A");
        var next = await HasSchema("B");
        (await Number("o-1")).Number.ShouldBe("A000001");

        (await Send("POST", $"/sequential-id/acme/schemas/{next}/setActive")).Is(200);

        (await Number("o-2")).Number.ShouldBe("B000001");
        (await Number("o-1")).Number.ShouldBe("A000001");
    }

    /// <summary>Of the contract's scenario 15, what is the numbers'.</summary>
    [Fact]
    public async Task a_schema_that_is_used_up_is_told_and_one_that_counts_anew_skips_what_was_there()
    {
        var first = await HasSchema("INV", digits: 1, max: 2);
        (await Number("o-1")).Number.ShouldBe("INV1");
        (await Send("POST", NextId, "{}")).Is(201).Id.ShouldBe("INV2");
        (await Should.ThrowAsync<NoNumberException>(() => Number("o-3"))).Message.ShouldBe(
            "The schema INV of acme has no number left: its maxValue is 2.");
        (await Send("POST", NextId, "{}")).Is(400).Detail.ShouldNotBeNull().ShouldContain("maxValue is 2");

        (await Send("DELETE", $"/sequential-id/acme/schemas/{first}")).Is(204);
        (await Should.ThrowAsync<NoNumberException>(() => Number("o-3"))).Message.ShouldContain("no active schema of the type invoiceNoSequence");
        (await Send("POST", NextId, "{}")).Is(404);
        await HasSchema("INV", digits: 1);

        (await Number("o-3")).Number.ShouldBe("INV3");
        (await new NumberReport(Emporix.Store).Of("acme", CancellationToken.None))
            .Select(row => $"{row.Number} {row.Fate} {row.OrderId} {row.Reason}").ShouldBe(
            [
                "INV1 Issued o-1 ", "INV2 Issued  drawn over HTTP by shop", "INV1 Voided  INV1 was there before, for order o-1",
                "INV2 Voided  INV2 was there before, drawn over HTTP", "INV3 Issued o-3 ",
            ]);
    }

    [Fact]
    public async Task the_number_has_the_instant_and_the_zone_of_its_site()
    {
        await HasSite();
        await HasSchema("__year__-__month__-__day__T__hour__:");

        var drawn = await Number("o-1");

        drawn.Zone.ShouldBe("Europe/Berlin");
        var local = TimeZoneInfo.ConvertTime(drawn.At, TimeZoneInfo.FindSystemTimeZoneById(drawn.Zone));
        drawn.Number.ShouldBe($"{local:yyyy-MM-dd'T'HH}:000001");
        (await Number("o-1")).ShouldBe(drawn);
    }

    [Fact]
    public async Task every_key_counts_for_itself_and_a_batch_is_drawn_whole_or_not_at_all()
    {
        await HasSchema("INV-__branch__-", digits: 2, more: Requires("__branch__"));
        await HasSchema("ORD", digits: 1, max: 3, type: "orderNoSequence");
        (await Send("POST", NextId, "{}")).Is(400).Detail.ShouldNotBeNull().ShouldContain("__branch__");
        const string Branch = "\"placeholders\":{\"__branch__\":\"b\"}";
        (await Send("POST", NextId, "{\"sequenceKey\":\"2026\"," + Branch + "}")).Is(201).Id.ShouldBe("INV-b-01");
        (await Send("POST", NextId, "{\"sequenceKey\":\"2026\"," + Branch + "}")).Is(201).Id.ShouldBe("INV-b-02");
        (await Send("POST", NextId, "{\"sequenceKey\":\"2027\"," + Branch + "}")).Is(201).Id.ShouldBe("INV-b-01");
        (await Send("POST", NextId, "{" + Branch + "}")).Is(201).Id.ShouldBe("INV-b-01");

        static string BatchOf(int orders) =>
            "{\"invoiceNoSequence\":{\"numberOfIds\":2," + Branch + "},\"orderNoSequence\":{\"numberOfIds\":" + orders + "}}";
        const string Batch = "/sequential-id/sequenceSchemaBatch/nextIds";
        (await Send("POST", Batch, BatchOf(4))).Is(400);
        var drawn = (await Send("POST", Batch, BatchOf(3)))
            .Is(201).Body!.Value;
        drawn.GetProperty("invoiceNoSequence").GetProperty("ids").EnumerateArray().Select(id => id.GetString()).ShouldBe(["INV-b-02", "INV-b-03"]);
        drawn.GetProperty("orderNoSequence").GetProperty("ids").EnumerateArray().Select(id => id.GetString()).ShouldBe(["ORD1", "ORD2", "ORD3"]);
        (await Send("POST", Batch, """{"quoteNoSequence":{"numberOfIds":1}}""")).Is(400);
        (await Send("POST", Batch, """{"orderNoSequence":{"numberOfIds":0}}""")).Is(400);
    }

    private static string Requires(string placeholder) => $",\"placeholders\":{{\"{placeholder}\":{{\"required\":true}}}}";

    private async Task HasCounted(long last)
    {
        await using var session = Emporix.Store.LightweightSession();
        var counter = (await session.Query<SequenceCounter>().ToListAsync()).Single();
        session.Store(counter with { Last = last });
        await session.SaveChangesAsync();
    }
}
