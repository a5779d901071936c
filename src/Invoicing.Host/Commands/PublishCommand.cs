using System.CommandLine;
using System.Diagnostics;
using Invoicing.Host.Commands.Publishing;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Operations;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing publish</c>: brings orders out of files to the service, as the OMS would.</summary>
internal static class PublishCommand
{
    private const int LongestRemark = 2000;

    // A message is in our form; what another one leaves open could not be told with it.
    private static readonly FeedSettings s_ownForm = new() { Format = FeedFormat.Invoicing };

    public static Command Create()
    {
        var files = FileArgument.Create<string[]>(
            "Files of orders as feeds take them: JSON, JSON Lines or CSV, also packed; - is standard input, which is read to its "
                + "end first.", ArgumentArity.OneOrMore);
        return new Command(
            "publish",
            "Publish orders out of files, each as it stands there, and wait until RabbitMQ has confirmed them. " +
            "Publishing an order again does no harm: a copy is recognised. Exit code 0 only if all were published.")
        {
            files,
        }.Runs(run => Run(run, run.Given.GetValue(files)!), untilStopped: true);
    }

    private static async Task<int> Run(OperatorRun run, string[] files)
    {
        if (!run.Host.UsesBroker())
        {
            await Console.Error.WriteLineAsync("invoicing: there is no broker to publish to: Messaging:Transport is InMemory.");
            return CommandLine.Failed;
        }

        await using var publisher = await OrderPublisher.Connect(run.Host.Broker(), run.Ct);
        var orders = new PublishRun(publisher.Publish, ProgressDisplay.Tell);
        long? total = files.Contains(FileArgument.StandardInput) ? null : files.Sum(file => new FileInfo(file).Length);
        var read = 0L;
        var started = Stopwatch.GetTimestamp();
        await ProgressDisplay.Show(total, () => Interlocked.Read(ref read), () => Counts(orders), async () =>
        {
            try
            {
                foreach (var file in files.TakeWhile(_ => !orders.IsStopped))
                {
                    await InputFile.Use(
                        file, (path, name) => Publish(orders, path, name, count => Interlocked.Add(ref read, count), run.Ct), run.Ct);
                }
            }
            catch (OperationCanceledException) when (run.Ct.IsCancellationRequested)
            {
                ProgressDisplay.Tell("Interrupted: nothing more is published.");
            }

            await orders.Finish();
        });

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        run.Write(
            new { orders.Published, orders.Failed, seconds = Math.Round(seconds, 1) },
            ConsoleOutput.Json,
            () => Console.WriteLine($"{Counts(orders)}, in {seconds:0.0} s."));
        return orders.Failed == 0 && !run.Ct.IsCancellationRequested ? 0 : CommandLine.Failed;
    }

    private static async Task<bool> Publish(PublishRun orders, string path, string name, Action<int> onRead, CancellationToken ct)
    {
        try
        {
            var inspection = await FileInspection.Of(path, name, ct);
            foreach (var remark in inspection.Remarks)
            {
                ProgressDisplay.Tell($"{name}: {TextSanitizer.Line(remark, LongestRemark)}.");
            }

            await orders.Publish(inspection.Read(s_ownForm, onRead, ct), ct);
            return true;
        }
        catch (UnusableFeedException unusable)
        {
            orders.Fail(name, unusable.Message);
            return false;
        }
    }

    private static string Counts(PublishRun orders) =>
        $"{Wording.Number(orders.Published)} {(orders.Published == 1 ? "message" : "messages")} published"
        + (orders.Failed == 0 ? "" : $", {Wording.Number(orders.Failed)} not");
}
