using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Harness;
using Invoicing.IntegrationTests.EndToEnd;
using Invoicing.Simulators.Smtp;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Goldens;

/// <summary>One installation in which everything happens once: every kind of failure, every mail, every command, every message.</summary>
public sealed class What_others_see(ITestOutputHelper output)
{
    private const string Intake = "order-invoicing_error";
    private const string Refusals = """{"rules":[{"operation":"invoice","kind":"status","status":400,"orderNo":"1102"}]}""";

    private readonly Golden _golden = new();
    private readonly HashSet<string?> _read = [];

    [WhereAskedFor]
    public async Task is_as_it_was()
    {
        await using var sftp = await Sftp.Start();
        await using var installation = await Installation.Create(output.WriteLine, settings: ("Mail__To", "ops@example.test"));
        var shell = new Shell(installation, sftp);
        await Topology(installation, shell);
        await Help(shell);
        await installation.Broker.Bind("oms", "Invoicing.Contracts:InvoicingCompleted");
        await installation.Broker.Bind("failures", "Invoicing.Contracts:InvoicingFailed");

        await NoAnswer(installation, shell);
        var feeds = new Feeds(installation);
        feeds.Use();
        feeds.FetchFrom(sftp, Path.Combine(installation.Folder, "remote"));
        installation.Set(("Feeds__Sftp__HostKey", await sftp.OtherHostKey()), ("Invoicing__GiveUpAfter", "00:01:00"));
        string[] all =
        [
            "--roles", "saga,invoices,transfers,recovery,feeds", "--set", "Serilog:MinimumLevel:Override:Invoicing.RetailPro=Debug",
        ];
        var mails = await installation.Serve("--roles", "notifications");
        var service = await installation.Serve(all);
        await Mail("SftpFaulted", installation, shell);

        await Failures(installation, shell, feeds);
        await installation.RetailPro.Faults("""{"rules":[{"kind":"status","status":429,"retryAfterSeconds":3600,"orderNo":"1106"}]}""");
        await installation.Publish(Sample.Order("1106"));
        await Wait.Until(
            async () => (await installation.Show("1106")).ToString().Contains("429", StringComparison.Ordinal), "1106 is deferred");
        await service.Stop();
        await installation.Database.HasDeferredForAnHour();
        service = await installation.Serve(all);
        await installation.Is("Failed", "1106");
        await Mail("GaveUp", installation, shell);

        var quiet = Stopwatch.StartNew();
        await Looks(shell);
        mails = await Day(installation, shell, mails, quiet);
        await Decisions(installation, shell);
        await ErrorQueues(installation, shell);
        await Messages(installation, shell);
        await Report(installation, shell, mails);
        await Pause(installation, shell);
        await installation.StopAll();
        await shell.Runs("recover-from-backup.txt", "recover-from-backup --reason \"disk lost\" --by ana --output json");

        foreach (var (name, text) in shell.Texts)
        {
            await _golden.Compare(name, text);
        }

        _golden.HaveAllBeenMet();
        installation.Logs.ShouldContain(" DBG Invoicing.RetailPro", customMessage: "docs/settings.md names the level of every call");
    }

    private static async Task Topology(Installation installation, Shell shell)
    {
        await shell.Runs("migrate.txt", """
            migrate --output json
            migrate
            """);
        var exchanges = await installation.Broker.Exchanges();
        var queues = await installation.Broker.Queues();
        var bindings = await installation.Broker.Bindings();
        var lines = exchanges.Select(exchange => $"exchange {Text(exchange, "name")} {Text(exchange, "type")}")
            .Concat(queues.Select(queue => $"queue {Text(queue, "name")} {queue.GetProperty("arguments")}"))
            .Concat(bindings.Select(to =>
                $"binding {Text(to, "source")} -> {Text(to, "destination_type")} {Text(to, "destination")} \"{Text(to, "routing_key")}\""));
        shell.Add("topology.txt", string.Join('\n', lines.Order(StringComparer.Ordinal)));

        static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
    }

