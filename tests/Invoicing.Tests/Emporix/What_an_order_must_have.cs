using System.Text.Json.Nodes;
using Invoicing.Emporix;

namespace Invoicing.Tests.Emporix;

/// <summary>Before anything is called: what keeps an order from being invoiced, what was delivered of it, and who pays.</summary>
public class What_an_order_must_have
{
    private const string Sound = """
        {"id":"o-1","status":"CONFIRMED","siteCode":"de-main","currency":"EUR","customer":{"email":"rosa@example.test"},
         "entries":[{"id":"a","amount":2}]}
        """;

    [Theory]
    [InlineData("IN_CHECKOUT", "order is IN_CHECKOUT: nothing was called")]
    [InlineData("DECLINED", "order is DECLINED: nothing was called")]
    [InlineData("CREATED", null)]
    [InlineData("CONFIRMED", null)]
    [InlineData("SHIPPED", null)]
    [InlineData("COMPLETED", null)]
    public void is_a_status_after_the_checkout_that_is_not_declined(string status, string? why) =>
        Recalculation.Forbids(Changed("status", $"\"{status}\"")).ShouldBe(why);

    [Fact]
    public void nothing_is_missing_where_all_is_there() => Recalculation.Faults(EmporixOrder.Read(Sound)!).ShouldBeEmpty();

    [Theory]
    [InlineData("siteCode", "null", "siteCode is missing")]
    [InlineData("siteCode", "\" \"", "siteCode is missing")]
    [InlineData("currency", "null", "currency is missing or no code of three letters, such as EUR")]
    [InlineData("currency", "\"eur\"", "currency is missing or no code of three letters, such as EUR")]
    [InlineData("currency", "\"EURO\"", "currency is missing or no code of three letters, such as EUR")]
    [InlineData("customer", "null", "customer.email is missing: the invoice is sent to it")]
    [InlineData("customer", "{\"email\":\"\"}", "customer.email is missing: the invoice is sent to it")]
    [InlineData("customer", "{\"email\":\"nobody\"}", "customer.email is no mail address that every mail server takes")]
    [InlineData("entries", "[]", "entries is empty")]
    [InlineData("entries", """[{"amount":2}]""", "entries[0].id is missing")]
    [InlineData("entries", """[{"id":"a"}]""", "entries[0].amount is missing")]
    [InlineData("entries", """[{"id":"a","amount":-1}]""", "entries[0].amount is below zero")]
    [InlineData("entries", """[{"id":"a","amount":2,"packedAmountInPc":3}]""", "entries[0].packedAmountInPc is more than was ordered")]
    [InlineData("entries", """[{"id":"a","amount":1,"orderedAmount":2,"packedAmountInPc":3}]""", "entries[0].packedAmountInPc is more than was ordered")]
    [InlineData(
        "entries", """[{"id":"a","amount":2,"effectiveQuantity":1.5}]""",
        "entries[0].effectiveQuantity is no whole number: what was delivered is told in whole units")]
    [InlineData("entries", """[{"id":"a","amount":2},{"id":"b"}]""", "entries[1].amount is missing")]
    public void what_is_missing_or_wrong_is_named_by_its_field(string field, string json, string fault) =>
        Recalculation.Faults(Changed(field, json)).ShouldHaveSingleItem().ToString().ShouldBe(fault);

    [Fact]
    public void all_of_it_at_once() => Recalculation.Faults(EmporixOrder.Read("{}")!).Select(fault => fault.Field)
        .ShouldBe(["siteCode", "currency", "customer.email", "entries"]);

    [Theory]
    [InlineData("""{"amount":3}""", 3)]
    [InlineData("""{"amount":3,"effectiveQuantity":2}""", 2)]
    [InlineData("""{"amount":3,"effectiveQuantity":2,"packedAmountInPc":1}""", 1)]
    [InlineData("""{"amount":1,"orderedAmount":3,"effectiveQuantity":1,"packedAmountInPc":3}""", 3)]
    [InlineData("""{"amount":"2"}""", 2)]
    public void what_was_packed_counts_before_what_was_calculated_and_what_was_ordered(string entry, int delivered)
    {
        var order = Changed("entries", $"[{entry.Replace("{", "{\"id\":\"a\",")}]");

        Recalculation.Request(order).ShouldBe($$"""{"entries":[{"entryId":"a","deliveredAmount":{{delivered}}}]}""");
    }

    [Theory]
    [InlineData("""[{"id":"a","amount":2,"packedAmountInPc":0},{"id":"b","amount":0}]""", true)]
    [InlineData("""[{"id":"a","amount":2,"packedAmountInPc":0},{"id":"b","amount":1}]""", false)]
    public void nothing_is_delivered_where_no_entry_is(string entries, bool isNothing) =>
        Recalculation.IsNothingDelivered(Changed("entries", entries)).ShouldBe(isNothing);

    [Theory]
    [InlineData("EUR", "1.005", "1.01")]
    [InlineData("EUR", "-1.005", "-1.01")]
    [InlineData("EUR", "1.0049", "1.00")]
    [InlineData("JPY", "100.5", "101")]
    [InlineData("KWD", "1.0005", "1.001")]
    [InlineData("XYZ", "1.005", "1.01")]
    public void amounts_have_the_digits_of_their_currency_half_away_from_zero(string currency, string amount, string rounded) =>
        Recalculation.Rounded(Decimal(amount), currency).ShouldBe(Decimal(rounded));

