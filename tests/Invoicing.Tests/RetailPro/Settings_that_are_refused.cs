using Microsoft.Extensions.Options;
using static Invoicing.Tests.RetailPro.Configured;

namespace Invoicing.Tests.RetailPro;

public class Settings_that_are_refused
{
    [Theory]
    [InlineData("BaseUrl", "", "BaseUrl is missing.")]
    [InlineData(
        "BaseUrl",
        "retailpro.example.com",
        "BaseUrl is no address, allowed is one that begins with http:// or https://, such as https://retailpro.example.com:8443.")]
    [InlineData(
        "BaseUrl",
        "ftp://retailpro.example.com",
        "BaseUrl is no address, allowed is one that begins with http:// or https://, such as https://retailpro.example.com:8443.")]
    [InlineData(
        "BaseUrl",
        "https://a.test/api/v1",
        "BaseUrl is https://a.test/api/v1, allowed is the address without /api/v1, such as https://retailpro.example.com:8443.")]
    [InlineData(
        "BaseUrl",
        "https://a.test/erp/API/V1/",
        "BaseUrl is https://a.test/erp/API/V1/, allowed is the address without /api/v1, such as https://retailpro.example.com:8443.")]
    [InlineData(
        "BaseUrl",
        "https://a.test/?key=secret",
        "BaseUrl has a ? or #, allowed is the address alone, such as https://retailpro.example.com:8443.")]
    [InlineData(
        "BaseUrl",
        "https://u:secret@a.test",
        "BaseUrl holds a user, which belongs into RetailPro:UserName and RetailPro:Password.")]
    [InlineData("Headers:Auth Session", "x", "Headers:Auth Session cannot be the name of a header, allowed are letters, digits and -, "
        + "and no header that a request needs for itself.")]
    [InlineData("Headers:Content-Type", "x", "Headers:Content-Type cannot be the name of a header, allowed are letters, digits and -, "
        + "and no header that a request needs for itself.")]
    [InlineData(
        "Headers:expect",
        "100-continue",
        "Headers:expect cannot be the name of a header, allowed are letters, digits and -, and no header that a request needs for itself.")]
    [InlineData(
        "Headers:Auth-Session",
        "secret\r\nX: 1",
        "Headers:Auth-Session has a value that no header can have, allowed are printable ASCII characters, at least one.")]
    [InlineData(
        "Headers:Auth-Session",
        "",
        "Headers:Auth-Session has a value that no header can have, allowed are printable ASCII characters, at least one.")]
    [InlineData("UserName", "a:secret", "UserName contains a colon, which basic authentication does not allow.")]
    [InlineData("Password", "secret", "UserName is missing though there is a RetailPro:Password.")]
    [InlineData("CallTimeout", "00:05:00", "CallTimeout is 00:05:00, allowed is 00:00:00.1000000 to 00:01:00.")]
    [InlineData("ConnectTimeout", "00:00:00", "ConnectTimeout is 00:00:00, allowed is 00:00:00.0500000 to 00:01:00.")]
    [InlineData("CallMargin", "1.00:00:00", "CallMargin is 1.00:00:00, allowed is 00:00:00.1000000 to 00:01:00.")]
    [InlineData("Concurrency", "0", "Concurrency is 0, allowed is 1 to 1000.")]
    [InlineData("BreakerFailureRatio", "1.5", "BreakerFailureRatio is 1.5, allowed is 0.01 to 1.")]
    [InlineData("BreakerMinimumCalls", "1", "BreakerMinimumCalls is 1, allowed is 2 to 10000.")]
    [InlineData("BreakerWindow", "00:00:00", "BreakerWindow is 00:00:00, allowed is 00:00:00.5000000 to 00:10:00.")]
    [InlineData("BreakerDuration", "01:00:00", "BreakerDuration is 01:00:00, allowed is 00:00:00.5000000 to 00:10:00.")]
    [InlineData("DuplicateStatus", "99", "DuplicateStatus is 99, allowed is 200 to 599.")]
    [InlineData(
        "DuplicateStatus",
        "200",
        "DuplicateStatus is 200, which means success; with it, RetailPro:DuplicateText must say which answers tell of a duplicate.")]
    [InlineData("DuplicateStatus", "429", "DuplicateStatus is 429, which always means that nothing was done; allowed is another status.")]
    [InlineData(
        "NoEffectStatuses:0",
        "200",
        "NoEffectStatuses has 200, allowed are a status from 400 to 599, or one with +Retry-After, such as 503+Retry-After.")]
    [InlineData(
        "NoEffectStatuses:0",
        "5xx",
        "NoEffectStatuses has 5xx, allowed are a status from 400 to 599, or one with +Retry-After, such as 503+Retry-After.")]
    [InlineData(
        "NoEffectStatuses:0",
        "503 + Retry-After",
        "NoEffectStatuses has 503 + Retry-After, allowed are a status from 400 to 599, or one with +Retry-After, such as 503+Retry-After.")]
    [InlineData(
        "AcceptedAnswers:0",
        "400",
        "AcceptedAnswers has 400, allowed are a property with its value, such as success=true, or a status from 200 to 299, such as 204.")]
    [InlineData("AcceptedAnswers:0", "success", "AcceptedAnswers has success, allowed are a property with its value, such as "
        + "success=true, or a status from 200 to 299, such as 204.")]
    [InlineData("AcceptedAnswers:0", "success=", "AcceptedAnswers has success=, allowed are a property with its value, such as "
        + "success=true, or a status from 200 to 299, such as 204.")]
    [InlineData(
        "AcceptedAnswers:0",
        "a=b=c",
        "AcceptedAnswers has a=b=c, allowed are a property with its value, such as success=true, or a status from 200 to 299, such as 204.")]
    [InlineData(
        "CredentialTexts:0",
        "no",
        "CredentialTexts has 'no', allowed are texts of at least 4 characters: a shorter one would be found in other refusals.")]
    [InlineData("PaymentTypes:Gift", "1000", "PaymentTypes:Gift is 1000, allowed is 0 to 999.")]
    [InlineData("OrderNumbers:SV-2026-001042", "M000001042", "OrderNumbers:SV-2026-001042 is 'M000001042', allowed are 1 to 9 characters.")]
    [InlineData("OrderNumbers:SV-2026-001042", " ", "OrderNumbers:SV-2026-001042 is ' ', allowed are 1 to 9 characters.")]
    [InlineData(
        "InvoiceLookup",
        "api/{number}",
        "InvoiceLookup is api/{number}, allowed is a path that begins with / and contains {number}, such as /api/v1/Transfer/Slip/{number}.")]
    [InlineData("SlipLookup", "/api/v1/Transfer/Slip", "SlipLookup is /api/v1/Transfer/Slip, allowed is a path that begins with / and "
        + "contains {number}, such as /api/v1/Transfer/Slip/{number}.")]
    [InlineData("Profile", "7", "Profile is 7, allowed is Standard or Fiscal.")]
    public void nonsense_is_refused_by_name_with_what_is_allowed(string setting, string value, string problem)
    {
        var failure = Should.Throw<OptionsValidationException>(() => Bind(("BaseUrl", Url), (setting, value)));

        failure.Failures.ShouldBe([$"RetailPro:{problem}"]);
        failure.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void two_orders_cannot_share_a_number() =>
        Should.Throw<OptionsValidationException>(() => Bind(("BaseUrl", Url), ("OrderNumbers:A", "M1"), ("OrderNumbers:B", "m1")))
            .Message.ShouldBe("RetailPro:OrderNumbers gives A and B the same number M1, allowed is a number for one order only.");

    [Fact]
    public void there_is_one_way_to_identify() =>
        Should.Throw<OptionsValidationException>(() => Bind(("BaseUrl", Url), ("UserName", "u"), ("Headers:authorization", "Bearer x")))
            .Message.ShouldBe("RetailPro:Headers:Authorization and RetailPro:UserName exclude each other.");

    [Fact]
    public void all_that_is_wrong_is_said_together() =>
        Should.Throw<OptionsValidationException>(() => Bind(("Concurrency", "0"), ("DuplicateStatus", "1"))).Failures.Count().ShouldBe(3);
}
