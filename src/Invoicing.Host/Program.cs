using System.CommandLine;
using Invoicing.Host;
using Invoicing.Host.Commands;

var root = new RootCommand("Invoices completed orders in Retail Pro: once, at the right store, with the stock put right.")
{
    ServeCommand.Create(),
    MigrateCommand.Create(),
    CheckCommand.Create(),
    PublishCommand.Create(),
    OrdersCommand.Create(),
    FeedsCommand.Create(),
    SimulateCommand.Create(),
    GenerateCommand.Create(),
    RecoverFromBackupCommand.Create(),
};

return await CommandLine.Run(root, args);
