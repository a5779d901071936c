using System.Text;
using System.Text.Json;
using Invoicing.Emporix;
using Invoicing.Emporix.Api;
using Invoicing.Emporix.SetUp;

namespace Invoicing.Tests.Emporix;

public class Ids_of_a_schema
{
    /// <summary>A quarter of an hour before the year ends in UTC.</summary>
    private static readonly DateTimeOffset s_now = new(2025, 12, 31, 23, 45, 6, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 6, "INV-2025-000001")]
    [InlineData(1234567, 6, "INV-2025-1234567")]
    [InlineData(0, 0, "INV-2025-0")]
    public void are_padded_and_never_cut(long counter, int digits, string id) =>
        Id($$"""{"preText":"INV-__year__-","numberOfDigits":{{digits}}}""", counter).ShouldBe(id);

    [Theory]
    [InlineData(1000, "INV1000")]
    [InlineData(10_000, "INV10000")]
    public void of_the_vendors_own_sample_have_the_counter_alone(long counter, string id) => Id(
        """{"preText":"INV__num__","numberOfDigits":4,"startValue":1000,"placeholders":{"__num__":{"required":true}}}""", counter)
        .ShouldBe(id);

    [Fact]
    public void have_the_time_of_the_site() =>
        Id("""{"preText":"__year____month____day__T__hour____minute____second__-"}""", 1, zone: "Europe/Berlin").ShouldBe("20260101T004506-1");

    [Theory]
    [InlineData(null, "DE1")]
    [InlineData("""{"homeBase":{"address":{"country":"AT"}}}""", "AT1")]
    public void have_the_country_of_the_site(string? site, string id) => Id("""{"preText":"__country__"}""", 1, site: site).ShouldBe(id);

    [Theory]
    [InlineData("__year__", "1999-1")]
    [InlineData("year", "1999-1")]
    public void have_what_the_caller_gives_first(string name, string id) =>
        Id("""{"preText":"__year__-"}""", 1, given: new() { [name] = "1999" }).ShouldBe(id);

    [Theory]
    [InlineData("""{"required":true,"sitePath":"homeBase.address.city"}""", "Linz1")]
    [InlineData("""{"required":true,"sitePath":"languages"}""", "de-en-fr1")]
    [InlineData("""{"required":true,"sitePath":"languages","arrayLimit":2,"delimiter":"+"}""", "de+en1")]
    [InlineData("""{"required":true,"sitePath":"mixins.shop.code"}""", "71")]
    [InlineData("""{"required":false,"sitePath":"homeBase.address.state","default":"X"}""", "X1")]
    [InlineData("""{"required":false,"default":"__year__"}""", "__year__1")]
    public void have_what_the_site_has_or_else_the_default(string rule, string id) => Id(
        $$$"""{"preText":"__x__","placeholders":{"__x__":{{{rule}}}}}""",
        1,
        site: """{"languages":["de","en","fr","it"],"homeBase":{"address":{"city":"Linz"}},"mixins":{"shop":{"code":7}}}""").ShouldBe(id);

    [Theory]
    [InlineData("""{"required":true,"default":"X"}""")]
    [InlineData("""{"required":false}""")]
    public void that_miss_a_value_are_none(string rule) => Should.Throw<NoNumberException>(
        () => Id($$$"""{"preText":"__x__","placeholders":{"__x__":{{{rule}}}}}""", 1)).Message.ShouldContain("test needs a value for __x__");

    [Fact]
    public void have_no_value_of_more_than_a_hundred_characters() =>
        Id("""{"preText":"__year__"}""", 1, given: new() { ["year"] = new string('a', 99) + "😀" }).ShouldBe(new string('a', 99) + "1");

    [Theory]
    [InlineData("""{"name":" "}""", "name is empty")]
    [InlineData("""{"startValue":-1}""", "startValue is no whole number from 0")]
    [InlineData("""{"startValue":1.5}""", "startValue is no whole number")]
    [InlineData("""{"startValue":"1"}""", "startValue is a text")]
    [InlineData("""{"startValue":3,"maxValue":2}""", "startValue is more than maxValue")]
    [InlineData("""{"numberOfDigits":21}""", "numberOfDigits is no whole number from 0 to 20")]
    [InlineData("""{"schemaType":"invoice-no"}""", "schemaType must be letters and digits")]
    [InlineData("""{"preText":"__branch__"}""", "preText has __branch__, which placeholders does not tell of")]
    [InlineData("""{"preText":"a\nb"}""", "preText has control characters")]
    [InlineData("""{"placeholders":{"x":{"required":true}}}""", "placeholders.x is no name of a placeholder")]
    [InlineData("""{"placeholders":{"__x__":{}}}""", "placeholders.__x__.required is missing")]
    [InlineData("""{"placeholders":{"__x__":{"required":"yes"}}}""", "placeholders.__x__.required is a text, true or false")]
    [InlineData("""{"placeholders":{"__x__":{"required":true,"arrayLimit":0}}}""", "placeholders.__x__.arrayLimit")]
    [InlineData("""{"placeholders":{"__x__":{"required":true,"sitePath":"homeBase.address.planet"}}}""", "sitePath is no way")]
    [InlineData("""{"placeholders":{"__x__":{"required":true,"sitePath":"mixins"}}}""", "sitePath is no way")]
    [InlineData("""{"placeholders":{"__x__":{"required":true,"sitePath":"mixins.shop"}}}""", "sitePath is no way")]
    [InlineData("""{"placeholders":{"__x__":{"required":true,"sitePath":"languages[0]"}}}""", "sitePath is no way")]
    [InlineData("""{"placeholders":{"__x__":{"required":true,"sitePath":"metadata.version"}}}""", "sitePath is no way")]
    public void come_of_no_schema_that_cannot_be(string change, string problem) =>
        Should.Throw<ApiException>(() => Schema(change)).Detail.ShouldNotBeNull().ShouldContain(problem);

    private static string Id(
        string change, long counter, Dictionary<string, string>? given = null, string? site = null, string zone = "UTC") => SequenceId.Build(
            Schema(change),
            counter,
            new(given ?? [], site is null ? null : JsonElement.Parse(site), s_now, TimeZoneInfo.FindSystemTimeZoneById(zone)));

    private static SequenceSchema Schema(string change)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(
            """{"name":"test","startValue":1,"maxValue":999999,"numberOfDigits":1,"schemaType":"invoiceNoSequence"}""")!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return SchemaReading.Read(ApiFields.Of(ApiBody.Parse(Encoding.UTF8.GetBytes(body.ToJsonString())), ""), "acme", "s-1", s_now);
    }
}
