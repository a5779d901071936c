using System.Text;
using System.Text.Json;
using Invoicing.Intake.Parsing;
using Invoicing.Orders;

namespace Invoicing.Tests.Intake;

public class A_feed_of_csv
{
    private const string Header = "orderNo,total,billing.city,item.lineNo,item.upc";

    [Fact]
    public async Task has_a_row_an_item_and_the_rows_of_an_order_together() => (await Read($"""
        {Header}
        #1042,80,Santa Tecla,1,8720116120011
        #1042,80,Santa Tecla,2,8720116120028
        1043,,,1,8720116120035
        """)).ShouldBe(
    [
        """2: {"orderNo":"#1042","total":"80","billing":{"city":"Santa Tecla"},"items":[{"lineNo":"1","upc":"8720116120011"},{"lineNo":"2","upc":"8720116120028"}]}""",
        """4: {"orderNo":"1043","items":[{"lineNo":"1","upc":"8720116120035"}]}""",
    ]);

    [Fact]
    public async Task may_leave_the_values_of_the_order_blank_after_its_first_row() => (await Read(
        $"{Header}\n1042,80,Ahuachapán,1,A\n1042,,,2,B\n"))
        .ShouldHaveSingleItem().ShouldBe("""2: {"orderNo":"1042","total":"80","billing":{"city":"Ahuachapán"},"items":[{"lineNo":"1","upc":"A"},{"lineNo":"2","upc":"B"}]}""");

    [Fact]
    public async Task may_write_an_accent_in_one_character_or_in_two() =>
        (await Read($"{Header}\n1042,80,Ahuachap\u00e1n,1,A\n1042,80,Ahuachapa\u0301n,2,B\n"))
            .ShouldHaveSingleItem().ShouldContain("\"items\":[{\"lineNo\":\"1\",\"upc\":\"A\"},{\"lineNo\":\"2\",\"upc\":\"B\"}]");

    [Theory]
    [InlineData("\ufeffORDERNO;Item.UPC\r\n1;\"A;B\"\r\n")]
    [InlineData("item.upc,orderNo\n\"A;B\",1")]
    [InlineData("item.upc , orderNo\n\nA;B,1\n\n")]
    public async Task may_have_its_columns_in_any_order_and_case_and_be_separated_by_commas_or_semicolons(string file) =>
        (await Read(file)).ShouldHaveSingleItem().ShouldEndWith("""{"orderNo":"1","items":[{"upc":"A;B"}]}""");

    [Fact]
    public async Task may_have_line_breaks_and_quotes_inside_quotes()
    {
        var texts = await Read("orderNo,billing.address1\n1,\"Calle \"\"A\"\"\nNo. 2\"\n2,B\n");

        texts.Count.ShouldBe(2);
        JsonDocument.Parse(texts[0][3..]).RootElement.GetProperty("billing").GetProperty("address1").GetString()
            .ShouldBe("Calle \"A\"\nNo. 2");
        texts[1].ShouldStartWith("4: ");
    }

    [Fact]
    public async Task is_known_by_its_header_whatever_its_name() =>
        (await FeedContent.Read("orderId,orderNo\nM1,1\n", "orders.txt")).File.Csv.ShouldNotBeNull();

    [Fact]
    public async Task names_the_columns_that_mean_nothing() =>
        (await FeedContent.Read("orderNo,colour,item.size\n1,red,L\n", "f.csv")).File.Remarks
            .ShouldBe(["columns that mean nothing: colour, item.size"]);

    [Theory]
    [InlineData("orderId,total\nM1,80\n", "the header has no column orderNo")]
    [InlineData("orderNo,total,Total\n1,80,90\n", "the header has the column total twice")]
    [InlineData("", "the header has no column orderNo")]
    public async Task is_rejected_when_its_columns_cannot_be_those_of_orders(string file, string told) =>
        (await Should.ThrowAsync<UnusableFeedException>(() => FeedContent.Read(file, "f.csv"))).Message.ShouldStartWith(told);

    [Fact]
    public async Task spoils_an_order_whose_rows_contradict_each_other_and_no_other() => (await Read(
        $"{Header}\n1,80,,1,A\n1,81,,2,B\n2,5,,1,C\n")).ShouldBe(
    [
        "2: line 3 has another total than line 2, though both are of order 1: values of the order stand on its first line, and are the "
            + "same or blank on the others",
        """4: {"orderNo":"2","total":"5","items":[{"lineNo":"1","upc":"C"}]}""",
    ]);

    [Fact]
    public async Task spoils_both_parts_of_an_order_whose_rows_do_not_stand_together()
    {
        var texts = await Read($"{Header}\n1,80,,1,A\n2,5,,1,C\n1,80,,2,B\n");

        texts.Count.ShouldBe(3);
        texts[0].ShouldContain("rows in two places that do not say the same, the first at lines 2 and 4");
        texts[1].ShouldEndWith("}");
        texts[2].ShouldContain("the first at lines 2 and 4");
    }

    [Fact]
    public async Task may_have_an_order_twice_that_says_the_same() => (await Read(
        $"{Header}\n1,80,,1,A\n2,5,,1,C\n#1,80,,1,A\n1,80,,1,A\n2,5,,1,C\n".Replace("#1,80,,1,A\n", "")))
        .Select(text => text[..2]).ShouldBe(["2:", "3:", "4:", "5:"]);

