using System.Text;
using Invoicing.Emporix.Api;
using Invoicing.Emporix.SetUp;

namespace Invoicing.Tests.Emporix;

public class What_clients_send
{
    private const string Site = """
        {"code":"de-main","name":"Shop","defaultLanguage":"de","languages":["de"],"currency":"EUR","shipToCountries":["DE"],
         "taxDeterminationBasedOn":"BILLING_ADDRESS","homeBase":{"timezone":"Europe/Berlin","address":{"country":"DE","zipCode":"10115"}}}
        """;

    [Theory]
    [InlineData("", "the body is no JSON")]
    [InlineData("{", "the body is no JSON: line 1")]
    [InlineData("""{"a":1,}""", "the body is no JSON: line 1, byte 8")]
    [InlineData("""{"a":1} {}""", "the body is no JSON")]
    [InlineData("""{"a":1 /* so */}""", "the body is no JSON")]
    [InlineData("""{"a":1,"a":2}""", "the body is no JSON, or an object of it has one field twice")]
    [InlineData("[1]", "the body is an array, an object is expected")]
    public void is_JSON_and_an_object(string body, string problem) => Fault(body, _ => { }).ShouldStartWith(problem);

    [Fact]
    public void is_UTF_8() => Should.Throw<ApiException>(() => ApiBody.Parse([(byte)'"', 0xFF, (byte)'"'])).Detail.ShouldBe("the body is not UTF-8");

    [Theory]
    [InlineData("""{"a":null}""", "a is missing")]
    [InlineData("""{"a":7}""", "a is a number, a text is expected")]
    [InlineData("""{"a":"\u0000"}""", "a contains a NUL character")]
    [InlineData("""{"a":"\ud800"}""", "a contains half of a surrogate pair or bytes that are not UTF-8")]
    [InlineData("""{"a":"12345678901"}""", "a is longer than 10 characters")]
    public void is_told_by_field_and_rule(string body, string problem) => Fault(body, fields => fields.NeedText("a", 10)).ShouldBe(problem);

    [Fact]
    public void is_told_with_its_way() =>
        Fault("""{"a":{"b":[]}}""", fields => fields.Object("a")!.Value.Object("b")).ShouldBe("a.b is an array, an object is expected");

    [Fact]
    public void may_be_a_site() => Should.NotThrow(() => SiteReading.Check(Read(Site), "de-main"));

    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlinn", "homeBase.timezone is no IANA name")]
    [InlineData("Europe/Berlin", "posixrules", "homeBase.timezone is no IANA name")]
    [InlineData("Europe/Berlin", "../../etc/passwd", "homeBase.timezone is no IANA name")]
    [InlineData("\"de-main\"", "\"at-main\"", "code is not that of the path")]
    [InlineData("EUR", "EURO", "currency must be three capitals")]
    [InlineData("[\"DE\"]", "[\"de\"]", "shipToCountries must be a list")]
    [InlineData("\"zipCode\"", "\"zip\"", "homeBase.address.zipCode is missing")]
    [InlineData("BILLING_ADDRESS", "HOME", "taxDeterminationBasedOn must be")]
    public void is_no_site_of_which_something_cannot_be(string part, string instead, string problem) =>
        Fault(Site.Replace(part, instead), fields => SiteReading.Check(fields, "de-main")).ShouldStartWith(problem);

    private static ApiFields Read(string body) => ApiFields.Of(ApiBody.Parse(Encoding.UTF8.GetBytes(body)), "");

    private static string Fault(string body, Action<ApiFields> read) =>
        Should.Throw<ApiException>(() => read(Read(body))).Detail.ShouldNotBeNull();
}
