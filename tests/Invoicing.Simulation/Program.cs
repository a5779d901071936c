using Invoicing.Simulation;

return Simulations.Execute(args);
