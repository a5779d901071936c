using System.Net;

namespace Invoicing.Tests.Simulators.Emporix;

public sealed class When_a_number_is_drawn
{
    private const string Required = """ "placeholders":{"__num__":{"required":true}},""";

    [Fact]
    public async Task the_first_has_the_start_value_and_the_year_is_that_of_the_site()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutSite();
        await emporix.PutSchema();

        (await emporix.Number()).ShouldBe("INV-2025-000001");
        emporix.Clock.Advance(TimeSpan.FromMinutes(1));
        (await emporix.Number()).ShouldBe("INV-2026-000002");
        (await emporix.Number(query: "?siteCode=unknown")).ShouldBe("INV-2025-000003");
        (await emporix.Ledger("numbers")).Select(number => number.GetProperty("id").GetString())
            .ShouldBe(["INV-2025-000001", "INV-2026-000002", "INV-2025-000003"]);
    }

    [Fact]
    public async Task a_placeholder_that_nobody_fills_is_refused_and_uses_nothing_up()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutSchema(Required, "INV__num__", digits: 4, start: 1000);

        var refusal = await emporix.Draw();

        refusal.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedEmporix.MessageOf(refusal)).ShouldBe("there is no value for the placeholder __num__");
        (await emporix.Number("""{"placeholders":{"__num__":""}}""")).ShouldBe("INV1000");
        (await emporix.Number("""{"placeholders":{"__num__":"X"}}""")).ShouldBe("INVX1001");
    }

    [Fact]
    public async Task what_belongs_to_the_site_is_known_only_with_the_site()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutSchema();

        (await emporix.Draw(query: "")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await emporix.Number("""{"placeholders":{"__year__":"1999"}}""", query: "")).ShouldBe("INV-1999-000001");
    }

    [Theory]
    [InlineData("__country__", "", "AT1")]
    [InlineData("__month____day__-__hour____minute____second__-", "", "1231-235900-1")]
    [InlineData("__x__", """ "placeholders":{"__x__":{"required":false,"default":"D"}},""", "D1")]
    [InlineData("__x__", """ "placeholders":{"__x__":{"required":true,"sitePath":"homeBase.address.zipCode","default":"D"}},""", "10101")]
    [InlineData("__x__", """ "placeholders":{"__x__":{"required":true,"sitePath":"languages","arrayLimit":1}},""", "en1")]
    public async Task placeholders_are_filled(string preText, string more, string number)
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutSite();
        await emporix.PutSchema(more, preText, digits: 1);

        (await emporix.Number()).ShouldBe(number);
    }

    [Fact]
    public async Task a_long_value_is_cut()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutSchema(preText: "__year__", digits: 1);

        (await emporix.Number($$$"""{"placeholders":{"__year__":"{{{new string('x', 101)}}}"}}""")).ShouldBe(new string('x', 100) + "1");
    }

    [Fact]
    public async Task digits_are_never_cut_and_the_largest_is_the_last()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutSchema(preText: "", digits: 1, start: 9, max: 10);

        (await emporix.Number()).ShouldBe("9");
        (await emporix.Number()).ShouldBe("10");
        var refusal = await emporix.Draw();
        refusal.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SimulatedEmporix.MessageOf(refusal)).ShouldContain("maxValue");
    }

    [Fact]
    public async Task each_sequence_key_has_a_counter_of_its_own()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutSchema(preText: "", digits: 2);

        (await emporix.Number("""{"sequenceKey":"2026"}""")).ShouldBe("01");
        (await emporix.Number("""{"sequenceKey":"2027"}""")).ShouldBe("01");
        (await emporix.Number("""{"sequenceKey":"2026"}""")).ShouldBe("02");
        (await emporix.Number()).ShouldBe("01");
    }

    [Fact]
    public async Task the_active_schema_counts_and_the_other_keeps_its_counter()
    {
        await using var emporix = await SimulatedEmporix.Start();
        (await emporix.Draw()).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var first = await emporix.PutSchema(preText: "A", digits: 1);
        await emporix.Number();
        await emporix.PutSchema(preText: "B", digits: 1);

        (await emporix.Number()).ShouldBe("B1");
        await emporix.Send(HttpMethod.Post, $"{SimulatedEmporix.Schemas}/{first}/setActive");
        (await emporix.Number()).ShouldBe("A2");
    }

    [Theory]
    [InlineData("mixins")]
    [InlineData("metadata.version")]
    [InlineData("languages[0]")]
    public async Task a_path_to_no_value_of_a_site_is_refused(string path)
    {
        await using var emporix = await SimulatedEmporix.Start();

        var answer = await emporix.Send(HttpMethod.Post, SimulatedEmporix.Schemas, SimulatedEmporix.Schema(
            $$$""" "placeholders":{"__x__":{"required":true,"sitePath":"{{{path}}}"}},"""));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
