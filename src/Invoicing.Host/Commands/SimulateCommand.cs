using System.CommandLine;
using Invoicing.Simulators.Emporix;
using Invoicing.Simulators.RetailPro;
using Invoicing.Simulators.Smtp;
using Invoicing.Simulators.Vtex;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing simulate</c>: stand-ins for the systems outside, to try the service without them.</summary>
internal static class SimulateCommand
{
    public static Command Create() =>
        new("simulate", "Run a stand-in for Retail Pro, for VTEX, for Emporix or for a mail server, to try the service without them.")
        {
            RetailPro(),
            Vtex(),
            Emporix(),
            Smtp(),
        };

    private static Command RetailPro()
    {
        var urls = Urls("http://127.0.0.1:8088");
        return Create(
            new(
                "retailpro",
                "Run a Retail Pro that takes invoices and slips, keeps books of them (GET /ledger) and fails on demand (PUT /faults). "
                    + "Ends with Ctrl-C.")
            {
                urls,
            },
            (parsed, ct) => RetailProSimulator.Run(parsed.GetValue(urls)!, ct));
    }

    private static Command Vtex()
    {
        var urls = Urls("http://127.0.0.1:8089");
        return Create(
            new(
                "vtex",
                "Run a VTEX that takes orders (PUT /simulator/orders/ID), their invoices, tracking and returns, tells what came "
                    + "(GET /ledger) and fails on demand (PUT /faults). Ends with Ctrl-C.")
            {
                urls,
            },
            (parsed, ct) => VtexSimulator.Run(parsed.GetValue(urls)!, ct));
    }

    private static Command Emporix()
    {
        var urls = Urls("http://127.0.0.1:8090");
        return Create(
            new(
                "emporix",
                "Run an Emporix with orders, payments, settings and numbers (PUT /simulator/orders/ID and more), that tells what came "
                    + "(GET /ledger) and fails on demand (PUT /faults). Ends with Ctrl-C.")
            {
                urls,
            },
            (parsed, ct) => EmporixSimulator.Run(parsed.GetValue(urls)!, ct));
    }

    private static Option<string[]> Urls(string standard) => new Option<string[]>("--urls")
    {
        Description = "Where to listen: plain HTTP, port 0 takes a free one. May be repeated.",
        HelpName = "URL",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [standard],
    }.Refuse(text => IsAddress(text) ? null : $"'{text}' is not an address: one such as {standard} is expected.");

    private static Command Smtp()
    {
        var port = Options.Value("--port", null, "Where to listen on loopback; 0 takes a free one.", 2525)
            .Between(0, 65535, "a port: 0 to 65535 is expected");
        var folder = Options.Value("--folder", null, "Where mails are kept, one .eml file each.", "mails");
        return Create(
            new("smtp", "Run a mail server that delivers nothing: it keeps every mail as a file. Ends with Ctrl-C.") { port, folder },
            (parsed, ct) => SmtpSink.Run(parsed.GetValue(port), parsed.GetValue(folder)!, ct));
    }

    private static Command Create(Command command, Func<ParseResult, CancellationToken, Task> run)
    {
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            await run(parsed, stop.Token);
        });
        return command;
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/";
}
