using Invoicing.Host;
using Invoicing.Host.Commands;

return await CommandLine.Run(AllCommands.Create(), args);
