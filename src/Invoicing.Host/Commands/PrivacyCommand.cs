using System.CommandLine;
using System.Text.Json;
using Invoicing.Failures;
using Invoicing.Host.Composition;
using Invoicing.Operations;
using Spectre.Console;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing privacy</c>: what is held of a person, and that it is erased.</summary>
internal static class PrivacyCommand
{
    public static Command Create() => new("privacy", "Export or erase what is held of a person, at their request.") { Export(), Erase() };

    private static Command Export()
    {
        var email = Email();
        var file = Options.Value<string?>("--out", "FILE", "Write it there, readable by you alone. The file must not be there yet.");
        var options = new DecisionOptions("in the audit");
        options.Reason.Required = false;
        return new Command("export", "Write all that is held of a person, as JSON. Changes nothing.") { email, file }.Runs(
            async run =>
            {
                var reason = run.Given.GetValue(options.Reason) ?? "asked for by the person";
                var person = Privacy.PersonOf(run.Given.GetValue(email), reason);
                if (run.Given.GetValue(file) is not { } path)
                {
                    var all = await run.Get<Privacy>().Export(person, new(run.Given.GetValue(options.By)!, reason), run.Ct);
                    Console.WriteLine(JsonSerializer.Serialize(all, ConsoleOutput.JsonWithNulls));
                    return 0;
                }

                // Before anything is looked up: it may be there already.
                var form = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    form.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                await using var written = new FileStream(path, form);
                var export = await run.Get<Privacy>().Export(person, new(run.Given.GetValue(options.By)!, reason), run.Ct);
                await JsonSerializer.SerializeAsync(written, export, ConsoleOutput.JsonWithNulls, run.Ct);
                return run.Write(
                    new { export.Person, file = path, items = export.Items.Count, export.Remarks },
                    ConsoleOutput.Json,
                    () =>
                    {
                        Console.WriteLine($"{export.Items.Count} items are written to {path}.");
                        Tell(export.Remarks);
                    });
            },
            options,
            Add);
    }

    private static Command Erase()
    {
        var email = Email();
        var options = new DecisionOptions("in the audit");
        return new Command("erase", "Erase what may be erased of a person, and tell what is kept, and why.") { email }.Runs(
            async run =>
            {
                var decision = options.Of(run.Given);
                var person = Privacy.PersonOf(run.Given.GetValue(email), decision.Reason);
                var report = await run.Get<Privacy>().Erase(person, decision, run.Ct);
                return run.Write(report, ConsoleOutput.JsonWithNulls, () =>
                {
                    ConsoleOutput.Print(console =>
                    {
                        var table = ConsoleOutput.TableOf(5, [1, 4], "What", "Name", "Now", "Until", "Why");
                        foreach (var item in report.Items)
                        {
                            table.AddRow(
                                new Text(item.Kind), new Text(TextSanitizer.Line(item.Name, 200)),
                                new Text(item.IsErased ? "erased" : "kept"),
                                new Text(item.KeptUntil is { } until ? $"{until:yyyy-MM-dd}" : ""), new Text(item.KeptBecause ?? ""));
                        }

                        console.Write(report.Items.Count == 0 ? new Text("Nothing is held of this address.\n") : table);
                    });
                    Tell(report.Remarks);
                });
            },
            options,
            Add);
    }

    private static Option<string> Email()
    {
        var email = Options.Value<string>("--email", "ADDRESS", "The person's mail address, as their orders have it. Case is ignored.");
        email.Required = true;
        return email;
    }

    private static void Tell(IReadOnlyList<string> remarks)
    {
        foreach (var remark in remarks)
        {
            Console.WriteLine($"Also: {remark}.");
        }
    }

    private static void Add(Microsoft.Extensions.Hosting.HostApplicationBuilder builder)
    {
        builder.Services.AddFeedSettings();
        builder.Services.ReadSettings<MailSettings>(MailSettings.Section);
        builder.Services.AddPersonalData();
    }
}
