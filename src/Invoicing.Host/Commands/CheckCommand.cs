using System.CommandLine;
using Invoicing.Host.Commands.Checking;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing check</c>: whether all that the service depends on is there, and if not, what to do.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var settings = SettingsArgument.Create();
        var command = new Command(
            "check",
            "Test PostgreSQL, RabbitMQ, Retail Pro and the way out for mails with the settings of the service: a line each, with the setting to mend. " +
            "Exit code 0 only if all are well.")
        {
            settings,
        };
        command.SetAction(async (parsed, ct) =>
        {
            using var host = DependencyChecks.BuildHost(parsed.GetValue(settings)!);
            var allWell = true;
            foreach (var (name, finding) in DependencyChecks.Start(host.Services, ct))
            {
                var found = await finding;
                allWell &= found.IsWell;
                await Console.Out.WriteLineAsync(found.ToLine(name));
            }

            if (!allWell)
            {
                await Console.Out.WriteLineAsync(
                    "A setting Section:Name is Section__Name in the environment, and Section:Name=value after --set. Then run `invoicing check` again.");
            }

            return allWell ? 0 : CommandLine.Failed;
        });
        return command;
    }
}
