using System.CommandLine;
using Invoicing.Host.Commands.Emporix;
using Invoicing.Host.Commands.Errors;
using Invoicing.Host.Commands.Vtex;

namespace Invoicing.Host.Commands;

/// <summary>The program's commands, in the order in which <c>--help</c> shows them.</summary>
internal static class AllCommands
{
    public static RootCommand Create() => new(
        "Invoices completed orders in Retail Pro: once, at the right store, with the stock put right.")
    {
        ServeCommand.Create(),
        MigrateCommand.Create(),
        CheckCommand.Create(),
        StatusCommand.Create(),
        PublishCommand.Create(),
        OrdersCommand.Create(),
        FeedsCommand.Create(),
        ReconcileCommand.Create(),
        StoresCommand.Create(),
        EmporixCommand.Create(),
        VtexCommand.Create(),
        ErrorsCommand.Create(),
        PauseCommand.CreatePause(),
        PauseCommand.CreateResume(),
        RetriesCommand.Create(),
        ConsoleCommand.Create(),
        KeysCommand.Create(),
        AuditCommand.Create(),
        PrivacyCommand.Create(),
        RecoverFromBackupCommand.Create(),
        SimulateCommand.Create(),
        GenerateCommand.Create(),
    };
}
