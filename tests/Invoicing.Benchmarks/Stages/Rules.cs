using System.Globalization;
using System.Text.Json;
using Invoicing.Benchmarks.Load;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;

namespace Invoicing.Benchmarks.Stages;

/// <summary>What the pure rules cost by themselves: the part that every program has, however it takes its messages.</summary>
internal static class Rules
{
    private const int Orders = 4000;
    private const int Rounds = 8;

    public static int Measure()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/El_Salvador");
        var (decisions, settings, now) = (new ProcessRules(new InvoicingSettings(), new RetailProSettings(), () => null), new RetailProSettings(), DateTimeOffset.UtcNow);
        var bodies = SampleOrders.Take(0, Orders, 1).Select(order => System.Text.Encoding.UTF8.GetBytes(order.Json)).ToArray();
        var costs = new Dictionary<string, double>();
        for (var round = 0; round < Rounds; round++)
        {
            // Only the last round counts: by then the code is compiled for good.
            var parsed = Time("parse the message", bodies, body => JsonSerializer.Deserialize<JsonElement>(body));
            var orders = Time("read the order", parsed, json => OrderReader.Read(json, zone, now));
            var rows = Time("decide: received", orders, order => decisions.Decide(null, new OrderArrived(order, CallOpen: false), now, []));
            var documents = Time("write the row", rows, row => JsonSerializer.SerializeToUtf8Bytes(row, ProcessJson.Default.OrderProcess));
            var again = Time("read the row", documents, document => JsonSerializer.Deserialize(document, ProcessJson.Default.OrderProcess)!);
            Time("build the request", again, row => OrderToInvoiceBuilder.Build(row.Content, row.Election, settings));
            Time("outstanding", rows, row => PendingMessages.Of(row).ToList());
            Time("decide: invoiced", again, row => decisions.Decide(row, new OrderInvoiced(row.OrderNo, 1, "INV1", now), now, []));
            Time("key", orders, order => OrderKey.Of(order.OrderNo));
        }

        foreach (var (name, microseconds) in costs)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {microseconds:0.0} µs"));
        }

        return 0;

        TResult[] Time<T, TResult>(string name, T[] items, Func<T, TResult> work)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var before = Environment.CpuUsage.TotalTime;
            var results = Array.ConvertAll(items, item => work(item));
            costs[name] = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / items.Length;
            costs[name + ", KiB"] = (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1024.0 / items.Length;
            return results;
        }
    }
}
