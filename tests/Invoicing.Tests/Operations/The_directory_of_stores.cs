using System.Text;
using System.Text.Json;
using Invoicing.Operations;
using Invoicing.Process;

namespace Invoicing.Tests.Operations;

public class The_directory_of_stores
{
    private static readonly StoreEntry s_shop = new("Plaza", "SVA40") { Subsidiary = "SV", Mail = "a@x.example,b@x.example" };
    private static readonly StoreEntry s_warehouse = new("CENTRAL", "WH1") { MayInvoice = false, InvoicedBy = "SVA40", Subsidiary = "sv" };
    private static readonly StoreDirectory s_both = new([s_shop, s_warehouse]);

    [Fact]
    public async Task comes_back_from_a_file_as_it_was_written()
    {
        StoreEntry[] entries = [s_warehouse, s_shop, new("O'Higgins, \"Centro\"", "O1"), new("=1+1", "'4"), new("'=1", "''-1"), new("a;b", "5")];
        var csv = await StoreFile.Write(entries);

        csv.ShouldNotContain("\n=");
        foreach (var text in new[] { csv, JsonSerializer.Serialize(entries, JsonSerializerOptions.Web), "\uFEFF" + csv })
        {
            var (after, changes) = StoreCommands.Apply(StoreDirectory.Empty, await Read(text));

            after.Entries.ShouldBe(entries, ignoreOrder: true);
            changes.ShouldAllBe(change => change.Outcome == StoreOutcome.Added);
            StoreCommands.Apply(after, await Read(text)).Changes.ShouldAllBe(change => change.Outcome == StoreOutcome.Same);
        }
    }

    [Fact]
    public async Task keeps_what_a_file_has_no_column_for_and_loses_what_is_blank()
    {
        var (after, changes) = StoreCommands.Apply(s_both, await Read("facility;code;mail\nplaza;SVA41;\ncentral;WH1;c@x.example\n"));

        // SVA40 would be no store any more, by which CENTRAL is invoiced.
        changes.Select(change => change.Outcome).ShouldBe([StoreOutcome.Changed, StoreOutcome.Refused]);
        after.OfFacility("Plaza").ShouldBe(s_shop with { Code = "SVA41", Mail = null });
    }

    [Theory]
    [InlineData("facility,code\nCENTRAL,WAREHOUSE1", "code is 10 characters long, at most 5 are allowed")]
    [InlineData("facility\nWAREHOUSE1", "code is 10 characters long, at most 5 are allowed")]
    [InlineData("facility,code\n,WH1", "facility is missing")]
    [InlineData("facility,code\nSTORE-*,S1", "facility has a *: an entry is of one facility, patterns belong into the settings")]
    [InlineData("facility,code\nX,X1\nx,X2", "facility is x as in line 2")]
    [InlineData("facility,code\nX,X1,", "columns are 3, 2 are expected: a value with a comma stands in quotes")]
    [InlineData("facility,code\nX,\uFF38", "code contains the wide character U+FF38, its plain form 'X' is expected")]
    [InlineData("facility,code,mayInvoice\nX,X1,perhaps", "mayInvoice is 'perhaps', allowed are true and false")]
    [InlineData("facility,code,invoicedBy\nX,X1,SVA40", "invoicedBy is SVA40, but the store invoices itself: leave it out, or set mayInvoice to false")]
    [InlineData("facility,code,mayInvoice,invoicedBy\nX,X1,no,S9", "invoicedBy is S9, which is the code of no store here: enter that store first")]
    [InlineData("facility,code,mayInvoice,invoicedBy,subsidiary\nX,X1,no,WH1,SV", "invoicedBy is WH1, a store that may not invoice either")]
    [InlineData("facility,code,mayInvoice,invoicedBy,subsidiary\nX,X1,no,sva40,HN", "invoicedBy is sva40 of subsidiary 'SV', but 'X' is of subsidiary 'HN': no slip could move its stock there")]
    [InlineData("facility,code\nX,wh1", "code is wh1 like that of 'CENTRAL', but mayInvoice, invoicedBy or subsidiary differ: facilities of one store must agree in these, and one import can change them all")]
    [InlineData("facility,code,subsidiary\nX,sva40,SV", "code is sva40, and 'Plaza' has SVA40: write the code of one store alike")]
    [InlineData("facility,code,mayInvoice,invoicedBy,subsidiary\nX,X1,no,sva40,SV", "invoicedBy is sva40, a store whose code is written SVA40")]
    [InlineData("facility,code\nX,a\"b\"", "quotes are not as CSV has them: a value with quotes stands in quotes, and those in it are doubled")]
    [InlineData("facility,code,mail\nX,X1,nobody", "mail has nobody, which is no mail address: expected is an address such as ops@example.com; put commas or semicolons between several")]
    [InlineData("""[{"facility":"X","code":7}]""", "code is of the kind Number, a text is expected")]
    [InlineData("""[{"facility":"X","code":"X1","seller":"1"}]""", "seller is no field; allowed are facility, code, mayInvoice, invoicedBy, subsidiary, mail")]
    [InlineData("facility,mayInvoice,invoicedBy\nPlaza,no,", "'CENTRAL' would be wrong then: its invoicedBy is SVA40, a store that may not invoice either")]
    public async Task refuses_what_cannot_be_with_its_line_and_field(string file, string problem)
    {
        var refused = StoreCommands.Apply(s_both, await Read(file)).Changes.Last();

        refused.Outcome.ShouldBe(StoreOutcome.Refused);
        refused.After.ShouldBeNull();
        refused.Faults.ShouldContain(problem);
        refused.Line.ShouldBe(file[0] == '[' ? 1 : file.Count(letter => letter == '\n') + 1);
    }

    [Theory]
    [InlineData("code,mail\nX,a@x.example", "its header must have the column facility, and none twice")]
    [InlineData("facility,facility\nX,Y", "its header must have the column facility, and none twice")]
    [InlineData("facility,seller\nX,1", "its header has the column 'seller'; allowed are facility, code, mayInvoice, invoicedBy, subsidiary, mail")]
    [InlineData("facility,code\n", "it has no store")]
    [InlineData("""{"facility":"X"}""", "its JSON is no array of stores")]
    [InlineData("""[{"facility":"X"}""", "its JSON ends being readable in line 1, byte 18")]
    public async Task refuses_a_file_that_has_no_stores(string file, string problem) =>
        (await Should.ThrowAsync<StoreRefusedException>(() => Read(file))).Message.ShouldBe($"This is no file of stores: {problem}.");

    [Fact]
    public async Task refuses_a_row_whose_quotes_do_not_end() => StoreCommands.Apply(
        s_both, await Read("facility,code\nX,\"X1\nY,Y1")).Changes.Single().ShouldSatisfyAllConditions(
            change => change.Line.ShouldBe(2),
            change => change.Faults[0].ShouldStartWith("quotes are not as CSV has them"));

    [Fact]
    public void takes_one_value_away_and_leaves_the_others() => StoreCommands.Apply(
        s_both, [new(1, "CENTRAL", new Dictionary<string, string?> { ["invoicedBy"] = "" })]).Changes.Single().After
        .ShouldBe(s_warehouse with { InvoicedBy = null });

    private static async Task<IReadOnlyList<StoreValues>> Read(string file)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return await StoreFile.Read(content, default);
    }
}
