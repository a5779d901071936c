using System.Net;

namespace Invoicing.Tests.Simulators.Emporix;

/// <summary>Right bodies with one thing wrong: whatever the vendor's schema forbids, the simulator refuses.</summary>
public sealed class Every_request_that_the_schema_forbids
{
    private const string Delivered = """{"entries":[{"entryId":"a","deliveredAmount":1,"deliveredAmountInPc":1,"unit":"PC"}]}""";

    private const string Schema =
        """{"name":"invoices","schemaType":"invoiceNoSequence","preText":"INV__x__","postText":"-A","startValue":1,"maxValue":9,"numberOfDigits":4,"placeholders":{"__x__":{"required":false,"default":"7","sitePath":"code","arrayLimit":3,"delimiter":"-"}}}""";

    private const string Setting =
        """[{"key":"other","value":{"a":"b"},"version":1,"description":"d","secured":false,"restricted":false,"readOnly":false,"schemaUrl":"https://example.test/s"}]""";

    [Theory]
    [InlineData(SimulatedEmporix.Calculations, Delivered, 25)]
    [InlineData(SimulatedEmporix.Capture, """{"amount":0.01,"currency":"EUR"}""", 10)]
    [InlineData($"{SimulatedEmporix.Orders}/search", """{"q":"status:CREATED"}""", 5)]
    [InlineData(SimulatedEmporix.Schemas, Schema, 70)]
    [InlineData(SimulatedEmporix.NextId, """{"sequenceKey":"2026","placeholders":{"__year__":"2026"}}""", 14)]
    [InlineData(SimulatedEmporix.Configurations, Setting, 40)]
    public async Task is_refused(string path, string right, int least)
    {
        await using var emporix = await SimulatedEmporix.Start();
        await emporix.PutOrder();
        await emporix.PutTransaction();
        await emporix.PutSchema();
        (await emporix.Send(HttpMethod.Post, path, right)).IsSuccessStatusCode.ShouldBeTrue();

        var forbidden = SpoiledBodies.Of(right).Where(body => VendorApi.Emporix.FaultsOfRequest("POST", path, body).Count > 0).ToList();
        foreach (var body in forbidden)
        {
            (await emporix.Send(HttpMethod.Post, path, body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
        }

        forbidden.Count.ShouldBeGreaterThanOrEqualTo(least);
    }
}
