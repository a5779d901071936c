using System.CommandLine;
using Invoicing.Host.Http;
using Invoicing.Host.Http.Access;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing console</c>: lets people into the pages.</summary>
internal static class ConsoleCommand
{
    public static Command Create() => new("console", "Let people into the console.") { SignIn() };

    private static Command SignIn()
    {
        var name = KeysCommand.NameOption("Who comes in: shown in timelines and in the audit.");
        var role = KeysCommand.RoleOption();
        var options = new DecisionOptions("in the audit");
        return new Command("sign-in", "Make a link that lets one person in, once, within 15 minutes.") { name, role }.Runs(
            async run =>
            {
                var (who, what) = (run.Given.GetValue(name)!.Trim(), run.Given.GetValue(role));
                var token = await run.Get<SignIns>().CreateLink(who, what, options.Of(run.Given), run.Ct);
                var address = run.Get<IOptions<ConsoleSettings>>().Value.PublicUrl
                    ?? run.Get<IOptions<HttpSettings>>().Value.Urls.FirstOrDefault();
                var link = PeopleAccess.LinkOf(address, token);
                return run.Write(new { name = who, role = what, link }, ConsoleOutput.Json, () =>
                {
                    Console.WriteLine($"{who} comes in as {what.ToString().ToLowerInvariant()}, once, within 15 minutes, by");
                    Console.WriteLine();
                    Console.WriteLine($"    {link}");
                });
            },
            options);
    }
}
