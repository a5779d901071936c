using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Simulators.RetailPro;

/// <summary>
/// A stand-in for Retail Pro: the two documented calls, books of its own that tests compare with (<c>GET /ledger</c>) and faults on demand
/// (<c>PUT /faults</c>). Everything is kept in memory.
/// </summary>
internal static class RetailProSimulator
{
    public const string InvoicePath = "/api/v1/Document/Ordertoinvoice";
    public const string SlipPath = "/api/v1/Transfer/Slip";

    /// <summary>Serves until stopped and says on standard output where it listens.</summary>
    /// <param name="urls">Plain HTTP addresses such as <c>http://127.0.0.1:8088</c>; port 0 takes a free one.</param>
    /// <param name="stop">Ends it, as Ctrl+C and SIGTERM do.</param>
    public static Task Run(string[] urls, CancellationToken stop) => SimulatorHost.Run("Retail Pro", Build(urls), stop);

    /// <summary>Builds it without starting; after the start <see cref="WebApplication.Urls"/> holds the real addresses.</summary>
    public static WebApplication Build(string[] urls, TimeProvider? clock = null)
    {
        var app = SimulatorHost.Build(urls);
        var simulation = new Simulation(clock ?? TimeProvider.System) { Stopping = app.Lifetime.ApplicationStopping };
        app.Use((context, next) => MeetDown(context, simulation, next));
        app.UseRouting();
        Map(InvoicePath, new DocumentEndpoint(Operation.Invoice, simulation));
        Map(SlipPath, new DocumentEndpoint(Operation.Slip, simulation));
        simulation.MapControl(app);
        return app;

        void Map(string path, DocumentEndpoint endpoint)
        {
            app.MapPost(path, endpoint.Receive);
            app.MapGet(path + "/{**number}", endpoint.Lookup);
        }
    }

    private static Task MeetDown(HttpContext context, Simulation simulation, RequestDelegate next)
    {
        var path = context.Request.Path;
        Operation? operation = path.StartsWithSegments(InvoicePath, StringComparison.OrdinalIgnoreCase) ? Operation.Invoice
            : path.StartsWithSegments(SlipPath, StringComparison.OrdinalIgnoreCase) ? Operation.Slip
            : null;
        if (operation is null || simulation.Faults.BeforeReading(RetailProFaults.NameOf(operation.Value)) is null)
        {
            return next(context);
        }

        context.Abort();
        return Task.CompletedTask;
    }
}

/// <summary>What all endpoints of one simulator share.</summary>
internal sealed class Simulation(TimeProvider clock)
{
    private volatile FaultPlan _faults = FaultPlan.None(RetailProFaults.Subject);

    public Books Books { get; } = new(clock);

    /// <summary>Replaced as a whole; a request that has begun keeps the plan that it began with.</summary>
    public FaultPlan Faults => _faults;

    /// <summary>Ends waits, so that a simulator with held requests stops at once.</summary>
    public CancellationToken Stopping { get; set; }

    /// <summary>The endpoints that no Retail Pro has: what the books hold, which faults are in force. No fault ever meets them.</summary>
    public void MapControl(IEndpointRouteBuilder app)
    {
        Control.Map(app, Books.Ledger, Books.Clear, RetailProFaults.Subject, () => Faults, plan => _faults = plan);
        app.MapPut("/slips/{number}/received/{received:bool}", (string number, bool received) => Books.SetReceived(number, received));
        app.MapDelete("/invoices/{number}", (string number) => Books.Forget(Operation.Invoice, number));
        app.MapDelete("/slips/{number}", (string number) => Books.Forget(Operation.Slip, number));
        app.MapGet("/calls", context => Answer.Ok(Books.CountCalls()).Send(context));
    }
}