    [Theory]
    [InlineData("1,80,,1\n", "line 2 has 4 columns, 5 are expected")]
    [InlineData("1,80,,1,A,B\n", "line 2 has 6 columns, 5 are expected")]
    [InlineData("1,80,\"San\" Tecla,1,A\n", "line 2 has quotes where CSV allows none")]
    public async Task spoils_an_order_with_a_bad_row_and_no_other(string row, string told)
    {
        var texts = await Read($"{Header}\n{row}2,5,,1,C\n");

        texts.Count.ShouldBe(2);
        texts[0].ShouldStartWith($"2: {told}");
        texts[1].ShouldEndWith("}");
    }

    [Theory]
    [InlineData(",,,2,B\n", "has no order number in column orderNo: the value is blank")]
    [InlineData("1,80,\"Calle 5, casa 3,2,B\n2,5,\"San\",1,C\n", "may be of this order")]
    public async Task spoils_the_orders_on_both_sides_of_a_row_that_may_be_of_either(string row, string told)
    {
        var texts = await Read($"{Header}\n1,80,,1,A\n{row}2,5,,2,D\n3,5,,1,E\n");

        string.Join('\n', texts).ShouldContain(told);
        texts.Where(text => text.EndsWith('}')).ShouldHaveSingleItem().ShouldContain("\"orderNo\":\"3\"");
    }

    [Fact]
    public async Task passes_over_rows_that_are_blank() =>
        (await Read($"{Header}\n1,80,,1,A\n,,,,\n,,,,\n")).ShouldHaveSingleItem().ShouldEndWith("}");

    [Fact]
    public async Task tells_of_a_quote_that_does_not_end_and_takes_nothing_that_it_may_have_swallowed()
    {
        var texts = await Read($"{Header}\n1,80,,1,A\n2,80,\"San,1,A\n3,5,,1,C\n");

        texts.Count.ShouldBe(2);
        texts[0].ShouldStartWith("2: {");
        texts[1].ShouldStartWith("3: line 3 has quotes where CSV allows none, or a quoted value that does not end");
    }

    [Fact]
    public async Task is_utf_8()
    {
        byte[] latin1 = [.. Encoding.UTF8.GetBytes("orderNo,billing.lastName\n1,Mu"), 0xF1, .. "oz\n2,Paz\n"u8];

        (await FeedContent.Read(latin1, "f.csv")).Texts.Select(
            FeedContent.Told).ShouldBe(["2: line 2 has text in column billing.lastName that is not UTF-8: it is probably Windows-1252 or Latin-1 (ANSI); save the file as UTF-8", """3: {"orderNo":"2","billing":{"lastName":"Paz"},"items":[]}"""]);
    }

    [Fact]
    public async Task does_not_take_an_order_that_may_go_on_where_its_archive_is_cut_off()
    {
        var rows = string.Concat(
            Enumerable.Range(1, 5000).Select(i => $"{i},{i * 7919 % 10007},C{i * 104729 % 99991},1,A{i * 15485863 % 999983}\n"));
        var archive = FeedContent.Gzip($"{Header}\n{rows}");

        var texts = (await FeedContent.Read(archive[..(archive.Length / 2)], "f.csv.gz")).Texts;

        texts.Count.ShouldBeInRange(1000, 4000);
        texts.SkipLast(2).ShouldAllBe(text => text.Problem == null);
        texts[^2].Problem.ShouldNotBeNull();
        texts[^1].Problem.ShouldBe("the archive is damaged or cut off here; nothing after it was read");
    }

    [Fact]
    public async Task reads_as_the_same_order_as_JSON_would()
    {
        var order = (await FeedContent.Read("""
            orderId,orderNo,salesChannel,createdAt,deliveryType,paymentType,total,billing.firstName,deliverTo.firstName,fiscalCredit.companyId,item.lineNo,item.quantity,item.status,item.shippedFrom,item.shippedAt
            M1,#1042,ECOM,2026-03-04T14:02:11-06:00,Home,Card,152.50,Rosa,Ana,C1,1,2,Fulfilled,SVA11,2026-03-05T10:00:00-06:00
            """, "f.csv")).Texts.Single();

        var read = OrderReader.Read(JsonDocument.Parse(order.Json).RootElement, TimeZoneInfo.Utc, DateTimeOffset.MaxValue);

        read.Unreadable.ShouldBeEmpty();
        (read.OrderNo, read.OrderId, read.Total, read.Billing!.FirstName, read.DeliverTo!.FirstName, read.FiscalCredit!.CompanyId).ShouldBe(
            ("1042", "M1", 152.50m, "Rosa", "Ana", "C1"));
        var line = read.Items.ShouldHaveSingleItem();
        (line.LineNo, line.Quantity, line.Status, line.ShippedFrom, line.ShippedAt).ShouldBe(
            (1, 2m, "Fulfilled", "SVA11", new DateTimeOffset(2026, 3, 5, 10, 0, 0, TimeSpan.FromHours(-6))));
    }

    private static async Task<IReadOnlyList<string>> Read(string file) =>
        [.. (await FeedContent.Read(file, "f.csv")).Texts.Select(FeedContent.Told)];
}
