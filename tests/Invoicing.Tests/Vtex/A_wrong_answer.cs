namespace Invoicing.Tests.Vtex;

/// <summary>The judge of answers can say no.</summary>
public sealed class A_wrong_answer
{
    private const string Order = "/api/oms/pvt/orders/v1-01";

    [Theory]
    [InlineData("GET", Order, 200, """{"orderId":1}""")]
    [InlineData("GET", Order, 200, """{"value":"7350"}""")]
    [InlineData("GET", Order, 200, """{"status":null}""")]
    [InlineData("GET", Order, 200, """{"packageAttachment":{"packages":[{"type":"Sale"}]}}""")]
    [InlineData("GET", Order, 200, """{"packageAttachment":{"packages":[{"invoiceValue":73.5}]}}""")]
    [InlineData("GET", Order, 200, """{"invoiceData":{"address":{"addressType":"office"}}}""")]
    [InlineData("GET", Order, 200, "[]")]
    [InlineData("GET", Order, 200, "")]
    [InlineData("GET", Order, 200, "{\"orderId\":")]
    [InlineData("GET", Order, 202, "{}")]
    [InlineData("GET", Order, 404, """{"error":"Order Not Found"}""")]
    [InlineData("GET", Order, 500, "{}")]
    [InlineData("GET", "/api/oms/pvt/invoices", 200, "{}")]
    [InlineData("POST", Order + "/start-handling", 200, "")]
    [InlineData("POST", Order + "/start-handling", 409, """{"error":{"code":3}}""")]
    [InlineData("POST", Order + "/invoice", 200, """{"receipt":7}""")]
    [InlineData("POST", Order + "/invoice", 400, """{"error":{"message":["x"]}}""")]
    [InlineData("PATCH", Order + "/invoice/INV1", 200, """{"date":"2026-03-04","orderId":"v1-01"}""")]
    [InlineData("PUT", Order + "/invoice/INV1/tracking", 200, "{}")]
    [InlineData("GET", "/api/orders/feed", 200, """[{"eventId":"1"}]""")]
    [InlineData("GET", "/api/oms/pvt/orders", 200, """{"list":[]}""")]
    public void is_found(string method, string path, int status, string body) =>
        VendorApi.Vtex.FaultsOfAnswer(method, path, status, "application/json", body).ShouldNotBeEmpty();

    [Theory]
    [InlineData("GET", Order, 200, """{"orderId":"v1-01","invoiceData":null,"merchantName":null,"value":7350}""")]
    [InlineData("GET", Order, 404, """{"error":{"code":"OMS007","message":"Order Not Found","exception":null}}""")]
    [InlineData("POST", Order + "/start-handling", 204, "")]
    public void is_not_found_in_a_right_one(string method, string path, int status, string body) =>
        VendorApi.Vtex.FaultsOfAnswer(method, path, status, "application/json", body).ShouldBeEmpty();

    [Fact]
    public void is_found_where_it_is_no_json() =>
        VendorApi.Vtex.FaultsOfAnswer("GET", Order, 200, "text/html", "{}").ShouldBe(["the answer is text/html, not JSON"]);
}
