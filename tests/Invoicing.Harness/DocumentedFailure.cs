using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using Invoicing.Simulators.Smtp;
using Invoicing.Storage;

namespace Invoicing.Harness;

/// <summary>What docs/runbook.md says about a kind of failure, tried word by word. Its examples are about order 1042.</summary>
internal sealed class DocumentedFailure
{
    private static readonly string[] s_errorQueues =
        ["order-invoicing_error", "invoice-order_error", "transfer-inventory_error", "notify-failures_error"];

    private readonly Installation _installation;
    private readonly RunbookEntry _entry;
    private readonly Sight _seen;

    /// <param name="place">What the document calls QUEUE, FILE, FOLDER or CHANNEL.</param>
    public DocumentedFailure(Installation installation, NoticeKind kind, string place = "")
    {
        _installation = installation;
        _entry = RunbookEntry.Of(kind);
        _seen = _entry.Seen with
        {
            Headline = _entry.Seen.Headline.Replace("QUEUE", place).Replace("FILE", place).Replace("FOLDER", place)
                .Replace("CHANNEL", place),
            ErrorQueue = _entry.Seen.ErrorQueue?.Replace("QUEUE", place),
        };
    }

    /// <summary>Waits until it looks as the document says: in a mail, in the error queues, and by command.</summary>
    /// <param name="entries">How many lie in the error queue, if the document names one.</param>
    /// <param name="shown">What the command must show.</param>
    public async Task<ReceivedMail> Looks(string shown, int entries = 1)
    {
        var mail = await Wait.For(
            () => Task.FromResult(_installation.Mails.All().FirstOrDefault(mail => mail.Body
                .Contains(_seen.Headline, StringComparison.OrdinalIgnoreCase)
                || mail.Subject.EndsWith(_seen.Headline, StringComparison.OrdinalIgnoreCase))),
            $"a mail says “{_seen.Headline}”");
        (await _installation.Database.Count($"mt_doc_mail where (data ->> 'cause' = 'report') = {_seen.IsToldAtOnce}")).ShouldBe(
            0,
            _seen.IsToldAtOnce ? "every mail is told at once" : "every mail is a report");
        foreach (var queue in s_errorQueues)
        {
            await _installation.Broker.Holds(queue, queue == _seen.ErrorQueue ? entries : 0);
        }

        await Wait.Until(
            async () => (await Run(_seen.Command)).Output.Contains(shown, StringComparison.Ordinal),
            $"`{_seen.Command}` shows {shown}");
        return mail;
    }

    /// <summary>Runs a command of the entry exactly as the document has it.</summary>
    /// <param name="replacing">What stands for something else in the document, and what it stands for.</param>
    /// <param name="more">Further arguments: what a person would answer.</param>
    public async Task<Command> IsCuredBy(string command, (string Placeholder, string Value) replacing = default, params string[] more)
    {
        _entry.Commands.ShouldContain(command);
        return await Run(replacing.Placeholder is null ? command : command.Replace(replacing.Placeholder, replacing.Value), more);
    }

    /// <summary>The entry's id, as the documented command tells it.</summary>
    public async Task<string> IdBy(string command)
    {
        _entry.Commands.ShouldContain(command);
        var listed = await Run(command, "--output", "json");
        return System.Text.Json.JsonDocument.Parse(listed.Output).RootElement.GetProperty("list")[0].GetProperty("id").GetString()!;
    }

    /// <summary>What the document has a person do by hand.</summary>
    public void Says(string text) => _entry.Text.ShouldContain(text);

    private async Task<Command> Run(string command, params string[] more)
    {
        var done = await _installation.Run([.. CommandLineParser.SplitCommandLine(command["invoicing ".Length..]), .. more]);
        done.ExitCode.ShouldBe(0, $"{command}: {done}");
        return done;
    }
}
