using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

public sealed class When_the_database_was_restored(ITestOutputHelper output)
{
    [Fact]
    public async Task an_order_that_only_Retail_Pro_remembers_is_not_invoiced_again()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var order = Sample.SingleStore("1042");
        await installation.Serve();
        await installation.StopAll();
        await installation.Database.Backup();
        var service = await installation.Serve();
        await installation.Publish(order);
        await installation.Is("Completed", "1042");

        var refused = await installation.Run("recover-from-backup", "--reason", "the disk was lost");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("A service is connected to this database");

        await service.Stop();
        await installation.Database.Restore();
        var recovered = await installation.Run("recover-from-backup", "--reason", "the disk was lost", "--output", "json");
        recovered.ExitCode.ShouldBe(0, recovered.ToString());
        var noted = JsonDocument.Parse(recovered.Output).RootElement;
        noted.GetProperty("unfinishedOrders").GetInt64().ShouldBe(0);
        long.Parse(noted.GetProperty("firstSlipNo").GetString()!).ShouldBeGreaterThan(1_000_000);
        await installation.Serve();
        await installation.Publish(order);

        await installation.Is("Failed", "1042");
        (await installation.UnknownOutcomes()).ShouldBe([("1042", "invoice")]);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(1);
        await installation.Succeeds("orders", "confirm", "1042", "--invoiced", "--reason", "seen in Retail Pro");
        await installation.Is("Completed", "1042");
        await installation.ShouldHaveInvoiced(OrderSet.Of(order).Expected);
    }
}
