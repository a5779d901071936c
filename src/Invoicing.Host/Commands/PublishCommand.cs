using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Invoicing.Failures;
using Invoicing.Host.Commands.Orders;
using Invoicing.Host.Commands.Publishing;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing publish</c>: brings orders out of files to the service, as the OMS would.</summary>
internal static class PublishCommand
{
    private const int LongestRemark = 2000;

    public static Command Create()
    {
        var files = FileArgument.Create<string[]>(
            "Files of orders as feeds take them: JSON, JSON Lines or CSV, also packed; - is standard input, which is read to its "
                + "end first.", ArgumentArity.OneOrMore);
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command(
            "publish",
            "Publish orders out of files, each as it stands there, and wait until RabbitMQ has confirmed them. " +
            "Publishing an order again does no harm: a copy is recognised. Exit code 0 only if all were published.")
        {
            files, output, settings,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            return await Run(parsed.GetValue(files)!, parsed.GetValue(settings)!, parsed.GetValue(output) == OutputOption.Json, stop.Token);
        });
        return command;
    }

    private static async Task<int> Run(string[] files, string[] settings, bool asJson, CancellationToken ct)
    {
        using var host = CommandHost.Build(settings);
        if (!host.UsesBroker())
        {
            await Console.Error.WriteLineAsync("invoicing: there is no broker to publish to: Messaging:Transport is InMemory.");
            return CommandLine.Failed;
        }

        await using var publisher = await OrderPublisher.Connect(host.Broker(), ct);
        var run = new PublishRun(publisher.Publish, ProgressDisplay.Tell);
        long? total = files.Contains(FileArgument.StandardInput) ? null : files.Sum(file => new FileInfo(file).Length);
        var read = 0L;
        var started = Stopwatch.GetTimestamp();
        await ProgressDisplay.Show(total, () => Interlocked.Read(ref read), () => Counts(run), async () =>
        {
            try
            {
                foreach (var file in files.TakeWhile(_ => !run.IsStopped))
                {
                    await InputFile.Use(file, (path, name) => Publish(run, path, name, count => Interlocked.Add(ref read, count), ct), ct);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                ProgressDisplay.Tell("Interrupted: nothing more is published.");
            }

            await run.Finish();
        });

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Console.Out.WriteLineAsync(asJson
            ? JsonSerializer.Serialize(new { run.Published, run.Failed, seconds = Math.Round(seconds, 1) }, Decisions.Json)
            : $"{Counts(run)}, in {seconds:0.0} s.");
        return run.Failed == 0 && !ct.IsCancellationRequested ? 0 : CommandLine.Failed;
    }

    // A message is in our form; what another one leaves open could not be told with it.
    private static readonly FeedSettings s_ownForm = new() { Format = FeedFormat.Invoicing };

    private static async Task<bool> Publish(PublishRun run, string path, string name, Action<int> onRead, CancellationToken ct)
    {
        try
        {
            var survey = await FeedSurvey.Make(path, name, ct);
            foreach (var remark in survey.Remarks)
            {
                ProgressDisplay.Tell($"{name}: {TextSanitizer.Line(remark, LongestRemark)}.");
            }

            await run.Publish(FeedTexts.Read(path, name, survey, s_ownForm, onRead, ct), ct);
            return true;
        }
        catch (UnusableFeedException unusable)
        {
            run.Fail(name, unusable.Message);
            return false;
        }
    }

    private static string Counts(PublishRun run) =>
        $"{ProgressDisplay.Number(run.Published)} {(run.Published == 1 ? "message" : "messages")} published" +
        (run.Failed == 0 ? "" : $", {ProgressDisplay.Number(run.Failed)} not");
}
