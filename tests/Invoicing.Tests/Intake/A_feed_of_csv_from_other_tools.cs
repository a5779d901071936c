using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Intake;

public class A_feed_of_csv_from_other_tools
{
    private const string Header = "orderNo,total,createdAt,item.lineNo,item.upc";

    [Theory]
    [InlineData("order_no,item_upc")]
    [InlineData("Order No,Item UPC")]
    [InlineData("order number,items.upc")]
    [InlineData("ORDER-NO,ITEMS_UPC")]
    [InlineData(" \"Order No.\" ,\"item.upc\"")]
    [InlineData("\ufeffOrderNumber,item/upc")]
    public async Task may_call_its_columns_as_people_do(string header) =>
        (await Read($"{header}\n1,A\n")).ShouldBe(["""2: {"orderNo":"1","items":[{"upc":"A"}]}"""]);

    [Theory]
    [InlineData("sep=;\norderNo;item.upc\n1;A,B\n", 3)]
    [InlineData("sep=;\norderNo;item.upc\nsep=;\norderNo;item.upc\n1;A,B\n", 5)]
    [InlineData("sep=|\r\norderNo|item.upc\r\n1|A,B\r\n", 3)]
    [InlineData("orderNo\titem.upc\n1\tA,B\n", 2)]
    [InlineData("orderNo|item.upc\n1|A,B\n", 2)]
    [InlineData("orderNo;item.upc\r1;A,B\r", 2)]
    [InlineData("orderNo;item.upc;\n1;A,B;\n", 2)]
    [InlineData("orderNo;item.upc\n1;A,B;\n;;;\n1;A,B;\n;\n", 2)]
    public async Task may_separate_its_values_and_lines_otherwise(string file, int line)
    {
        foreach (var name in new[] { "f.csv", "f.txt" })
        {
            (await FeedContent.Read(file, name)).Texts.Select(FeedContent.Told).First()
                .ShouldStartWith($$"""{{line}}: {"orderNo":"1","items":[{"upc":"A,B"}""");
        }
    }

    [Theory]
    [InlineData(Header)]
    [InlineData("Order_No,TOTAL,Created At,item.line_no,items.upc")]
    [InlineData("\ufefforderNo,total,createdAt,item.lineNo,item.upc")]
    public async Task may_repeat_its_header_where_files_were_put_together(string again)
    {
        var (file, texts) = await FeedContent.Read($"{Header}\n1,80,,1,A\n{again}\n1,,,2,B\n{again}\n2,40,,1,C\n", "f.csv");

        texts.Select(FeedContent.Told).ShouldBe(
        [
            """2: {"orderNo":"1","total":"80","items":[{"lineNo":"1","upc":"A"},{"lineNo":"2","upc":"B"}]}""",
            """6: {"orderNo":"2","total":"40","items":[{"lineNo":"1","upc":"C"}]}""",
        ]);
        file.Remarks.ShouldBe(["line 3 repeats the header and was passed over", "line 5 repeats the header and was passed over"]);
    }

    [Fact]
    public async Task may_repeat_a_header_most_of_whose_columns_mean_nothing()
    {
        const string Own = "orderNo,a,b,c,d,e,item.upc";

        (await Read($"{Own}\n1,,,,,,A\n{Own}\n2,,,,,,B\n")).ShouldBe(
            ["""2: {"orderNo":"1","items":[{"upc":"A"}]}""", """4: {"orderNo":"2","items":[{"upc":"B"}]}"""]);
    }

    [Fact]
    public async Task spoils_the_order_some_of_whose_rows_a_value_has_swallowed()
    {
        // Well formed, and an item of order 2 stands in the code of order 1.
        var told = await Read("orderNo,total,item.upc\n1,10,\"A\n2,20,B\"\n2,20,C\n3,5,\"D\n\"\n");

        told[0].ShouldBe("2: line 2 has a line break in column item.upc, where none belongs: usually quotes that are not in pairs; "
            + "what stands up to line 3 was read as part of it");
        told[1].ShouldBe("4: line 2, which cannot be read, may be of this order");
        told[2].ShouldStartWith("5: {\"orderNo\":\"3\"");
    }

    [Fact]
    public async Task says_how_far_a_value_goes_whose_quotes_do_not_end() =>
        (await Read("orderNo,item.upc\n1,A\n1,\"B\n2,C\n3,D\n")).ShouldHaveSingleItem()
        .ShouldEndWith("quotes in it are doubled; what stands up to line 5 was read as part of it");

