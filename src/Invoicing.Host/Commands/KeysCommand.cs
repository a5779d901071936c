using System.CommandLine;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing keys</c>: which programs may use the HTTP API.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Create, list and revoke keys of the HTTP API.") { Make(), List(), Revoke() };

    private static Command Make()
    {
        var name = NameOption("Whose key it is: shown in timelines and in the audit.");
        var role = RoleOption();
        var options = new DecisionOptions("in the audit");
        return new Command("create", "Create a key. It is shown once: nobody can find it out again.") { name, role }.Runs(
            async run =>
            {
                var (key, secret) = await run.Get<AccessKeys>().Create(
                    run.Given.GetValue(name)!.Trim(), run.Given.GetValue(role), options.Of(run.Given), run.Ct);
                return run.Write(new { key.Id, key.Name, key.Role, key = secret }, ConsoleOutput.Json, () =>
                {
                    Console.WriteLine($"Key {key.Id} of {key.Name}, role {key.Role.ToString().ToLowerInvariant()}. It is sent as");
                    Console.WriteLine();
                    Console.WriteLine($"    Authorization: Bearer {secret}");
                    Console.WriteLine();
                    Console.WriteLine($"It is not shown again. `invoicing keys revoke {key.Id}` makes it useless.");
                });
            },
            options);
    }

    /// <summary>Of a program or a person.</summary>
    public static Option<string> NameOption(string description)
    {
        var name = Options.Value<string>("--name", "NAME", description)
            .Refuse(text => AccessKeys.IsName(text) ? null : $"A name has 1 to {AccessKeys.LongestName} characters.");
        name.Required = true;
        return name;
    }

    public static Option<AccessRole> RoleOption() => new("--role")
    {
        Description = "viewer looks; operator retries, holds, confirms and pauses; admin corrects data, too.",
        HelpName = "viewer|operator|admin",
        DefaultValueFactory = _ => AccessRole.Viewer,
        CustomParser = result => result.Named<AccessRole>([result.Tokens.Single().Value], "a role", "viewer, operator and admin")
            is [var one] ? one : default,
    };

    private static Command List() => new Command("list", "List keys, the newest first, those that were revoked too.").Runs(async run =>
    {
        var keys = await run.Get<AccessKeys>().List(run.Ct);
        return run.Write(
            keys.Select(key => new { key.Id, key.Name, key.Role, key.CreatedAt, key.CreatedBy, key.RevokedAt }),
            ConsoleOutput.JsonWithNulls,
            console =>
            {
                var table = ConsoleOutput.TableOf(6, [1], "Key", "Name", "Role", "Created", "By", "Revoked");
                foreach (var key in keys)
                {
                    table.AddRow(
                        new Text(key.Id), new Text(key.Name), new Text(key.Role.ToString().ToLowerInvariant()),
                        new Text(Wording.Time(key.CreatedAt)), new Text(key.CreatedBy),
                        new Text(key.RevokedAt is { } at ? Wording.Time(at) : ""));
                }

                console.Write(keys.Count == 0 ? new Text("There is no key. `invoicing keys create` makes one.\n") : table);
            });
    });

    private static Command Revoke()
    {
        var id = new Argument<string>("KEY") { Description = "Its id, as `keys list` shows it." };
        var options = new DecisionOptions("in the audit");
        return new Command("revoke", "Make a key useless: within five seconds every running service refuses it.") { id }.Runs(
            async run =>
            {
                var given = run.Given.GetValue(id)!;
                if (!await run.Get<AccessKeys>().Revoke(given, options.Of(run.Given), run.Ct))
                {
                    throw new CommandRefusedException($"There is no valid key {TextSanitizer.Line(given, 20)}: see `invoicing keys list`.");
                }

                return run.Write(
                    new { id = given, revoked = true }, ConsoleOutput.Json, () => Console.WriteLine($"Key {given} is revoked."));
            },
            options);
    }
}
