using Invoicing.Emporix;
using Invoicing.Failures;
using Invoicing.Process;
using Invoicing.Systems;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Invoicing.Simulation;

/// <summary>
/// The program's steps of Emporix in an instance. Only what they stand on is the simulation's: HTTP, the mail server, the database, and
/// the making of the PDF. A planted bug changes what a look at an earlier call says.
/// </summary>
internal sealed class SimulatedEmporixSystem(Run run, EmporixSystem system) : EmporixPlanner, IInvoicingSystem
{
    public TimeSpan CallTimeout => system.CallTimeout;

    public TimeSpan CallMargin => system.CallMargin;

    /// <summary>As a process has it that has just been started: it remembers nothing.</summary>
    public static SimulatedEmporixSystem Of(Run run, Instance instance)
    {
        var options = Options.Create(run.EmporixSettings);
        var connection = new EmporixConnection(run, instance);
        var invoices = new MemoryInvoices(run.Database, instance);
        return new(
            run,
            new EmporixSystem(
                options,
                connection,
                new Captures(options, connection, instance.Clock),
                new MemorySetUp(run.Database, instance, run.NumbersSince),
                new InvoiceFiles(invoices, new PlainRenderer(instance), NullLogger<InvoiceFiles>.Instance),
                new CustomerMails(
                    options, Options.Create(new MailSettings()), run.CustomerMails.GatewayOf(instance), invoices, instance.Clock),
                // Told of one tenant among several, which there are none of.
                notices: null!,
                instance.Clock));
    }

    public DuplicateHandling DuplicatesOf(StepKey step) => system.DuplicatesOf(step);

    public string NumberOf(string orderNo, StepKey step) => system.NumberOf(orderNo, step);

    public Prepared Prepare(StepKey step, OrderProcess process) => system.Prepare(step, process);

    public Task<CallResult> Execute(StepKey step, string body, CallDeadline deadline) => system.Execute(step, body, deadline);

    public async Task<LookupResult> Lookup(StepKey step, string number, string body)
    {
        var found = await system.Lookup(step, number, body);
        return (run.Options.Bug, step.Operation, found.Outcome) switch
        {
            (PlantedBug.CaptureRepeatedBlindly, EmporixSteps.Capture, LookupOutcome.NotYet or LookupOutcome.NeedsPerson) =>
                LookupOutcome.Missing,
            (PlantedBug.MailRepeatedWithoutLimit, EmporixSteps.Mail, LookupOutcome.NeedsPerson) =>
                run.Scheduler.Now - LastMailOf(EmporixRequest.Parse(body)) < run.EmporixSettings.MailRepeatAfter + TimeSpan.FromSeconds(1)
                    ? LookupOutcome.NotYet
                    : LookupOutcome.Missing,
            _ => found,
        };
    }

    private DateTimeOffset LastMailOf(EmporixRequest request) =>
        run.Database.Invoices[EmporixOrders.NumberOf(request.Tenant, request.OrderId)].Mails[^1].StartedAt;
}

/// <summary>Plans the number right after the calculation.</summary>
internal sealed class HastyEmporixPlanner : EmporixPlanner, IStepPlanner
{
    SystemPlan IStepPlanner.Plan(PlanRequest request)
    {
        var plan = Plan(request);
        return plan with
        {
            Steps = [.. plan.Steps.Select(step =>
                step.Key.Operation == EmporixSteps.Number ? step with { After = [plan.Steps[0].Name] } : step)],
        };
    }
}
