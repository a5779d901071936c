using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Vtex;

/// <summary>The program with a simulated Retail Pro and a simulated VTEX, whose ledger is the judge.</summary>
public abstract class VtexTest(ITestOutputHelper output) : IAsyncLifetime
{
    private protected TestVtex Vtex { get; } = new();

    private protected Installation Installation { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Vtex.Start();
        Installation = await Harness.Installation.Create(output.WriteLine, null, Vtex.Settings);
    }

    public async Task DisposeAsync()
    {
        await Installation.DisposeAsync();
        await Vtex.DisposeAsync();
    }

    /// <summary>Puts the order into VTEX, in this status, and completes it at the OMS.</summary>
    private protected async Task Complete(string orderNo, string status = "handling")
    {
        var order = TestVtex.Order(orderNo);
        await Vtex.Put(order, status);
        await Installation.Publish(order);
    }

    private protected async Task<string> ReasonOf(string orderNo) => (await Installation.Mails.Arrives(orderNo)).Tells(orderNo);

    private protected async Task ShouldHaveOneInvoice(string orderNo, string? number = null)
    {
        var (type, told, value) = (await Vtex.Invoices(orderNo)).ShouldHaveSingleItem();
        (type, value).ShouldBe(("Output", 15250));
        if (number is not null)
        {
            told.ShouldBe(number);
        }

        (await Vtex.Ledger()).GetProperty("refunds").GetArrayLength().ShouldBe(0);
    }
}
