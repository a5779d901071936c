using Invoicing.Contracts;
using Invoicing.Host;
using Invoicing.Harness;
using Invoicing.Messaging;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Invoicing.IntegrationTests.Messaging;

/// <summary>One process, no broker: the rows alone carry the flow over a restart.</summary>
public sealed class With_the_in_memory_transport : IAsyncLifetime
{
    private readonly TestDatabase _database = new(Servers.Shared.Postgres);
    private readonly Harness.TestRetailPro _retailPro = new();
    private readonly string _mails = Directory.CreateTempSubdirectory("invoicing-mails-").FullName;

    public async Task InitializeAsync()
    {
        await _database.Create();
        await _retailPro.Start();
    }

    public async Task DisposeAsync()
    {
        await _retailPro.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_mails, recursive: true);
    }

    [Fact]
    public async Task an_order_is_invoiced_and_its_stock_moved()
    {
        using var host = await Start();
        await Publish(host, "1042");

        await Is("1042", "Completed");

        (await _retailPro.Calls()).ShouldBe((1, 1));
        await host.StopAsync();
    }

    [Fact]
    public async Task what_was_unfinished_at_a_restart_goes_on()
    {
        await _retailPro.Faults("""{"rules":[{"operation":"slip","kind":"status","status":503,"retryAfterSeconds":1}]}""");
        using var host = await Start();
        await Publish(host, "1042");
        await Is("1042", "Transferring");
        await host.StopAsync();

        await _retailPro.NoFaults();
        // Another process, as after a real restart.
        await using var again = ServiceProcess.Start(
            Settings().ToDictionary(setting => setting.Split('=', 2)[0].Replace(":", "__"), setting => setting.Split('=', 2)[1]), Path
                .Combine(_mails, "serve.log"));
        await again.Started();

        await Is("1042", "Completed");
        (await _retailPro.Calls()).Invoices.ShouldBe(1);
    }

    private async Task<IHost> Start()
    {
        var host = Service.Build(Settings(), Roles.All);
        await host.StartAsync();
        return host;
    }

    private string[] Settings() =>
        [
            "Messaging:Transport=InMemory", $"Postgres:ConnectionString={_database.ConnectionString}", $"RetailPro:BaseUrl={_retailPro.Address}",
            $"Mail:Folder={_mails}", "Invoicing:FirstDeferral=00:00:00.2", "Invoicing:LongestDeferral=00:00:01",
        ];

    private static Task Publish(IHost host, string orderNo)
    {
        var customer = new Customer
        {
            FirstName = "Rosa", LastName = "Interiano", Email = "rosa@example.test", Address1 = "Avenida 206", City =
                "Santa Tecla", Country = "El Salvador", DocumentNo = "012345678",
        };
        var at = new DateTimeOffset(2026, 3, 5, 10, 0, 0, TimeSpan.FromHours(-6));
        return host.Services.GetRequiredService<IBus>().Publish(new OrderCompleted
        {
            OrderId = "M1", OrderNo = orderNo, SalesChannel = "ECOM", CreatedAt = at, CompletedAt = at, DeliveryType =
                DeliveryType.Home, PaymentType = PaymentType.Card,
            Total = 60, Billing = customer, DeliverTo = customer, Items = [Item(1, "SVA11", at), Item(2, "SVA40", at.AddHours(1))],
        });
    }

    private static OrderItem Item(int lineNo, string store, DateTimeOffset at) => new()
    {
        LineNo = lineNo, Upc = "8720116120011", Quantity = 1, OriginalPrice = 30, OriginalTax = 3.45m, Price = 30, Tax = 3.45m,
        Status = ItemStatus.Fulfilled, ShippedFrom = store, ShippedAt = at,
    };

    private Task Is(string orderNo, string state) =>
        Wait.Until(async () => (await _database.Orders()).GetValueOrDefault(orderNo).State == state, $"order {orderNo} is {state}");
}
