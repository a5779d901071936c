using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Simulators.Vtex;

/// <summary>
/// A stand-in for VTEX's orders: orders are put in (<c>PUT /simulator/orders/{orderId}</c>), the vendor's calls are answered as VTEX does,
/// a ledger tells what came (<c>GET /ledger</c>), and faults come on demand (<c>PUT /faults</c>). Everything is kept in memory.
/// </summary>
/// <remarks>A client's base address ends with its account, <c>http://127.0.0.1:8089/acme</c>; without one it is <c>acme</c>.</remarks>
internal static class VtexSimulator
{
    public const string DefaultAccount = "acme";
    public const string OrdersPath = "/api/oms/pvt/orders";

    /// <summary>Serves until stopped and says on standard output where it listens.</summary>
    /// <param name="urls">Plain HTTP addresses such as <c>http://127.0.0.1:8089</c>; port 0 takes a free one.</param>
    /// <param name="stop">Ends it, as Ctrl+C and SIGTERM do.</param>
    public static Task Run(string[] urls, CancellationToken stop) => SimulatorHost.Run("VTEX", Build(urls), stop);

    /// <summary>Builds it without starting; after the start <see cref="WebApplication.Urls"/> holds the real addresses.</summary>
    public static WebApplication Build(string[] urls, TimeProvider? clock = null)
    {
        var app = SimulatorHost.Build(urls);
        var simulation = new VtexSimulation(clock ?? TimeProvider.System, app.Lifetime.ApplicationStopping);
        app.Use(TakeAccount);
        app.UseRouting();
        MapOrders(app, simulation);
        MapSubscriptions(app, simulation);
        simulation.MapControl(app);
        return app;
    }

    public static string AccountOf(HttpContext context) =>
        context.Request.PathBase.Value is { Length: > 1 } prefix ? prefix[1..] : DefaultAccount;

    // /acme/api/… becomes /api/… with the account in front of it.
    private static Task TakeAccount(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.Value?.Split('/', 3) is ["", { Length: > 0 } account, { } rest]
            && rest.StartsWith("api/", StringComparison.Ordinal))
        {
            context.Request.PathBase = "/" + account;
            context.Request.Path = "/" + rest;
        }

        return next(context);
    }

    private static void MapOrders(IEndpointRouteBuilder app, VtexSimulation simulation)
    {
        const string Order = OrdersPath + "/{orderId}";
        var orders = simulation.Orders;
        app.MapGet(OrdersPath, Call(simulation, VtexFaults.List, Resources.ViewOrder, request =>
            OrderListQuery.Read(request.Query) is { } query
                ? orders.List(request.Account, query)
                : VtexAnswers.BadRequest("page may be 1 to 30, per_page 1 to 100")));
        app.MapGet(Order, Call(simulation, VtexFaults.Get, Resources.ViewOrder, request =>
            orders.Get(request.Account, request.OrderId)));
        app.MapPost(Order + "/start-handling", Call(simulation, VtexFaults.StartHandling, Resources.ChangeStatus, request =>
            orders.StartHandling(request.Account, request.OrderId)));
        app.MapPost(Order + "/cancel", Call(simulation, VtexFaults.Cancel, Resources.CancelOrder, request =>
            request.With(
                (json, faults) => new FieldReader(json, "", faults).Text("reason", 10_000, required: false) ?? "",
                reason => orders.Cancel(request.Account, request.OrderId, reason))));
        app.MapPost(Order + "/invoice", new VtexEndpoint(simulation, VtexFaults.Invoice, InvoiceResource, request =>
            Task.FromResult(request.With(
                InvoiceRequest.Read,
                invoice => orders.Invoice(request.Account, request.OrderId, invoice, request.Plan.RefuseDuplicates)))).Receive);
        app.MapPatch(Order + "/invoice/{invoiceNumber}", Call(simulation, VtexFaults.Tracking, Resources.NotifyInvoice, request =>
            request.With(
                TrackingRequest.Read,
                tracking => orders.Track(request.Account, request.OrderId, request.InvoiceNumber, tracking))));
        app.MapPut(Order + "/invoice/{invoiceNumber}/tracking", Call(simulation, VtexFaults.Event, Resources.NotifyInvoice, request =>
            request.With(
                TrackingEventsRequest.Read,
                events => orders.AddEvents(request.Account, request.OrderId, request.InvoiceNumber, events))));
    }

    private static void MapSubscriptions(IEndpointRouteBuilder app, VtexSimulation simulation)
    {
        const string Feed = "/api/orders/feed";
        const string FeedConfig = Feed + "/config";
        const string HookConfig = "/api/orders/hook/config";
        var subscriptions = simulation.Subscriptions;
        RequestDelegate Subscription(Func<VtexRequest, Answer> answer) =>
            Call(simulation, VtexFaults.Feed, Resources.FeedAndHook, answer);

        app.MapGet(Feed, Subscription(request => subscriptions.ReadFeed(request.Account, request.AppKey, request.Query)));
        app.MapPost(Feed, Call(simulation, VtexFaults.Commit, Resources.FeedAndHook, request =>
            subscriptions.CommitFeed(request.Account, request.AppKey, request.Body)));
        app.MapGet(FeedConfig, Subscription(request => subscriptions.DescribeFeed(request.Account, request.AppKey)));
        app.MapPost(FeedConfig, Subscription(request => subscriptions.ConfigureFeed(request.Account, request.AppKey, request.Body)));
        app.MapDelete(FeedConfig, Subscription(request => subscriptions.DeleteFeed(request.Account, request.AppKey)));
        app.MapGet(HookConfig, Subscription(request => subscriptions.DescribeHook(request.Account, request.AppKey)));
        app.MapPost(HookConfig, new VtexEndpoint(simulation, VtexFaults.Feed, _ => Resources.FeedAndHook, request =>
            subscriptions.ConfigureHook(request.Account, request.AppKey, request.Body)).Receive);
        app.MapDelete(HookConfig, Subscription(request => subscriptions.DeleteHook(request.Account, request.AppKey)));
    }

    private static RequestDelegate Call(
        VtexSimulation simulation, string operation, string resource, Func<VtexRequest, Answer> answer) =>
        new VtexEndpoint(simulation, operation, _ => resource, request => Task.FromResult(answer(request))).Receive;

    // A return is another right than a sale.
    private static string InvoiceResource(VtexRequest request) =>
        request.IsReturn ? Resources.NotifyRefund : Resources.NotifyInvoice;
}
