using System.Net;

namespace Invoicing.Tests.Simulators.Vtex;

public sealed class When_handling_starts
{
    private const string Path = $"{SimulatedVtex.OrderPath}/start-handling";

    [Fact]
    public async Task the_order_is_in_handling()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put("ready-for-handling");

        var answer = await vtex.Send(HttpMethod.Post, Path, "{}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await vtex.Status()).ShouldBe("handling");
    }

    [Fact]
    public async Task or_after_a_while()
    {
        await using var vtex = await SimulatedVtex.Start("""{"handlingAfterMs":4000}""");
        await vtex.Put("ready-for-handling");

        await vtex.Send(HttpMethod.Post, Path);

        (await vtex.Status()).ShouldBe("start-handling");
        vtex.Clock.Advance(TimeSpan.FromSeconds(4));
        (await vtex.Status()).ShouldBe("handling");
    }

    [Theory]
    [InlineData("handling")]
    [InlineData("payment-pending")]
    [InlineData("invoiced")]
    public async Task in_another_status_it_is_refused(string status)
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put(status);

        var answer = await vtex.Send(HttpMethod.Post, Path, "{}");

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SimulatedVtex.ErrorOf(answer)).ShouldStartWith("OMS003");
        (await vtex.Status()).ShouldBe(status);
    }

    [Fact]
    public async Task an_order_without_an_invoice_can_be_canceled()
    {
        await using var vtex = await SimulatedVtex.Start();
        await vtex.Put();

        var answer = await vtex.Send(HttpMethod.Post, $"{SimulatedVtex.OrderPath}/cancel", """{"reason":"out of stock"}""");

        (await SimulatedVtex.ReceiptOf(answer)).ShouldNotBeEmpty();
        (await vtex.Status()).ShouldBe("canceled");
    }

    [Fact]
    public async Task one_with_an_invoice_cannot()
    {
        await using var vtex = await SimulatedVtex.Start("""{"visibleAfterMs":6000}""");
        await vtex.Put();
        await vtex.Invoice(value: "1");

        (await vtex.Send(HttpMethod.Post, $"{SimulatedVtex.OrderPath}/cancel", "{}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
