using System.CommandLine;
using Invoicing.Operations;
using Invoicing.Storage;
using Invoicing.Vtex.Intake;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace Invoicing.Host.Commands.Vtex;

/// <summary><c>invoicing vtex status</c>.</summary>
internal static class VtexStatusCommand
{
    private const int Longest = 1000;

    public static Command Create()
    {
        var account = Options.Value<string?>("--account", "ACCOUNT", "Only this account.");
        return new Command(
            "status",
            "Show how far the orders are that feed and hook told of, by account; which of them the OMS has never sent; and whether feed "
                + "and hook are as the settings say.")
        {
            account,
        }.Runs(
            async run =>
            {
                var status = await run.Get<IntakeStatusQuery>().Read(run.Given.GetValue(account), run.Ct);
                return run.Write(Json(status), ConsoleOutput.JsonWithNulls, console => Write(console, status, DateTimeOffset.UtcNow));
            },
            add: AddQuery);
    }

    public static void AddQuery(HostApplicationBuilder builder) => builder.Services.AddSingleton<IntakeStatusQuery>();

    private static object Json(IntakeStatus status) => new
    {
        accounts = status.Accounts.Select(of => new
        {
            account = of.Account.Id,
            orders = Enum.GetValues<IntegrationStatus>().ToDictionary(Name, status => of.Orders.GetValueOrDefault(status)),
            of.Waiting,
            of.Account.FeedReadAt,
            of.Account.CheckedAt,
            of.Account.SweptAt,
            of.Account.FoundBySweeps,
            troubles = of.Account.Troubles.Select(trouble => new { trouble.Place, trouble.Problem, trouble.Since }),
        }),
        neverSent = status.NeverSent.Select(order => new { order.Account, order.OrderId, order.Status, order.SeenAt, order.LookedAt }),
        unreadable = status.Unreadable.Select(push => new { push.At, push.Problem, push.Body }),
    };

    private static void Write(IAnsiConsole console, IntakeStatus status, DateTimeOffset now)
    {
        if (status.Accounts.Count == 0)
        {
            console.WriteLine("VTEX has told nothing of its orders: no feed was read and no hook was called.");
            return;
        }

        var statuses = Enum.GetValues<IntegrationStatus>();
        var table = ConsoleOutput.TableOf(1, [], ["Account", .. statuses.Select(Heading), "To be looked at"]);
        foreach (var of in status.Accounts)
        {
            table.AddRow(
            [
                new Text(of.Account.Id),
                .. statuses.Select(status => new Text(Wording.Number(of.Orders.GetValueOrDefault(status)))),
                new Text(Wording.Number(of.Waiting)),
            ]);
        }

        console.Write(table);
        foreach (var account in status.Accounts.Select(of => of.Account))
        {
            console.WriteLine($"{account.Id}: feed read {Age(account.FeedReadAt, now)}, configuration looked at "
                + $"{Age(account.CheckedAt, now)}, list gone through {Age(account.SweptAt, now)}; "
                + $"{Wording.Number(account.FoundBySweeps)} orders found there that no event had told of.");
            foreach (var trouble in account.Troubles)
            {
                console.Write(new Text(
                    $"{account.Id}, {trouble.Place}, for {Wording.Span(now - trouble.Since)}: "
                        + $"{TextSanitizer.Line(trouble.Problem, Longest)}\n",
                    new Style(Color.Yellow)));
            }
        }

        if (status.Unreadable.Count > 0)
        {
            console.WriteLine(
                $"What cannot be read came to the hook, last {Age(status.Unreadable[0].At, now)}: {status.Unreadable[0].Problem}.",
                new Style(Color.Yellow));
        }

        if (status.NeverSent.Count > 0)
        {
            console.WriteLine();
            console.WriteLine("Not sent by the OMS, the oldest first:", new Style(decoration: Decoration.Bold));
            var orders = ConsoleOutput.TableOf(3, [], "Account", "Order", "Status in VTEX", "Seen");
            foreach (var order in status.NeverSent)
            {
                orders.AddRow(
                    new Text(order.Account),
                    new Text(TextSanitizer.Line(order.OrderId, Longest)),
                    new Text(TextSanitizer.Line(order.Status, Longest)),
                    new Text(Wording.Age(order.SeenAt, now)));
            }

            console.Write(orders);
        }
    }

    private static string Heading(IntegrationStatus status) =>
        status == IntegrationStatus.Seen ? "Seen" : Sentence(Integration.Text(status));

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Name(IntegrationStatus status) => char.ToLowerInvariant($"{status}"[0]) + $"{status}"[1..];

    private static string Age(DateTimeOffset? at, DateTimeOffset now) => at is { } time ? Wording.Age(time, now) : "never";
}
