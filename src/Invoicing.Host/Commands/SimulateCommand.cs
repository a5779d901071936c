using System.CommandLine;
using Invoicing.Simulators.RetailPro;
using Invoicing.Simulators.Smtp;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing simulate</c>: stand-ins for the systems outside, to try the service without them.</summary>
internal static class SimulateCommand
{
    public static Command Create() => new("simulate", "Run a stand-in for Retail Pro or for a mail server, to try the service without them.")
    {
        RetailPro(),
        Smtp(),
    };

    private static Command RetailPro()
    {
        var urls = new Option<string[]>("--urls")
        {
            Description = "Where to listen: plain HTTP, port 0 takes a free one. May be repeated.",
            HelpName = "URL",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["http://127.0.0.1:8088"],
        };
        urls.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !IsAddress(token.Value)))
            {
                result.AddError($"'{token.Value}' is not an address: one such as http://127.0.0.1:8088 is expected.");
            }
        });
        var command = new Command(
            "retailpro",
            "Run a Retail Pro that takes invoices and slips, keeps books of them (GET /ledger) and fails on demand (PUT /faults). Ends with Ctrl-C.")
        {
            urls,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            await RetailProSimulator.Run(parsed.GetValue(urls)!, stop.Token);
            return 0;
        });
        return command;
    }

    private static Command Smtp()
    {
        var port = new Option<int>("--port") { Description = "Where to listen on loopback; 0 takes a free one.", DefaultValueFactory = _ => 2525 };
        port.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault() is { } token && (!int.TryParse(token.Value, out var number) || number is < 0 or > 65535))
            {
                result.AddError($"'{token.Value}' is not a port: 0 to 65535 is expected.");
            }
        });
        var folder = new Option<string>("--folder") { Description = "Where mails are kept, one .eml file each.", DefaultValueFactory = _ => "mails" };
        var command = new Command("smtp", "Run a mail server that delivers nothing: it keeps every mail as a file. Ends with Ctrl-C.") { port, folder };
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            await SmtpSink.Run(parsed.GetValue(port), parsed.GetValue(folder)!, stop.Token);
            return 0;
        });
        return command;
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/";
}
