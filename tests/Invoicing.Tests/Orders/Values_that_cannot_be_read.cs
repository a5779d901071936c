using System.Text;
using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Tests.RetailPro;

namespace Invoicing.Tests.Orders;

public class Values_that_cannot_be_read
{
    [Theory]
    [InlineData("orderId", "true", "is true, a text or a whole number is expected")]
    [InlineData("orderId", "1.5", "is a number with decimals or an exponent, a text or a whole number is expected")]
    [InlineData("salesChannel", "7", "is a number, a text is expected")]
    [InlineData("currency", "[]", "is an array, a text is expected")]
    [InlineData("createdAt", "1772654531", "is a number, a time such as 2026-03-04T14:02:11-06:00 is expected")]
    [InlineData(
        "createdAt",
        "\"04/03/2026\"",
        "is a date in a local form, of which day and month cannot be told apart, a time such as 2026-03-04T14:02:11-06:00 is expected")]
    [InlineData("total", "\"12,50\"", "has a decimal comma or separators of thousands, a number, or a text such as 12.50, is expected")]
    [InlineData("total", "\"1.234,50\"", "has a decimal comma or separators of thousands, a number, or a text such as 12.50, is expected")]
    [InlineData("total", "\"1,234.50\"", "has a decimal comma or separators of thousands, a number, or a text such as 12.50, is expected")]
    [InlineData(
        "total",
        "\"$40\"",
        "has a currency, a percent sign or brackets with its number, a number, or a text such as 12.50, is expected")]
    [InlineData(
        "total",
        "\"40 USD\"",
        "has a currency, a percent sign or brackets with its number, a number, or a text such as 12.50, is expected")]
    [InlineData("total", "\"NaN\"", "says that there is no number (NaN or infinity), a number, or a text such as 12.50, is expected")]
    [InlineData("total", "\"-Infinity\"", "says that there is no number (NaN or infinity), a number, or a text such as 12.50, is expected")]
    [InlineData("total", "\"forty\"", "is a text that is no number, a number, or a text such as 12.50, is expected")]
    [InlineData("total", "\"1e400\"", "is a number that is too large, a number, or a text such as 12.50, is expected")]
    [InlineData("total", "1e400", "is a number that is too large, a number, or a text such as 12.50, is expected")]
    [InlineData("total", "false", "is false, a number, or a text such as 12.50, is expected")]
    [InlineData("total", "{}", "is an object, a number, or a text such as 12.50, is expected")]
    [InlineData("billing", "\"Rosa\"", "is a text, an object is expected")]
    [InlineData("fiscalCredit", "true", "is true, an object is expected")]
    [InlineData("items", "{}", "is an object, an array is expected")]
    [InlineData("soldAtStore", "\"SV\\u0000\"", "contains a NUL character")]
    [InlineData("soldAtStore", "\"\\ud83d\"", "contains half of a surrogate pair or bytes that are not UTF-8")]
    public void are_null_and_a_fault_that_does_not_quote_them(string field, string json, string problem)
    {
        var order = Read($$"""{"orderNo":"1","{{field}}":{{json}}}""");

        order.Unreadable.ShouldBe([new ValidationError(field, problem)]);
        (order with { Unreadable = [], Items = [] }).ShouldBe(new Order {
            OrderNo = "1",
            OrderName = "1",
            Unreadable = order.Unreadable,
            Items = order.Items } with { Unreadable = [], Items = [] });
    }

    [Fact]
    public void a_field_with_two_different_values_has_none() =>
        Read("""{"orderNo":"1","total":12.5,"TOTAL":13,"items":[{"upc":"1","Upc":"2","price":4,"Price":4}],"tags":1,"Tags":2}""").Unreadable
            .ShouldBe(
                [new("total", JsonFields.Contradiction), new("items[0].upc", JsonFields.Contradiction)]);

    [Theory]
    [InlineData("1.5")]
    [InlineData("3000000000")]
    public void a_line_number_is_a_whole_number(string json) =>
        Read($$"""{"orderNo":"1","items":[{"lineNo":{{json}}}]}""").Unreadable.Single().Field.ShouldBe("items[0].lineNo");

    [Fact]
    public void faults_name_the_field_in_its_place() =>
        Read("""{"orderNo":"1","deliverTo":{"city":1},"fiscalCredit":{"companyId":[]},"items":[{},{"price":{}}]}""").Unreadable
            .Select(fault => fault.Field)
            .ShouldBe(["deliverTo.city", "fiscalCredit.companyId", "items[1].price"]);

    [Fact]
    public void an_item_that_is_no_object_still_counts_as_a_line()
    {
        // Otherwise an order whose other lines are cancelled would pass for one with nothing to invoice.
        var order = Read("""{"orderNo":"1","items":[{"status":"Cancelled"},7]}""");

        order.Lines.Single().Index.ShouldBe(1);
        order.Unreadable.Single().ToString().ShouldBe("items[1] is a number, an object is expected");
    }

    [Fact]
    public void an_order_without_a_number_is_read_with_the_fault()
    {
        var order = Read("""{"orderNo":[],"orderId":"M1"}""");

        order.OrderNo.ShouldBe("");
        order.OrderId.ShouldBe("M1");
        order.Unreadable.Single().Field.ShouldBe("orderNo");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("7")]
    public void a_message_that_is_no_object_does_not_throw(string json) => Read(json).Unreadable.Single().Field.ShouldBe("orderNo");

    [Fact]
    public void nor_does_an_element_of_a_message_that_is_not_there()
    {
        OrderReader.Read(default, Some.ElSalvador, Some.Now).Unreadable.Single().Field.ShouldBe("orderNo");
        OrderNumber.TryRead(default, out _, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void names_that_are_no_text_are_ignored() =>
        Read("""{"orderNo":"1","\ud800":1,"billing":{"\udfff":2}}""").Unreadable.ShouldBeEmpty();

    [Fact]
    public void bytes_that_are_not_UTF_8_spoil_their_own_field_only()
    {
        byte[] json = [.. """{"orderNo":"1","currency":"""u8, (byte)'"', 0xff, 0xfe, (byte)'"', .. ""","salesChannel":"ECOM"}"""u8];

        var order = OrderReader.Read(JsonElement.Parse(json), Some.ElSalvador, Some.Now);

        order.Unreadable.Single().Field.ShouldBe("currency");
        order.SalesChannel.ShouldBe("ECOM");
    }

    [Fact]
    public void depth_and_length_are_no_traps()
    {
        var deep = new StringBuilder().Insert(0, "[", 60).Append(']', 60);

        var order = Read($$"""{"orderNo":"1","total":{{deep}},"more":{{deep}},"discount":{{new string('9', 100_000)}},"currency":"{{new string('x', 100_000)}}","items":[{"upc":{{new string('1', 100_000)}}}]}""");

        order.Unreadable.Select(fault => fault.Field).ShouldBe(["total", "discount"]);
        order.Items.Single().Upc!.Length.ShouldBe(100_000);
    }

    [Fact]
    public void an_order_that_was_read_can_be_stored()
    {
        var order = Read("""{"orderNo":"1","billing":{"firstName":"😀","lastName":"\ud800"}}""");

        JsonSerializer.Deserialize<Order>(JsonSerializer.Serialize(order))!.Billing!.FirstName.ShouldBe("😀");
    }

    private static Order Read(string json) => OrderReader.Read(JsonElement.Parse(json), Some.ElSalvador, Some.Now);
}