    [Theory]
    [InlineData("total,orderNo,createdAt,item.lineNo,item.upc")]
    [InlineData("orderNo,total,item.lineNo,item.upc,createdAt")]
    [InlineData("orderNo,total,createdAt,item.lineNo,item.upc,item.quantity")]
    public async Task takes_nothing_that_stands_under_another_header(string other)
    {
        var texts = await Read($"{Header}\n1,80,,1,A\n2,80,,1,A\n{other}\n5,6,,7,8\n");

        texts.Count.ShouldBe(3);
        texts[0].ShouldStartWith("2: {");
        texts[1].ShouldBe("3: the order may go on at line 4, from which on nothing was read");
        texts[2].ShouldStartWith("4: line 4 is a header of other columns, or of the same in another order; nothing after it was read");
    }

    [Theory]
    [InlineData("1,80,,1,A,\n2,40,,1,B\n", "2: line 2 has 6 columns, 5 are expected", "3: {")]
    [InlineData("1,80,,1,A\n2,40,,1,B,\n", "2: {", "3: line 3 has 6 columns, 5 are expected")]
    [InlineData("1,80,,1,A,\n2,40,,1,B,\n", "2: {", "3: {")]
    public async Task may_have_a_separator_behind_every_row_but_not_behind_one(string rows, string first, string second)
    {
        var told = await Read($"{Header}\n{rows}");

        told[0].ShouldStartWith(first);
        told[1].ShouldStartWith(second);
    }

    [Theory]
    [InlineData("80", "80.00")]
    [InlineData("80", "080.0")]
    [InlineData("80", "8e1")]
    [InlineData("80", " 80 ")]
    public async Task compares_amounts_and_not_their_texts(string one, string other) =>
        (await Read($"{Header}\n1,{one},,1,A\n#1,{other},,2,B\n")).ShouldHaveSingleItem()
            .ShouldContain("\"items\":[{\"lineNo\":\"1\",\"upc\":\"A\"},{\"lineNo\":\"2\",\"upc\":\"B\"}]");

    [Theory]
    [InlineData("2026-03-04T14:02:11-06:00", "2026-03-04 20:02:11Z", true)]
    [InlineData("2026-03-04T14:02", "2026-03-04 14:02:00", true)]
    [InlineData("2026-03-04T14:02:11", "2026-03-04T14:02:11Z", false)]
    [InlineData("2026-03-04T14:02:11", "2026-03-04T14:02:12", false)]
    public async Task compares_times_and_not_their_texts(string one, string other, bool isSame) =>
        (await Read($"{Header}\n1,,{one},1,A\n1,,{other},2,B\n")).ShouldHaveSingleItem().EndsWith('}').ShouldBe(isSame);

    [Fact]
    public async Task compares_what_stands_in_two_places_likewise()
    {
        (await Read($"{Header}\n1,80,2026-03-04T14:02:11-06:00,1,A\n2,5,,1,C\n#1,80.0,2026-03-04T20:02:11Z,1.0,A\n")).ShouldAllBe(
            text => text.EndsWith('}'));
        (await Read($"{Header}\n1,80,,1,A\n2,5,,1,C\n1,80.01,,1,A\n"))[0].ShouldContain("rows in two places");
    }

    [Theory]
    [InlineData("Total;;;;\n")]
    [InlineData("Total;120\n")]
    [InlineData("TOTAL:;120;;;\n")]
    [InlineData("Grand total;120.50;;;\n")]
    [InlineData(";120.50;;;\n")]
    [InlineData(";120,50;;;\n;;;;\n")]
    public async Task may_end_with_sums(string sums)
    {
        var (file, texts) = await FeedContent.Read($"{Header.Replace(',', ';')}\n1;80;;1;A\n2;40;;1;A\n{sums}", "f.csv");

        texts.Select(text => text.Problem).ShouldBe([null, null]);
        file.Remarks.ShouldHaveSingleItem().ShouldStartWith("line 4");
    }

    [Theory]
    [InlineData(";120.50;;;\n2;40;;1;A\n")]
    [InlineData(";120.50;;1;\n")]
    [InlineData("Total;120;;1;A\n")]
    [InlineData("Total;\"120\n2;40;;1;A\";;;\n")]
    [InlineData("Total;\"120\n2;40;;1;A\"x;;;\n")]
    [InlineData(";\"120\n2;40;;1;A\";;;\n")]
    public async Task takes_no_row_for_sums_that_may_be_of_an_order(string rows) =>
        (await FeedContent.Read($"{Header.Replace(',', ';')}\n1;80;;1;A\n{rows}", "f.csv")).File.Remarks.ShouldBeEmpty();

