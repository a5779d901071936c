using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Invoicing.Tests.Simulators.Emporix;

public sealed class When_a_payment_is_captured
{
    [Fact]
    public async Task it_is_booked_and_its_transaction_shows_it()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutTransaction();

        var answer = await (await emporix.TakeMoney(84.90m)).Content.ReadFromJsonAsync<JsonElement>();

        answer.GetProperty("successful").GetBoolean().ShouldBeTrue();
        var booked = (await emporix.Ledger("captures")).ShouldHaveSingleItem();
        booked.GetProperty("captureId").GetString().ShouldBe(answer.GetProperty("captureId").GetString());
        booked.GetRawText().ShouldStartWith("""{"tenant":"acme","transactionId":"t-1","amount":84.90,"currency":"EUR",""");
        (await Entries(emporix)).ShouldBe(["AUTHORIZATION True 84.90 EUR", "CAPTURE True 84.90 EUR"]);
    }

    [Fact]
    public async Task a_second_one_is_taken_as_long_as_the_authorised_amount_allows_it()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutTransaction();
        await emporix.TakeMoney(40);
        await emporix.TakeMoney(40);

        var refusal = await emporix.TakeMoney(4.91m);

        refusal.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await refusal.Content.ReadAsStringAsync())
            .ShouldBe("""{"successful":false,"message":"the amount is over the authorised amount: 84.91 of 84.90 EUR"}""");
        (await emporix.Ledger("captures")).Length.ShouldBe(2);
        (await Entries(emporix))[^1].ShouldBe("CAPTURE False 4.91 EUR");
    }

    [Theory]
    [InlineData("{}", 1, "EUR", "the transaction is not authorised")]
    [InlineData("""{"authorised":5,"refusal":"card expired"}""", 1, "EUR", "card expired")]
    [InlineData("""{"authorised":5,"currency":"PLN"}""", 1, "EUR", "the transaction is in PLN, not in EUR")]
    [InlineData("""{"authorised":5}""", 0, "EUR", "the amount must be above 0")]
    [InlineData("""{"authorised":84.90,"captures":[{"amount":70.00}]}""", 84.90, "EUR", "the amount is over the authorised amount: 154.90 of 84.90 EUR")]
    public async Task it_may_be_refused(string transaction, decimal amount, string currency, string message)
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutTransaction(transaction);

        (await SimulatedEmporix.MessageOf(await emporix.TakeMoney(amount, currency))).ShouldBe(message);

        (await emporix.Ledger("captures")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("INVOICE")]
    [InlineData("CASH_ON_DELIVERY")]
    public async Task some_providers_do_not_support_it(string provider)
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutTransaction($$"""{"provider":"{{provider}}","authorised":84.90}""");

        (await emporix.TakeMoney()).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task its_transaction_may_show_it_late()
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.Put("behaviour", """{"capturesVisibleAfterMs":60000}""");
        await emporix.PutTransaction();
        await emporix.TakeMoney();

        (await Entries(emporix)).ShouldHaveSingleItem();
        emporix.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Entries(emporix)).Length.ShouldBe(2);
    }

    private static async Task<string[]> Entries(SimulatedEmporix emporix) =>
    [
        .. (await emporix.Get(SimulatedEmporix.Transaction)).GetProperty("entries").EnumerateArray().Select(entry =>
            $"{entry.GetProperty("type")} {entry.GetProperty("successful")} {entry.GetProperty("amount").GetProperty("amount")} "
                + $"{entry.GetProperty("amount").GetProperty("currency")}"),
    ];
}
