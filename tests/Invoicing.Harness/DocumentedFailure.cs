using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using Invoicing.Simulators.Smtp;
using Invoicing.Storage;

namespace Invoicing.Harness;

/// <summary>What docs/operations.md says about a kind of failure, tried word by word. Its examples are about order 1042.</summary>
internal sealed class DocumentedFailure
{
    private static readonly string[] s_errorQueues = ["order-invoicing_error", "invoice-order_error", "transfer-inventory_error", "notify-failures_error"];

    private readonly Installation _installation;
    private readonly string _headline;
    private readonly string _told;
    private readonly string _errorQueue;
    private readonly string _lookedAt;
    private readonly string _cure;

    /// <param name="place">What the document calls QUEUE, FILE or FOLDER.</param>
    public DocumentedFailure(Installation installation, NoticeKind kind, string place = "")
    {
        _installation = installation;
        var text = File.ReadAllText(Repository.Path("docs/operations.md"));
        var row = text.Split('\n').Single(line => line.StartsWith($"| `{kind}` | … ", StringComparison.Ordinal)).Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
        _headline = row[1].TrimStart('…', ' ').Replace("QUEUE", place).Replace("FILE", place).Replace("FOLDER", place);
        _told = row[2];
        _errorQueue = row[3].Replace("QUEUE", place).Split(';')[0].Trim('`');
        _lookedAt = row[4].Split('`')[1];
        _cure = text.Split($"\n### {kind}\n")[1].Split("\n#")[0];
    }

    /// <summary>Waits until it looks as the document says: in a mail, in the error queues, and by command.</summary>
    /// <param name="entries">How many lie in the error queue, if the document names one.</param>
    /// <param name="shown">What the command must show.</param>
    public async Task<ReceivedMail> Looks(string shown, int entries = 1)
    {
        var mail = await Wait.For(
            () => Task.FromResult(_installation.Mails.All().FirstOrDefault(mail => mail.Body.Contains(_headline, StringComparison.OrdinalIgnoreCase)
                || mail.Subject.EndsWith(_headline, StringComparison.OrdinalIgnoreCase))),
            $"a mail says “{_headline}”");
        (await _installation.Database.Count($"mails where (cause = 'report') <> {_told == "report"}")).ShouldBe(0, $"every mail is {_told}");
        foreach (var queue in s_errorQueues)
        {
            await _installation.Broker.Holds(queue, queue == _errorQueue ? entries : 0);
        }

        await Wait.Until(async () => (await Run(_lookedAt)).Output.Contains(shown, StringComparison.Ordinal), $"`{_lookedAt}` shows {shown}");
        return mail;
    }

    /// <summary>Runs a command of the cure exactly as the document has it.</summary>
    /// <param name="replacing">What stands for something else in the document, and what it stands for.</param>
    /// <param name="more">Further arguments: what a person would answer.</param>
    public async Task<Command> IsCuredBy(string command, (string Placeholder, string Value) replacing = default, params string[] more)
    {
        _cure.ShouldContain($"`{command}`");
        return await Run(replacing.Placeholder is null ? command : command.Replace(replacing.Placeholder, replacing.Value), more);
    }

    /// <summary>The entry's id, as the documented command tells it.</summary>
    public async Task<string> IdBy(string command)
    {
        _cure.ShouldContain($"`{command}`");
        var listed = await Run(command, "--output", "json");
        return System.Text.Json.JsonDocument.Parse(listed.Output).RootElement.GetProperty("list")[0].GetProperty("id").GetString()!;
    }

    /// <summary>What the document has a person do by hand.</summary>
    public void Says(string text) => _cure.ShouldContain(text);

    private async Task<Command> Run(string command, params string[] more)
    {
        var done = await _installation.Run([.. CommandLineParser.SplitCommandLine(command["invoicing ".Length..]), .. more]);
        done.ExitCode.ShouldBe(0, $"{command}: {done}");
        return done;
    }
}