    [Fact]
    public async Task spoils_the_orders_around_a_row_of_amounts_alone_that_is_not_the_last() =>
        (await FeedContent.Read($"{Header}\n1,80,,1,A\n,120.50,,,\n2,40,,1,A\n3,5,,1,A\n", "f.csv")).Texts
            .Select(text => text.Problem is null)
            .ShouldBe([false, false, false, true]);

    [Theory]
    [InlineData(
        "discont,item.upcc,notes",
        "columns that mean nothing: discont (did you mean discount?), item.upcc (did you mean item.upc?), notes")]
    [InlineData(
        "quantity,Total ,e-mail",
        "columns that mean nothing: quantity (did you mean item.quantity?), e-mail (did you mean billing.email?)")]
    [InlineData("shipphedAt,totla", "columns that mean nothing: shipphedAt (did you mean item.shippedAt?), totla (did you mean total?)")]
    public async Task asks_whether_a_column_that_means_nothing_was_meant_as_another(string columns, string told) =>
        (await FeedContent.Read($"orderNo,{columns},\n1,2,3,4,\n", "f.csv")).File.Remarks.ShouldHaveSingleItem().ShouldBe(told);

    [Theory]
    [InlineData("order,total\n1,2\n", "the header has no column orderNo; it has order")]
    [InlineData("ordrNo,total\n1,2\n", "the header has no column orderNo; it has ordrNo (did you mean orderNo?)")]
    [InlineData("Rosa,rosa@example.test\n1,2\n", "the header has no column orderNo; the first line must name the columns, such as")]
    [InlineData("orderNo,items[0].upc,items[1].upc\n1,A,B\n", "the header has the column items[0].upc: a line for each item is expected")]
    [InlineData("orderNo,total,Order No\n1,2,3\n", "the header has the column orderNo twice: columns 1 and 3")]
    public async Task says_what_its_header_lacks(string file, string told) =>
        (await Should.ThrowAsync<UnusableFeedException>(() => FeedContent.Read(file, "f.csv"))).Message.ShouldStartWith(told);

    [Theory]
    [InlineData(
        "1,80,,1,A,B\n",
        "line 2 has 6 columns, 5 are expected: usually a value with a comma in it that is not in quotes, or a line that was cut off")]
    [InlineData("1,80,,1,A,\n", "line 2 has 6 columns, 5 are expected")]
    [InlineData(
        "1,80,,1,\"A\"B\n",
        "line 2 has quotes where CSV allows none, or a quoted value that does not end, in column item.upc: a value with quotes")]
    public async Task names_the_line_the_column_and_the_usual_cause(string row, string told) =>
        (await Read($"{Header}\n{row}")).ShouldHaveSingleItem().ShouldStartWith($"2: {told}");

    [Fact]
    public async Task names_the_cell_of_every_fault_of_an_order()
    {
        var preview = await Preview("orderNo;total;item.lineNo;item.upc;item.quantity\n1;40,00;1;8720116120011;1\n1;;2;8.72012E+12;-1\n");

        preview.Outcome.ShouldBe(FeedOutcome.Invalid);
        preview.Reason!.ShouldContain(
            "total has a decimal comma or separators of thousands, a number, or a text such as 12.50, is expected (line 2, column total)");
        preview.Reason!.ShouldContain(
            "whose last digits are lost: write the column as text, with the code as it is (line 3, column item.upc)");
        preview.Reason!.ShouldContain("items[1].quantity is -1, it must be above zero (line 3, column item.quantity)");
        preview.Reason!.ShouldContain("items[1].price is missing (line 3; the file has no column item.price)");
        preview.Faults.ShouldContain(fault => fault.ToString() == "billing is missing (line 2; the file has no column billing.…)");
    }

    private static async Task<OrderPreview> Preview(
        string file) => OrderPreview.Of(
            (await FeedContent.Read(file, "f.csv")).Texts.Single(),
            new(),
            [new RetailProPlanner(new(), new())],
            DateTimeOffset.MaxValue);

    private static async Task<IReadOnlyList<string>> Read(string file) =>
        [.. (await FeedContent.Read(file, "f.csv")).Texts.Select(FeedContent.Told)];
}
