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
        var command = new Command(
            "list",
            "List what lies in the error queues, by cause: how many entries and orders, how many are cured, since when. "
                + "Everything stays where it is.");
        filter.AddTo(command);
        command.Options.Add(entries);
        command.Options.Add(output);
        command.Options.Add(settings);
        command.SetAction((parsed, ct) => ErrorsCommand.Run(parsed.GetValue(settings)!, filter.Read(parsed), ct, (_, snapshot) =>
        {
            var (found, groups, each) = (snapshot.Messages, FailureGroup.Of(snapshot.Messages), parsed.GetValue(entries));
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
                    ErrorTables.Write(console, each ? found : [], DateTimeOffset.UtcNow);
                });
            }

            return Task.FromResult(0);
        }));
        return command;
    }
}