    [Theory]
    [InlineData("""{"transactionId":"t-1","authorizedAmount":74.90}""", "t-1 74.90 of 74.90")]
    [InlineData("""{"transactionId":"t-1","authorizedAmount":100}""", "t-1 74.90 of 100.00")]
    [InlineData("""{"transactionId":"t-1","authorizedAmount":74.899}""", "t-1 74.90 of 74.90")]
    [InlineData("""{"transactionId":"t-1","paidAmount":74.90}""", "t-1 74.90 of 74.90")]
    [InlineData("""{"transactionId":"t-1","authorizedAmount":74.90,"status":"PENDING"}""", "t-1 74.90 of 74.90")]
    [InlineData("""{"transactionId":"t-1","authorizedAmount":74.90,"status":"AUTHORIZATION_SUCCESS"}""", "t-1 74.90 of 74.90")]
    [InlineData("""{"transactionId":"t-1","authorizedAmount":74.90,"status":"CAPTURE_FAILURE","currency":"EUR"}""", "t-1 74.90 of 74.90")]
    [InlineData(
        """{"transactionId":"t-1","authorizedAmount":50},{"transactionId":"t-2","authorizedAmount":50}""", "t-1 50.00 of 50.00", "t-2 24.90 of 50.00")]
    [InlineData(
        """{"transactionId":"t-1","authorizedAmount":74.90},{"transactionId":"t-2","authorizedAmount":10}""",
        "t-1 74.90 of 74.90", "t-2 0.00 of 10.00: nothing is left to be paid")]
    [InlineData("""{"transactionId":"t-1","paidAmount":74.90,"status":"CAPTURE_SUCCESS"}""", "t-1 74.90 of 74.90: status CAPTURE_SUCCESS")]
    [InlineData("""{"transactionId":"t-1","authorizedAmount":74.90,"status":"SUCCESS"}""", "t-1 74.90 of 74.90: status SUCCESS")]
    [InlineData("""{"provider":"INVOICE"}""", " 74.90 of 0.00: provider INVOICE")]
    [InlineData("""{"provider":"CASH_ON_DELIVERY","authorizedAmount":0}""", " 74.90 of 0.00: provider CASH_ON_DELIVERY")]
    [InlineData(
        """{"provider":"INVOICE","authorizedAmount":20},{"transactionId":"t-1","authorizedAmount":60}""",
        " 20.00 of 20.00: provider INVOICE", "t-1 54.90 of 60.00")]
    [InlineData(
        """{"transactionId":"t-1","authorizedAmount":74.90,"status":"AUTHORIZATION_FAILURE"},{"transactionId":"t-2","authorizedAmount":74.90}""",
        "t-1 0.00 of 0.00: status AUTHORIZATION_FAILURE", "t-2 74.90 of 74.90")]
    public void payments_pay_in_their_order_what_each_may(string payments, params string[] paid)
    {
        var (planned, faults) = Pay(payments, 74.90m);

        faults.ShouldBeEmpty();
        planned.ShouldBe(paid);
    }

    [Theory]
    [InlineData("", "payments pay 0.00 EUR at most as they are authorised, the order's total is 74.90")]
    [InlineData(
        """{"transactionId":"t-1","authorizedAmount":70}""",
        "payments pay 70.00 EUR at most as they are authorised, the order's total is 74.90")]
    [InlineData(
        """{"transactionId":"t-1","authorizedAmount":74.90,"status":"CANCELLED"}""",
        "payments pay 0.00 EUR at most as they are authorised, the order's total is 74.90")]
    [InlineData(
        """{"transactionId":"t-1","paidAmount":70,"authorizedAmount":74.90,"status":"CAPTURE_SUCCESS"}""",
        "payments pay 70.00 EUR at most as they are authorised, the order's total is 74.90")]
    [InlineData("""{"authorizedAmount":74.90}""", "payments[0].transactionId is missing")]
    [InlineData("""{"transactionId":"..","authorizedAmount":74.90}""", "payments[0].transactionId is no id")]
    [InlineData("""{"transactionId":".","authorizedAmount":74.90}""", "payments[0].transactionId is no id")]
    [InlineData(
        """{"transactionId":"t-1","authorizedAmount":74.90,"currency":"USD"}""", "payments[0].currency is 'USD', the order's is EUR")]
    [InlineData(
        """{"transactionId":"t-1","authorizedAmount":50},{"transactionId":"t-1","authorizedAmount":50}""",
        "payments name one transaction twice: it can be captured once")]
    public void what_cannot_be_captured_is_told_before_the_first_call(string payments, string fault) =>
        Pay(payments, 74.90m).Faults.ShouldBe([fault]);

    [Fact]
    public void nothing_need_be_paid_where_nothing_is_owed() => Pay("", 0).Faults.ShouldBeEmpty();

    private static (IReadOnlyList<string> Planned, IReadOnlyList<string> Faults) Pay(string payments, decimal total)
    {
        var (planned, faults) = Recalculation.Pay(Changed("payments", $"[{payments}]"), total);
        return (
            [.. planned.Select(payment => FormattableString.Invariant($"{payment.TransactionId} {payment.Amount:0.00} of {payment.Authorised:0.00}")
                + (payment.WhyNotCaptured is { } why ? $": {why}" : ""))],
            [.. faults.Select(fault => fault.ToString())]);
    }

    private static EmporixOrder Changed(string field, string json)
    {
        var order = JsonNode.Parse(Sound)!.AsObject();
        order[field] = JsonNode.Parse(json);
        return EmporixOrder.Read(order.ToJsonString())!;
    }

    private static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
