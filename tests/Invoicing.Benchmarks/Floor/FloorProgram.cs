using System.Globalization;
using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.RetailPro;
using Npgsql;
using RabbitMQ.Client;

namespace Invoicing.Benchmarks.Floor;

/// <summary>
/// What a program can do at best that was written by hand for these servers, with the service's messages, rows, calls and guarantees:
/// the claim is committed before the call, its result after it, the row is saved before the next message is sent, and a message is
/// acknowledged when what follows from it is confirmed.
/// </summary>
internal static class FloorProgram
{
    /// <param name="batch">Messages that share a statement, a commit and a wait for confirms, at most.</param>
    /// <param name="concurrency">Batches of each queue that are worked on at the same time.</param>
    public static async Task<int> Run(int batch, int concurrency)
    {
        await using var database = NpgsqlDataSource.Create(Setting("Postgres__ConnectionString"));
        var factory = new ConnectionFactory { Uri = new Uri(Setting("RabbitMq__Uri")), AutomaticRecoveryEnabled = false };
        var settings = new RetailProSettings();
        var retailPro = new RetailProCalls(
            Setting("RetailPro__BaseUrl"),
            int.Parse(Setting("RetailPro__Concurrency"), CultureInfo.InvariantCulture));
        var loops = new List<Task>();
        for (var loop = 0; loop < concurrency; loop++)
        {
            // A connection a loop: one reader of a socket would parse for all of them.
            var connection = await factory.CreateConnectionAsync();
            loops.Add(new SagaLoop(
                await Deliveries.Open(connection, Queues.OrderInvoicing, batch), await OrderTable.Open(database), await Publisher.Open(
                    connection)).Run());
            loops.Add(new CallLoop<Contracts.InvoiceOrder>(
                await Deliveries.Open(connection, Queues.InvoiceOrder, batch), await CallTable.Open(database), await Publisher.Open(
                    connection), retailPro,
                new InvoiceCalls(settings)).Run());
            loops.Add(new CallLoop<Contracts.TransferInventory>(
                await Deliveries.Open(connection, Queues.TransferInventory, batch), await CallTable.Open(database), await Publisher.Open(
                    connection), retailPro,
                new SlipCalls(settings)).Run());
        }

        Console.Out.WriteLine("ready");
        await await Task.WhenAny(loops);
        return 1;
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
