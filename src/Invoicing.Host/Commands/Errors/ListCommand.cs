using System.CommandLine;
using Invoicing.ErrorQueues;

namespace Invoicing.Host.Commands.Errors;

/// <summary><c>invoicing errors list</c>.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var filter = new FilterOptions();
        var entries = new Option<bool>("--entries") { Description = "Each entry, too." };
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var command = new Command("list", "List what lies in the error queues, by cause: how many entries and orders, how many are cured, since when. Everything stays where it is.");
        filter.AddTo(command);
        command.Options.Add(entries);
        command.Options.Add(output);
        command.Options.Add(settings);
        command.SetAction(async (parsed, ct) =>
        {
            using var host = ErrorsCommand.BuildHost(parsed.GetValue(settings)!);
            var wanted = filter.Read(parsed);
            await using var queues = await ErrorsCommand.Open(host, wanted, ct);
            var found = ErrorsCommand.Select(queues, wanted).ConvertAll(entry => entry.Known);
            var groups = CauseGroup.Of(found);
            var each = parsed.GetValue(entries);
            if (parsed.GetValue(output) == OutputOption.Json)
            {
                ErrorsJson.Print(each
                    ? new { entries = found.Count, groups = ErrorsJson.Of(groups), list = found.Select(ErrorsJson.Of) }
                    : new { entries = found.Count, groups = ErrorsJson.Of(groups) });
            }
            else
            {
                ConsoleOutput.Print(console =>
                {
                    ErrorTables.Write(console, groups, DateTimeOffset.UtcNow);
                    if (each)
                    {
                        ErrorTables.Write(console, found, DateTimeOffset.UtcNow);
                    }
                });
            }

            return 0;
        });
        return command;
    }
}
