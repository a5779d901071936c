using System.CommandLine;
using System.Text.Json;
using Invoicing.Failures;
using Invoicing.Host.Commands.Checking;
using Invoicing.Host.Commands.Orders;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing check</c>: whether all that the service depends on is there, and if not, what to do.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var output = OutputOption.Create();
        var settings = SettingsArgument.Create();
        var mail = new Option<string?>("--mail")
        {
            Description = "Send a test mail as well: to this address, else to Mail:To.", HelpName = "ADDRESS",
                Arity = ArgumentArity.ZeroOrOne,
        };
        mail.Validators.Add(result =>
        {
            foreach (var problem in result.Tokens.Select(token => MailAddresses.Problem(token.Value)).OfType<string>())
            {
                result.AddError($"--mail {problem}");
            }
        });
        var command = new Command(
            "check",
            "Test PostgreSQL, RabbitMQ, Retail Pro, the way out for mails and the SFTP server of feeds with the settings of the service: "
                + "a line each, with the setting to mend. " +
            "Exit code 0 only if all are well.")
        {
            mail, output, settings,
        };
        command.SetAction(async (parsed, ct) =>
        {
            using var host = DependencyChecks.BuildHost(parsed.GetValue(settings)!);
            var asJson = parsed.GetValue(output) == OutputOption.Json;
            var findings = new List<(string Name, Finding Found)>();
            string[]? testMail = parsed.GetResult(mail) is null ? null : parsed.GetValue(mail) is { } address ? [address] : [];
            foreach (var (name, finding) in DependencyChecks.Start(host.Services, testMail, ct))
            {
                findings.Add((name, await finding));
                if (!asJson)
                {
                    await Console.Out.WriteLineAsync(findings[^1].Found.ToLine(name));
                }
            }

            var allWell = findings.TrueForAll(finding => finding.Found.IsWell);
            if (asJson)
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(
                    findings.Select(finding => new { finding.Name, finding.Found.IsWell, finding.Found.Text }),
                    Decisions.Json));
            }
            else if (!allWell)
            {
                await Console.Out.WriteLineAsync(
                    "A setting Section:Name is Section__Name in the environment, and Section:Name=value after --set. "
                        + "Then run `invoicing check` again.");
            }

            return allWell ? 0 : CommandLine.Failed;
        });
        return command;
    }
}
