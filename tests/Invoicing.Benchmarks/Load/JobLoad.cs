using System.Threading.Channels;
using Invoicing.Emporix.Jobs;

namespace Invoicing.Benchmarks.Load;

/// <summary>Posts invoice jobs as a tenant's client does: every second one of all orders that are to go, up to a job's most.</summary>
internal sealed class JobLoad : ILoad
{
    private static readonly TimeSpan s_betweenJobs = TimeSpan.FromSeconds(1);

    private readonly Channel<(string OrderNo, TaskCompletionSource Accepted)> _orders =
        System.Threading.Channels.Channel.CreateUnbounded<(string, TaskCompletionSource)>();

    public Completions Completions { get; } = new();

    public static async Task<ILoad> Open()
    {
        var load = new JobLoad();
        await load.Completions.Listen(await BrokerLoad.Connect());
        var address = Environment.GetEnvironmentVariable(TenantClient.AddressSetting)
            ?? throw new InvalidOperationException($"{TenantClient.AddressSetting} is not set.");
        _ = load.PostJobs(await TenantClient.Open(new Uri(address)));
        return load;
    }

    public Task Publish(SampleOrder order)
    {
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Writer.TryWrite((order.Number, accepted));
        return accepted.Task;
    }

    private async Task PostJobs(TenantClient tenant)
    {
        while (await _orders.Reader.WaitToReadAsync())
        {
            await Task.Delay(s_betweenJobs);
            while (_orders.Reader.Count > 0)
            {
                var job = new List<(string OrderNo, TaskCompletionSource Accepted)>();
                while (job.Count < InvoiceJobs.MostOrders && _orders.Reader.TryRead(out var order))
                {
                    job.Add(order);
                }

                try
                {
                    await tenant.Job(job.Select(order => order.OrderNo));
                    job.ForEach(order => order.Accepted.SetResult());
                }
                catch (Exception e)
                {
                    job.ForEach(order => order.Accepted.SetException(e));
                }
            }
        }
    }
}
