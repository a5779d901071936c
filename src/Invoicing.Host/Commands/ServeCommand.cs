using System.CommandLine;
using Invoicing.Messaging;
using Microsoft.Extensions.Hosting;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing serve</c>: runs the service, or parts of it.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var roles = new Option<Roles[]>("--roles")
        {
            Description = "Parts to run, separated by commas or spaces: saga, invoices, transfers, notifications, recovery. Default: all.",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = ParseRoles,
        };
        var settings = SettingsArgument.Create();
        var command = new Command("serve", "Run the service until it is told to stop (SIGTERM or Ctrl-C).") { roles, settings };
        command.SetAction(async (parsed, ct) =>
        {
            var chosen = parsed.GetValue(roles) is { Length: > 0 } some ? some.Aggregate((a, b) => a | b) : Roles.All;
            using var host = Service.Build(parsed.GetValue(settings)!, chosen);
            await host.RunAsync(ct);
            return 0;
        });
        return command;
    }

    private static Roles[] ParseRoles(System.CommandLine.Parsing.ArgumentResult result)
    {
        var names = result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var roles = new List<Roles>();
        foreach (var name in names)
        {
            if (!int.TryParse(name, out _) && Enum.TryParse<Roles>(name, ignoreCase: true, out var role))
            {
                roles.Add(role);
            }
            else
            {
                result.AddError($"'{name}' is not a role: saga, invoices, transfers, notifications, recovery and all are.");
            }
        }

        return [.. roles];
    }
}
