using Invoicing.Host;
using Invoicing.Host.Commands;
using Invoicing.Host.Composition;
using Invoicing.ThirdSystem;

// The program as it is shipped, and one system more: all that it takes to add one.
InstalledSystems.Add(new LoyaltyModule());
return await CommandLine.Run(AllCommands.Create(), args);
