using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Simulators.Vtex;

/// <summary>What all endpoints of one simulator share, and those that no VTEX has. No fault ever meets the latter.</summary>
internal sealed class VtexSimulation
{
    private volatile FaultPlan _faults = FaultPlan.None(VtexFaults.Subject);

    public VtexSimulation(TimeProvider clock, CancellationToken stopping)
    {
        Clock = clock;
        Stopping = stopping;
        Subscriptions = new(clock, () => Orders!.Settings, stopping);
        Orders = new(clock, Ledger, Subscriptions.Tell, stopping);
    }

    public TimeProvider Clock { get; }

    public Ledger Ledger { get; } = new();

    public OrderBook Orders { get; }

    public Subscriptions Subscriptions { get; }

    /// <summary>Replaced as a whole; a request that has begun keeps the plan that it began with.</summary>
    public FaultPlan Faults => _faults;

    /// <summary>Ends waits, so that a simulator with held requests stops at once.</summary>
    public CancellationToken Stopping { get; }

    public void MapControl(IEndpointRouteBuilder app)
    {
        Control.Map(app, Ledger.Describe, Ledger.Clear, VtexFaults.Subject, () => Faults, plan => _faults = plan);
        app.MapGet("/simulator/settings", context => Answer.Ok(Orders.Settings).Send(context));
        app.MapPut("/simulator/settings", context =>
            Control.Replace(context, VtexSettings.Read, settings => Orders.Settings = settings, settings => settings));
        app.MapGet("/simulator/orders/{orderId}", ShowOrder);
        app.MapPut("/simulator/orders/{orderId}", context => ChangeOrder(context, (account, id, body) =>
        {
            Orders.Put(account, id, body);
            return true;
        }));
        app.MapPatch("/simulator/orders/{orderId}", context => ChangeOrder(context, Orders.Merge));
        app.MapDelete("/simulator/orders", context => Control.Done(context, Orders.Clear));
        app.Map(
            VtexFaults.LoginPath,
            context => Answer.SendRaw(context, 200, VtexFaults.LoginPage.ContentType, VtexFaults.LoginPage.Body));
    }

    private Task ShowOrder(HttpContext context) => Shown(Account(context), OrderId(context)).Send(context);

    private async Task ChangeOrder(HttpContext context, Func<string, string, JsonObject, bool> change)
    {
        var faults = new List<string>();
        using var document = RequestBody.Parse(await RequestBody.Read(context), faults);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            await BadRequest(faults.FirstOrDefault() ?? "the body must be an object").Send(context);
            return;
        }

        change(Account(context), OrderId(context), JsonNode.Parse(document.RootElement.GetRawText())!.AsObject());
        await Shown(Account(context), OrderId(context)).Send(context);
    }

    private Answer Shown(string account, string orderId) => Orders.Show(account, orderId) is { } body
        ? new Answer(200, body)
        : Answer.Refused(StatusCodes.Status404NotFound, $"account {account} has no order {orderId}");

    private static Answer BadRequest(string error) => Answer.Refused(StatusCodes.Status400BadRequest, error);

    private static string Account(HttpContext context) =>
        context.Request.Query["account"].ToString() is { Length: > 0 } account ? account : VtexSimulator.DefaultAccount;

    private static string OrderId(HttpContext context) => $"{context.Request.RouteValues["orderId"]}";
}
