using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Tests.Orders;

public class What_a_spreadsheet_spoils
{
    [Theory]
    [InlineData("8.72012E+12", "is a number such as 8.72012E+12, as a spreadsheet shortens a long code, whose last digits are lost")]
    [InlineData("8,72E+12", "is a number such as 8.72012E+12")]
    [InlineData("9E+12", "is a number such as 8.72012E+12")]
    [InlineData("8.720116e12", "is a number such as 8.72012E+12")]
    [InlineData("8720116120001.0", "ends with decimals such as .0")]
    [InlineData("8720116120001,00", "ends with decimals such as .0")]
    [InlineData("=\"8720116120001\"", "is behind a spreadsheet's guard for text")]
    [InlineData("'8720116120001", "is behind a spreadsheet's guard for text")]
    [InlineData("########", "is filled with #, as a spreadsheet shows a value for which its column is too narrow")]
    [InlineData("#N/A", "is an error value of a spreadsheet, such as #N/A or #REF!")]
    [InlineData("#REF!", "is an error value of a spreadsheet")]
    [InlineData("#VALUE!", "is an error value of a spreadsheet")]
    [InlineData("#DIV/0!", "is an error value of a spreadsheet")]
    [InlineData("#NAME?", "is an error value of a spreadsheet")]
    [InlineData("#¡VALOR!", "is an error value of a spreadsheet")]
    [InlineData("TRUE", "is TRUE, a spreadsheet's value and no code")]
    [InlineData("FALSE", "is FALSE, a spreadsheet's value and no code")]
    [InlineData("3-May", "is a date such as 3-May or 05/03/2026, as a spreadsheet makes one of a code such as 5-3")]
    [InlineData("May-26", "is a date such as 3-May")]
    [InlineData("03-ene", "is a date such as 3-May")]
    [InlineData("3-May-2026", "is a date such as 3-May")]
    [InlineData("05/03/2026", "is a date such as 3-May")]
    [InlineData("3.5.26", "is a date such as 3-May")]
    public void is_a_fault_of_its_field_wherever_a_code_stands(string value, string told)
    {
        var json = JsonSerializer.Serialize(value);
        var order = Read($$$"""{"orderNo":"1","orderId":{{{json}}},"soldAtStore":{{{json}}},"billing":{"documentNo":{{{json}}}},"items":[{"upc":{{{json}}},"shippedFrom":{{{json}}}}]}""");

        order.Unreadable.Select(fault => fault.Field)
            .ShouldBe(["orderId", "soldAtStore", "billing.documentNo", "items[0].upc", "items[0].shippedFrom"], ignoreOrder: true);
        order.Unreadable.ShouldAllBe(fault => fault.Problem.StartsWith(told));
        (order.OrderId, order.SoldAtStore, order.Billing!.DocumentNo, order.Items[0].Upc).ShouldBe((null, null, null, null));
        OrderNumber.TryRead(JsonSerializer.SerializeToElement(new { orderNo = value }), out _, out _, out var problem).ShouldBeFalse();
        problem.ShouldStartWith($"orderNo {told}");
    }

    [Theory]
    [InlineData("GIFTCARD50")]
    [InlineData("1E5")]
    [InlineData("SKU-3")]
    [InlineData("12-345")]
    [InlineData("A/2")]
    [InlineData("1.5")]
    [InlineData("MAY-26")]
    [InlineData("3-MAY")]
    [InlineData("#1042")]
    [InlineData("##1")]
    [InlineData("2026-03-17")]
    [InlineData("22.55.1234")]
    [InlineData("31/31/26")]
    [InlineData("1234567890123")]
    public void is_none_of_these(string value)
    {
        var json = JsonSerializer.Serialize(value);

        Read($$$"""{"orderNo":{{{json}}},"items":[{"upc":{{{json}}},"shippedFrom":{{{json}}}}]}""").Unreadable.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("8.72012E+12")]
    [InlineData("8720116120001e0")]
    [InlineData("1e3")]
    [InlineData("1042.5")]
    public void is_a_number_with_an_exponent_in_JSON_too(string number)
    {
        var order = Read($$$"""{"orderNo":{{{number}}},"orderId":{{{number}}},"items":[{"upc":{{{number}}}}]}""");

        order.Unreadable.Select(fault => fault.Field).ShouldBe(["orderNo", "orderId", "items[0].upc"]);
        order.Unreadable
            .ShouldAllBe(fault => fault.Problem == "is a number with decimals or an exponent, a text or a whole number is expected");
    }

    [Theory]
    [InlineData("#N/A")]
    [InlineData("#####")]
    public void is_a_fault_of_names_amounts_and_times(string value)
    {
        var json = JsonSerializer.Serialize(value);

        Read($$$"""{"orderNo":"1","createdAt":{{{json}}},"total":{{{json}}},"billing":{"lastName":{{{json}}},"address1":"# 5"}}""")
            .Unreadable
            .Select(fault => fault.Field)
            .ShouldBe(["createdAt", "total", "billing.lastName"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("40,00", "has a decimal comma or separators of thousands")]
    [InlineData("1.234,50", "has a decimal comma or separators of thousands")]
    [InlineData("1,234.50", "has a decimal comma or separators of thousands")]
    [InlineData("1'234.50", "has a decimal comma or separators of thousands")]
    [InlineData("1 234.50", "has a decimal comma or separators of thousands")]
    [InlineData("$40", "has a currency, a percent sign or brackets with its number")]
    [InlineData("40.00 €", "has a currency, a percent sign or brackets with its number")]
    [InlineData("USD 40.00", "has a currency, a percent sign or brackets with its number")]
    [InlineData("(40.00)", "has a currency, a percent sign or brackets with its number")]
    [InlineData("a lot", "is a text that is no number")]
    public void is_an_amount_in_a_local_form(string total, string told)
    {
        var order = Read($$$"""{"orderNo":"1","total":{{{JsonSerializer.Serialize(total)}}}}""");

        order.Total.ShouldBeNull();
        order.Unreadable.ShouldBe([new("total", $"{told}, a number, or a text such as 12.50, is expected")]);
    }

    [Theory]
    [InlineData("\"05/03/2026 10:00\"", "is a date in a local form, of which day and month cannot be told apart, a time such as")]
    [InlineData("\"03.05.2026\"", "is a date in a local form")]
    [InlineData("\"3-May-26 10:00\"", "is a date in a local form")]
    [InlineData("\"5/3/26\"", "is a date in a local form")]
    [InlineData("\"2026/03/05 10:00\"", "is a date in a local form")]
    [InlineData("\"2026-03-05\"", "is a date without a time of day")]
    [InlineData("\"46086.4166\"", "is a number, as spreadsheets count days")]
    [InlineData("\"1772704800\"", "is a number, as computers count seconds or milliseconds")]
    [InlineData("1772704800000", "is a number, a time such as")]
    [InlineData("\"2026-03-05 10:00 PM\"", "has AM or PM")]
    [InlineData("\"soon\"", "is no time such as 2026-03-04T14:02:11-06:00")]
    public void is_a_time_in_a_local_form(string time, string told)
    {
        var order = Read($$$"""{"orderNo":"1","createdAt":{{{time}}}}""");

        order.CreatedAt.ShouldBeNull();
        order.Unreadable.ShouldHaveSingleItem().Problem.ShouldStartWith(told);
        order.Unreadable[0].Problem.ShouldContain("2026-03-04T14:02:11-06:00");
    }

    private static Order Read(string json) => OrderReader.Read(JsonElement.Parse(json), TimeZoneInfo.Utc, DateTimeOffset.MaxValue);
}
