using System.CommandLine;
using Invoicing.Failures;
using Invoicing.Host.Commands.Checking;
using Invoicing.Operations;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing check</c>: whether all that the service depends on is there, and if not, what to do.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var mail = new Option<string?>("--mail")
        {
            Description = "Send a test mail as well: to this address, else to Mail:To.", HelpName = "ADDRESS",
                Arity = ArgumentArity.ZeroOrOne,
        };
        mail.Refuse(text => MailAddresses.Problem(text) is { } problem ? $"--mail {problem}" : null);
        return new Command(
            "check",
            "Test PostgreSQL, RabbitMQ, Retail Pro, the way out for mails and the SFTP server of feeds with the settings of the service: "
                + "a line each, with the setting to mend. " +
            "Exit code 0 only if all are well.")
        {
            mail,
        }.Runs(Run, add: DependencyChecks.Add);

        async Task<int> Run(OperatorRun run)
        {
            var findings = new List<(string Name, Finding Found)>();
            string[]? testMail = run.Given.GetResult(mail) is null ? null : run.Given.GetValue(mail) is { } address ? [address] : [];
            foreach (var (name, finding) in DependencyChecks.Start(run.Host.Services, testMail, run.Ct))
            {
                findings.Add((name, await finding));
                if (!run.IsJson)
                {
                    await Console.Out.WriteLineAsync(findings[^1].Found.ToLine(name));
                }
            }

            var allWell = findings.TrueForAll(finding => finding.Found.IsWell);
            run.Write(
                findings.Select(finding => new { finding.Name, finding.Found.IsWell, finding.Found.Text }),
                ConsoleOutput.Json,
                () => Console.Write(allWell ? "" : "A setting Section:Name is Section__Name in the environment, and Section:Name=value "
                    + "after --set. Then run `invoicing check` again.\n"));
            return allWell ? 0 : CommandLine.Failed;
        }
    }
}
