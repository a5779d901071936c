using System.CommandLine;
using Invoicing.Host;
using Invoicing.Host.Commands;
using Invoicing.Host.Commands.Errors;

var root = new RootCommand("Invoices completed orders in Retail Pro: once, at the right store, with the stock put right.")
{
    ServeCommand.Create(),
    MigrateCommand.Create(),
    CheckCommand.Create(),
    PublishCommand.Create(),
    OrdersCommand.Create(),
    ErrorsCommand.Create(),
    SimulateCommand.Create(),
    GenerateCommand.Create(),
    RecoverFromBackupCommand.Create(),
};

return await CommandLine.Run(root, args);
