using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Simulators.Emporix;

/// <summary>
/// A stand-in for the services of Emporix that an invoice needs: tokens, orders, the payment gateway, the configuration, sequential ids
/// and sites. What is put in (<c>PUT /simulator/…</c>) is answered as the vendor describes it, a ledger tells what came
/// (<c>GET /ledger</c>), and faults come on demand (<c>PUT /faults</c>). Everything is kept in memory.
/// </summary>
internal static class EmporixSimulator
{
    public const string DefaultTenant = "acme";

    /// <summary>Serves until stopped and says on standard output where it listens.</summary>
    /// <param name="urls">Plain HTTP addresses such as <c>http://127.0.0.1:8090</c>; port 0 takes a free one.</param>
    /// <param name="stop">Ends it, as Ctrl+C and SIGTERM do.</param>
    public static Task Run(string[] urls, CancellationToken stop) => SimulatorHost.Run("Emporix", Build(urls), stop);

    /// <summary>Builds it without starting; after the start <see cref="WebApplication.Urls"/> holds the real addresses.</summary>
    public static WebApplication Build(string[] urls, TimeProvider? clock = null)
    {
        var app = SimulatorHost.Build(urls);
        var simulation = new EmporixSimulation(clock ?? TimeProvider.System, app.Lifetime.ApplicationStopping);
        app.UseRouting();
        app.MapPost("/oauth/token", Call(simulation, EmporixFaults.Token, scope: null, simulation.Tokens.Issue));
        MapOrders(app, simulation);
        MapPayments(app, simulation);
        MapConfigurations(app, simulation);
        MapSequences(app, simulation);
        MapSites(app, simulation);
        simulation.MapControl(app);
        return app;
    }

    private static void MapOrders(IEndpointRouteBuilder app, EmporixSimulation simulation)
    {
        const string Orders = "/order-v2/{tenant}/salesorders";
        const string Order = Orders + "/{orderId}";
        const string Transitions = Order + "/transitions";
        RequestDelegate Read(Func<EmporixRequest, Answer> answer) => Call(simulation, EmporixFaults.Order, "order.order_read", answer);
        RequestDelegate Update(string operation, Func<EmporixRequest, Answer> answer) =>
            Call(simulation, operation, "order.order_update", answer);

        var orders = simulation.Orders;
        app.MapGet(Orders, Read(orders.List));
        app.MapPost(Orders + "/search", Read(orders.Search));
        app.MapGet(Order, Read(orders.Get));
        app.MapPatch(Order, Update(EmporixFaults.Order, orders.Patch));
        app.MapPost(Order + "/calculations", Update(EmporixFaults.Calculate, orders.Calculate));
        app.MapGet(Transitions, Read(orders.Transitions));
        app.MapPost(Transitions, Update(EmporixFaults.Order, orders.Move));
    }

    private static void MapPayments(IEndpointRouteBuilder app, EmporixSimulation simulation)
    {
        const string Gateway = "/payment-gateway/{tenant}";
        var payments = simulation.Payments;
        app.MapPost(Gateway + "/payment/{transactionId}/capture", Call(
            simulation, EmporixFaults.Capture, "payment-gateway.capture_manage", payments.Capture));
        app.MapGet(Gateway + "/transactions/{transactionId}", Call(
            simulation, EmporixFaults.Transactions, "payment-gateway.paymenttransactions_read", payments.Get));
    }

    private static void MapConfigurations(IEndpointRouteBuilder app, EmporixSimulation simulation)
    {
        const string Keys = "/configuration/{tenant}/configurations";
        const string Key = Keys + "/{propertyKey}";
        RequestDelegate View(Func<EmporixRequest, Answer> answer) =>
            Call(simulation, EmporixFaults.Configuration, "configuration.configuration_view", answer);
        RequestDelegate Manage(Func<EmporixRequest, Answer> answer) =>
            Call(simulation, EmporixFaults.Configuration, "configuration.configuration_manage", answer);

        var configurations = simulation.Configurations;
        app.MapGet(Keys, View(configurations.List));
        app.MapPost(Keys, Manage(configurations.Create));
        app.MapGet(Key, View(configurations.Get));
        app.MapPut(Key, Manage(configurations.Replace));
        app.MapDelete(Key, Manage(configurations.Delete));
    }

    private static void MapSequences(IEndpointRouteBuilder app, EmporixSimulation simulation)
    {
        const string Schemas = "/sequential-id/{tenant}/schemas";
        const string Schema = Schemas + "/{schemaId}";
        const string Type = Schemas + "/types/{schemaType}";
        RequestDelegate View(Func<EmporixRequest, Answer> answer) =>
            Call(simulation, EmporixFaults.Number, "sequentialid.schema_view", answer);
        RequestDelegate Manage(Func<EmporixRequest, Answer> answer) =>
            Call(simulation, EmporixFaults.Number, "sequentialid.schema_manage", answer);

        var sequences = simulation.Sequences;
        app.MapGet(Schemas, View(sequences.List));
        app.MapPost(Schemas, Manage(sequences.Create));
        app.MapGet(Schema, View(sequences.Get));
        app.MapDelete(Schema, Manage(sequences.Delete));
        app.MapPost(Schema + "/setActive", Manage(sequences.SetActive));
        app.MapGet(Type, View(sequences.List));
        app.MapPost(Type + "/nextId", View(sequences.Draw));
    }

    private static void MapSites(IEndpointRouteBuilder app, EmporixSimulation simulation)
    {
        const string Site = "/site/{tenant}/sites/{siteCode}";
        const string Mixins = Site + "/mixins";
        const string Mixin = Mixins + "/{mixinName}";
        RequestDelegate Manage(Func<EmporixRequest, Answer> answer) =>
            Call(simulation, EmporixFaults.Site, "site.site_manage", answer);

        var sites = simulation.Sites;
        app.MapGet(Site, Call(simulation, EmporixFaults.Site, scope: "", sites.Get));
        app.MapGet(Mixins, Manage(sites.ListMixins));
        app.MapPost(Mixins, Manage(sites.CreateMixins));
        app.MapGet(Mixin, Manage(sites.GetMixin));
        app.MapPut(Mixin, Manage(sites.ReplaceMixin));
        app.MapPatch(Mixin, Manage(sites.MergeMixin));
        app.MapDelete(Mixin, Manage(sites.DeleteMixin));
    }

    private static RequestDelegate Call(
        EmporixSimulation simulation, string operation, string? scope, Func<EmporixRequest, Answer> answer) =>
        new EmporixEndpoint(simulation, operation, scope, answer).Receive;
}
