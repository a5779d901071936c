using Invoicing.Torture;

return await Series.Run(args);
