using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Benchmarks.Floor;

/// <summary>A queue of commands: claimed together, called side by side, settled together.</summary>
internal sealed class CallLoop<T>(
    Deliveries deliveries,
    CallTable journal,
    Publisher publisher,
    RetailProCalls retailPro,
    ICallKind<T> kind)
{
    public async Task Run()
    {
        while (true)
        {
            var batch = await deliveries.Next();
            var commands = batch.Select(delivery => kind.Read(delivery.Body)).ToList();
            var calls = commands.ConvertAll(kind.CallOf);
            var granted = await journal.Claim(calls);
            var made = await Task.WhenAll(commands.Zip(calls)
                .Where(pair => granted.ContainsKey(pair.Second.Key))
                .Select(pair => Make(pair.First, pair.Second, granted[pair.Second.Key])));
            await journal.Settle([.. made.Select(pair => pair.Made)]);
            await publisher.Publish([.. made.Select(pair => kind.Report(pair.Command, pair.Made))]);
            await deliveries.Acknowledge(batch);
        }
    }

    private async Task<(T Command, MadeCall Made)> Make(T command, Call call, OrderProcess row)
    {
        var built = kind.Build(command, row);
        var body = built.Body
            ?? throw new InvalidOperationException($"Order {call.OrderNo} is not sound: {string.Join("; ", built.Faults)}");
        return (command, await retailPro.Make(kind.Path, call, body, built.Warnings));
    }
}

/// <summary>What invoices and slips do differently.</summary>
internal interface ICallKind<T>
{
    string Path { get; }

    T Read(byte[] body);

    Call CallOf(T command);

    Prepared Build(T command, OrderProcess row);

    Message Report(T command, MadeCall made);
}
