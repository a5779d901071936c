using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Simulators.Emporix;

/// <summary>
/// What all endpoints of one simulator share, and those that no Emporix has. One lock over all services: no answer takes long.
/// </summary>
internal sealed class EmporixSimulation
{
    private readonly Lock _gate = new();
    private volatile FaultPlan _faults = FaultPlan.None(EmporixFaults.Subject);
    private volatile EmporixBehaviour _behaviour = new();

    public EmporixSimulation(TimeProvider clock, CancellationToken stopping)
    {
        Clock = clock;
        Stopping = stopping;
        Tokens = new(clock, () => _behaviour);
        Orders = new(clock, Ledger);
        Payments = new(clock, Ledger, () => _behaviour);
        Sequences = new(clock, Ledger, Sites);
    }

    public TimeProvider Clock { get; }

    public EmporixLedger Ledger { get; } = new();

    public Tokens Tokens { get; }

    public Orders Orders { get; }

    public PaymentGateway Payments { get; }

    public Configurations Configurations { get; } = new();

    public Sequences Sequences { get; }

    public Sites Sites { get; } = new();

    /// <summary>Replaced as a whole; a request that has begun keeps the plan that it began with.</summary>
    public FaultPlan Faults => _faults;

    /// <summary>Ends waits, so that a simulator with held requests stops at once.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>One at a time. What is returned must not change afterwards.</summary>
    public T Do<T>(Func<T> work)
    {
        lock (_gate)
        {
            return work();
        }
    }

    public void MapControl(IEndpointRouteBuilder app)
    {
        Control.Map(app, Ledger.Describe, Ledger.Clear, EmporixFaults.Subject, () => Faults, plan => _faults = plan);
        app.MapGet("/simulator/behaviour", context => Answer.Ok(_behaviour).Send(context));
        app.MapPut("/simulator/behaviour", context => Control.Replace(
            context, EmporixBehaviour.Read, behaviour => _behaviour = behaviour, behaviour => behaviour));
        app.MapDelete("/simulator/tokens", context => Control.Done(context, () => Do(Tokens.RevokeAll)));
        MapPut(app, "/simulator/orders/{id}", Orders.Put);
        MapPut(app, "/simulator/transactions/{id}", Payments.Put);
        MapPut(app, "/simulator/sites/{id}", Sites.Put);
    }

    private void MapPut(
        IEndpointRouteBuilder app, string path, Func<string, string, JsonElement, List<string>, JsonObject?> put) =>
        app.MapPut(path, context =>
        {
            var tenant = context.Request.Query["tenant"].ToString() is { Length: > 0 } given ? given : EmporixSimulator.DefaultTenant;
            var id = $"{context.Request.RouteValues["id"]}";
            return Control.Replace(
                context,
                (json, faults) => Do(() => put(tenant, id, json, faults) is { } shown ? JsonNodes.Write(shown) : null),
                _ => { },
                shown => shown);
        });
}
