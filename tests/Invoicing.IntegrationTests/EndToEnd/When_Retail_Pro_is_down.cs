using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_Retail_Pro_is_down(ITestOutputHelper output)
{
    [Fact]
    public async Task under_load_everything_is_taken_in_and_ends_without_a_hand_once_it_is_back()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: Installation.Hurried);
        var orders = OrderSet.Sound(Sizes.Orders, seed: 9);
        await installation.RetailPro.IsSlow();
        await installation.Serve();
        await installation.Publish(orders.Messages.Take(orders.Messages.Count / 2));
        await installation.RetailPro.WaitForCalls(orders.ExpectedCalls / 5);

        await installation.RetailPro.Faults("""{"rules":[{"kind":"down"}]}""");
        await installation.Publish(orders.Messages.Skip(orders.Messages.Count / 2));
        await installation.EverythingIsStored(orders.Expected);
        await Task.Delay(Sizes.Outage);
        await installation.RetailPro.NoFaults();

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await installation.ShouldHaveToldNobody();
    }

    [Fact]
    public async Task and_not_even_listening_no_call_is_of_unknown_outcome()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var orders = OrderSet.Sound(Sizes.Orders, seed: 10);
        await installation.RetailPro.Stop();
        await installation.Serve();
        await installation.Publish(orders.Messages);

        await installation.EverythingIsStored(orders.Expected);
        await Task.Delay(Sizes.Outage / 2);
        await installation.RetailPro.Start();

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await installation.ShouldHaveToldNobody();
    }

    [Fact]
    public async Task and_says_when_to_come_again_it_is_asked_again_then()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var orders = OrderSet.Sound(50, seed: 11);
        await installation.RetailPro.Faults("""
            {"seed":1,"rules":[{"kind":"status","status":503,"retryAfterSeconds":1,"rate":0.5},{"kind":"status","status":429,"rate":0.5}]}
            """);
        await installation.Serve();

        await installation.Publish(orders.Messages);

        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await installation.ShouldHaveToldNobody();
    }
}