    private static async Task Help(Shell shell)
    {
        var commands = new Queue<string>([""]);
        while (commands.TryDequeue(out var command))
        {
            var help = await shell.Runs("help.txt", $"{command} --help".TrimStart());
            var list = help.Output.Split("\nCommands:\n") is [_, var under] ? under.Split("\n\n")[0].Split('\n') : [];
            foreach (var name in list.Where(line => line.Length > 2 && line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' '))
            {
                commands.Enqueue($"{command} {name.Trim().Split(' ')[0]}".TrimStart());
            }
        }
    }

    /// <summary>Nobody takes commands.</summary>
    private async Task NoAnswer(Installation installation, Shell shell)
    {
        var rest = await installation.Serve(
            "--roles", "saga,notifications,recovery",
            "--set", "RetailPro:CallTimeout=00:00:01", "--set", "RetailPro:CallMargin=00:00:00.500",
            "--set", "Invoicing:AnswerTimeout=00:00:01.500", "--set", "Invoicing:UnansweredLimit=1");
        await installation.Publish(Sample.Order("1105"));
        await installation.Is("Failed", "1105");
        await Mail("NoAnswer", installation, shell);
        await rest.Stop();
        await installation.Broker.Purge("invoice-order");
    }

    /// <summary>One after the other, each told in a mail of its own.</summary>
    private async Task Failures(Installation installation, Shell shell, Feeds feeds)
    {
        await installation.Publish(Sample.Order("1101", order => order["items"]![1]!["upc"] = ""));
        await installation.Is("Failed", "1101");
        await Mail("InvalidData", installation, shell);

        await installation.RetailPro.Faults(Refusals);
        await installation.Publish(Sample.Order("1102"));
        await installation.Is("Failed", "1102");
        await Mail("Refused", installation, shell);

        await installation.RetailPro.Faults("""{"refuseDuplicates":false,"rules":[{"kind":"appliedThenCut","orderNo":"1103"}]}""");
        await installation.Publish(Sample.Order("1103"));
        await installation.Is("Failed", "1103");
        await Mail("OutcomeUnknown", installation, shell);

        await installation.RetailPro.NoFaults();
        await installation.RetailPro.EntersByHand("1103", "1104");
        await installation.Publish(Sample.SingleStore("1104"));
        await installation.Is("Failed", "1104");
        await Mail("NumberTaken", installation, shell);

        await installation.Publish(Sample.Order("1107"));
        await installation.Is("Completed", "1107");
        await installation.Publish(Sample.Order("1107", order => order["billing"]!["email"] = "rosa.interiano@example.test"));
        await Mail("InvoicedWithEarlierData", installation, shell);

        await installation.Database.RefusesCallsOf("1108");
        await installation.Publish(Sample.Order("1108"));
        await installation.Is("Failed", "1108");
        await Mail("Unexpected", installation, shell);
        await installation.Database.TakesAllCalls();

        await installation.Publish(Sample.Order("1109")[..^1]);
        await Mail("UnreadableMessage", installation, shell);

        await installation.PublishEnvelope("Invoicing.Contracts:OrderCompleted", OtherOrder("1107"));
        await Mail("FaultedMessage", installation, shell);

        await feeds.Put("orders.jsonl", $"{Sample.Order("1112")}\n{Sample.Order("1113", order => order["orderNo"] = "")}\n");
        await installation.Is("Completed", "1112");
        await feeds.Settled("orders.jsonl");
        await Mail("FeedFaulted", installation, shell);

        var folder = Directory.CreateDirectory(Path.Combine(installation.Folder, "folder")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "orders.json"), "[]");
        Directory.Move(folder, feeds.In("incoming", "folder"));
        await Mail("FileNotTaken", installation, shell);
    }

    /// <summary>What changes nothing.</summary>
    private static async Task Looks(Shell shell)
    {
        await shell.Runs("orders-list.txt", """
            orders list
            orders list --output json
            orders list --state failed --output json
            orders list --search SVA40 --limit 2
            """);
        foreach (var order in new[] { "1101", "1102", "1103", "1104", "1105", "1106", "1107", "1108", "1112" })
        {
            await shell.Runs($"orders-show-{order}.txt", $"""
                orders show {order}
                orders show {order} --output json
                """);
        }

        await shell.Runs("orders-show-1102.txt", """
            orders show 1102 --full
            orders show 9999
            orders show
            """);
        await shell.Runs("errors-list.txt", """
            errors list
            errors list --output json
            errors list --entries
            errors list --entries --output json
            errors list --cause Refused --output json
            errors list --queue nowhere
            """);
        await shell.Runs("errors-show.txt", """
            errors show --order 1102
            errors show --order 1102 --output json
            errors show --order 9999
            """);
        await shell.Runs("feeds.txt", """
            feeds list
            feeds list --output json
            feeds show orders.jsonl
            feeds show orders.jsonl --output json
            feeds show nothing.json
            """);
        var file = await shell.File("preview.json", Sample.Order("1114"));
        await shell.Runs("feeds-preview.txt", $"""
            feeds preview {file}
            feeds preview {file} --output json
            """);
        await shell.Runs("status.txt", """
            status
            status --output json
            """);
        await shell.Runs("check.txt", """
            check
            check --output json
            check --set Feeds:Sftp:Host= --output json
            check --set RetailPro:Concurrency=many
            check --set Mail:Smtp:Security=SSL
            check --set Mail:Smpt:Host=mail.example.test
            """);
    }

    private async Task Decisions(Installation installation, Shell shell)
    {
        await installation.RetailPro.NoFaults();
        await shell.Runs("decisions.txt", """
            orders hold 1102 --reason wait --by ana --output json
            orders hold 1102 --reason wait --by ana
            orders show 1102
            orders release 1102 --reason settled --by ana --output json
            orders release 1102 --reason settled --by ana
            orders retry 1107 1103 --reason hope --by ana --output json
            orders retry 9999 --reason hope --by ana
            orders retry --cause NoAnswer --dry-run --reason hope --by ana
            orders retry --cause NoAnswer --dry-run --reason hope --by ana --output json
            """);
        await shell.Runs("decisions.txt", "orders retry --cause NoAnswer --reason \"serve runs again\" --by ana --output json");
        await installation.Is("Completed", "1105");
        var patch = await shell.File("correction.json", """[{"op":"add","path":"/items/1/upc","value":"8720116120028"}]""");
        await shell.Runs("decisions.txt", $"""
            orders correct 1101 --patch {patch} --dry-run --reason typo --by ana
            orders correct 1101 --patch {patch} --dry-run --reason typo --by ana --output json
            orders correct 1101 --patch {patch} --yes --reason typo --by ana --output json
            """);
        await installation.Is("Completed", "1101");
        await shell.Runs("decisions.txt", """
            orders confirm 1102 --invoiced --reason hope --by ana --output json
            orders confirm 1103 --reason hope --by ana
            orders confirm 1103 --invoiced INV000001 --reason seen --by ana --output json
            """);
        await installation.Is("Completed", "1103");
        await shell.Runs("decisions.txt", "orders confirm 1104 --invoiced --reason \"made by hand\" --by ana");
        await installation.Is("Completed", "1104");
        await shell.Runs("decisions.txt", "orders retry 1106 --reason again --by ana");
        await installation.Is("Completed", "1106");
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400,"orderNo":"1115"}]}""");
        await installation.Publish(Sample.Order("1115"));
        await installation.Is("Failed", "1115");
        await Mail("Refused-again", installation, shell);
        await shell.Runs("decisions.txt", """
            orders dismiss 1115 --reason "by hand" --by ana --output json
            orders dismiss 1103 --reason no --by ana --output json
            """);
        await installation.RetailPro.NoFaults();
        await shell.Runs("orders-show-1101.txt", "orders show 1101 --output json");
        await shell.Runs("orders-show-1103.txt", "orders show 1103 --output json");
    }

    private static async Task ErrorQueues(Installation installation, Shell shell)
    {
        await shell.Runs("errors-retry.txt", """
            errors retry --cause Refused --dry-run
            errors retry --cause Refused --dry-run --output json
            errors retry --reason hope
            errors retry --order 1102 --reason mended --by ana --output json
            """);
        await installation.Is("Completed", "1102");
        await shell.Runs("errors-retry.txt", "errors retry --cause Unexpected --reason mended --by ana");
        await installation.Is("Completed", "1108");
        await shell.Runs("errors-retry.txt", "errors retry --cause FaultedMessage --reason hope --by ana");
        await installation.Broker.Holds(Intake, 2);
        await shell.Runs("errors-retry.txt", "errors retry --cause FaultedMessage --reason hope --by ana --output json");
        await installation.Broker.Holds(Intake, 2);
        await shell.Runs("errors-discard.txt", """
            errors discard --queue order-invoicing --dry-run
            errors discard --all --reason tidying --by ana
            errors discard --cured --reason tidying --by ana --output json
            errors discard --all --even-if-uncured --reason "sent again" --by ana
            """);
        await installation.Broker.Holds(Intake, 0);
        var file = await shell.File("orders.jsonl", Sample.Order("1116") + "\n");
        await shell.Runs("publish.txt", $"""
            publish {file} --output json
            publish {file}
            publish nothing.json
            """);
        await installation.Is("Completed", "1116");
    }

    /// <summary>What travels between the parts, and to the OMS.</summary>
    private async Task Messages(Installation installation, Shell shell)
    {
        await installation.RetailPro.Faults("""
            {"rules":[{"operation":"slip","kind":"status","status":422},{"kind":"status","status":400,"orderNo":"1118"}]}
            """);
        await installation.Publish(Sample.Order("1117"));
        await installation.Is("Failed", "1117");
        await Mail("Refused-slip", installation, shell);
        await installation.Publish(Sample.Order("1118"));
        await installation.Is("Failed", "1118");
        await Mail("Refused-once-more", installation, shell);
        await installation.Publish("no JSON");
        await Mail("UnreadableMessage-again", installation, shell);
        foreach (var queue in new[] { "invoice-order_error", "transfer-inventory_error", Intake, "oms", "failures" })
        {
            var entry = (await installation.Broker.Entries(queue))[0];
            var headers = entry.Headers.OrderBy(header => header.Key, StringComparer.Ordinal)
                .Where(header => !header.Key.StartsWith("MT-Host-", StringComparison.Ordinal) && header.Key != "MT-Fault-StackTrace");
            var listed = string.Concat(headers.Select(header => $"{header.Key}: {header.Value}\n"));
            shell.Add("messages.txt", $"== {queue}\n{listed}\n{Readable(entry.Body)}\n");
        }

        static string Readable(string body)
        {
            try
            {
                var message = JsonNode.Parse(body)!;
                // The machine and the process.
                message["host"] = "{host}";
                return message.ToJsonString(new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            }
            catch (JsonException)
            {
                return body;
            }
        }
    }

    /// <summary>The mails of a day leave its last minute to the next one.</summary>
    private async Task<ServiceProcess> Day(Installation installation, Shell shell, ServiceProcess mails, Stopwatch quiet)
    {
        await mails.Stop();
        await Wait.Until(() => quiet.Elapsed > TimeSpan.FromSeconds(65), "what has happened is of yesterday");
        installation.Set(("Mail__DailyAt", "00:00"), ("Mail__Stores__SVA40__0", "sva40@example.test"));
        var daily = await installation.Serve("--roles", "notifications");
        await Mail("day", installation, shell, count: 2);
        await daily.Stop();
        installation.Set(("Mail__DailyAt", ""));
        return await installation.Serve("--roles", "notifications");
    }

    /// <summary>Many failures in one mail.</summary>
    private async Task Report(Installation installation, Shell shell, ServiceProcess mails)
    {
        await mails.Stop();
        await installation.RetailPro.Refuses("1121", "1122");
        var failures = await installation.Broker.Depth("failures");
        string[] orders =
        [
            Sample.Order("1121"), Sample.SingleStore("1122"), Sample.Order("1123TOOLONG"),
            Sample.Order("1124", order => order["total"] = -1),
        ];
        foreach (var order in orders)
        {
            await installation.Publish(order);
            await installation.Is("Failed", JsonDocument.Parse(order).RootElement.GetProperty("orderNo").GetString()!);
            await installation.Broker.Holds("failures", ++failures);
        }

        await installation.Publish(OtherOrder("1121"));
        await installation.Broker.Holds(Intake, 2);
        installation.Set(("Mail__ReportAfter", "00:00:05"));
        // One after the other: the report lists them in the order in which they were taken in.
        await installation.Serve("--roles", "notifications", "--set", "Messaging:Concurrency=1");
        await Mail("report", installation, shell);
        await installation.RetailPro.NoFaults();
        await shell.Runs("errors-retry.txt", "errors retry --queue invoice-order --cause Refused --reason mended --by ana --output json");
        await installation.Is("Completed", "1118", "1121", "1122");
    }

    private async Task Pause(Installation installation, Shell shell)
    {
        await shell.Runs("pause.txt", """
            resume retailpro --reason again --by ana
            pause retailpro --reason stocktaking --by ana --output json
            """);
        await shell.Runs("status.txt", """
            status
            status --output json
            """);
        await shell.Runs("pause.txt", """
            pause retailpro --reason twice --by ana
            resume retailpro --reason counted --by ana
            resume retailpro --reason twice --by ana
            """);
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":401,"orderNo":"1111"}]}""");
        await installation.Publish(Sample.Order("1111"));
        await Mail("CredentialsRefused", installation, shell);
        await shell.Runs("status.txt", """
            status
            status --output json
            """);
        await installation.RetailPro.NoFaults();
        await shell.Runs("pause.txt", "resume retailpro --reason \"new password\" --by ana --output json");
        await installation.Is("Completed", "1111");
        await shell.Runs("orders-show-1111.txt", """
            orders show 1111
            orders show 1111 --output json
            """);
    }

    /// <summary>Another purchase under a number that is known.</summary>
    private static string OtherOrder(string number) =>
        Sample.Order(number, order => (order["orderId"], order["createdAt"]) = ("M9999", "2026-03-01T08:00:00-06:00"));

    /// <summary>The next mail, or mails in the order of their subjects.</summary>
    private async Task Mail(string name, Installation installation, Shell shell, int count = 1)
    {
        List<ReceivedMail> arrived = [];
        await Wait.Until(
            () => (arrived = [.. installation.Mails.All().Where(mail => !_read.Contains(mail.File))]).Count >= count,
            $"the mail of {name} comes");
        _read.UnionWith(arrived.Select(mail => mail.File));
        foreach (var mail in arrived.OrderBy(mail => mail.Subject, StringComparer.Ordinal))
        {
            var text = new StringBuilder();
            foreach (var header in new[] { "From", "To", "Cc", "Reply-To", "Subject" }.Where(name => mail.Header(name) is not null))
            {
                text.Append($"{header}: {mail.Header(header)}\n");
            }

            foreach (var part in mail.Parts)
            {
                text.Append($"\n== {part.Type} {part.FileName}\n{part.Text}\n");
            }

            shell.Add($"mail-{name}.txt", text.ToString());
        }
    }
}

/// <summary>A comparison takes some minutes, and a difference wants to be read: not in every run.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WhereAskedForAttribute : FactAttribute
{
    public WhereAskedForAttribute()
    {
        if (Environment.GetEnvironmentVariable("INVOICING_GOLDENS") != "1"
            && Environment.GetEnvironmentVariable("INVOICING_RENEW_GOLDENS") != "1")
        {
            Skip = "INVOICING_GOLDENS=1 compares.";
        }
    }
}
