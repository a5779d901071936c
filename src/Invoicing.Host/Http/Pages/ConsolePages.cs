using CsvHelper;
using Invoicing.ErrorQueues;
using Invoicing.Failures;
using Invoicing.Host.Http.Access;
using Invoicing.Host.Http.Api;
using Invoicing.Intake.Queries;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Pages;
using Invoicing.Pages.Parts;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Http.Pages;

/// <summary>The pages for people.</summary>
internal sealed class ConsolePages(
    IServiceProvider services, SignIns signIns, FormRoutes forms, OrderQueries orders, ReconciliationRoutes reconciliations,
    StoreDirectories stores, IOptions<ConsoleSettings> console,
    IOptions<InvoicingSettings> invoicing, TimeProvider clock, ILogger<ConsolePages> logger)
{
    /// <summary>Anybody may send one.</summary>
    private const int LongestSignIn = 16 * 1024;

    private const string OrderPath = "/orders/{orderNo}";

    /// <summary>Nothing but the pages' own style, script and addresses: what is in an order's data cannot do anything.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Names under which people come.</summary>
    public string? PublicHost => console.Value.PublicUrl is { } url ? new Uri(url).Host : null;

    /// <summary>What pages ask is the flow's own: the web server has nothing of it by itself.</summary>
    public void AddServices(IServiceCollection web, AuthenticationBuilder access)
    {
        web.AddRazorComponents();
        web.AddPeople(access, signIns, console.Value, logger);
        Forward<FlowStrip>();
        Forward<FailedOrders>();
        Forward<FailureTexts>();
        Forward<OrderQueries>();
        Forward<GroupStore>();
        Forward<PauseStore>();
        Forward<FeedViews>();
        Forward<AuditLog>();
        Forward<ReconciliationStore>();
        Forward<StoreDirectories>();
        Forward<ErrorQueueReader>();
        Forward<IDependencyChecks>();
        Forward<IOptions<InvoicingSettings>>();
        foreach (var system in services.GetServices<IStepPlanner>())
        {
            web.AddSingleton(system);
        }

        void Forward<T>()
            where T : class => web.AddSingleton(services.GetRequiredService<T>());
    }

    public static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }

    public void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription();
        Asset.Map(pages);
        MapSignIn(pages);
        Page<OverviewPage>("/");
        pages.MapGet("/orders", (Delegate)Search).For(AccessRole.Viewer);
        Page<OrderPage>(OrderPath);
        Page<DecisionPage>($"{OrderPath}/{{action:regex(^(retry|hold|release|dismiss|confirm|reveal)$)}}", AccessRole.Operator);
        Page<DecisionPage>($"{OrderPath}/{{action:regex(^correct$)}}", AccessRole.Admin);
        Page<FailuresPage>("/failures");
        Page<MessagesPage>("/messages");
        Page<DecideManyPage>("/decide", AccessRole.Operator);
        Page<RetriesPage>("/retries");
        Page<RetryPage>("/retries/{id}");
        Page<SystemPage>("/systems/{system}/{action:regex(^(pause|resume)$)}", AccessRole.Operator);
        Page<FeedsPage>("/feeds");
        Page<FeedPage>("/feeds/{name}");
        Page<CheckPage>("/check", AccessRole.Operator).WithMetadata(new Slow());
        Page<ReconciliationsPage>("/reconciliation");
        Page<ReconciliationPage>("/reconciliation/{id:guid}");
        Page<StoresPage>("/stores");
        Page<StorePage>("/stores/{action:regex(^(set|remove)$)}", AccessRole.Admin);
        Page<StoreImportPage>("/stores/import", AccessRole.Admin);
        Page<GoingLivePage>("/going-live");
        Page<AdoptionPage>("/going-live/adopt", AccessRole.Operator);
        Page<AuditPage>("/audit");
        Page<AccessPage>("/access", AccessRole.Admin);
        Page<PrivacyPage>("/privacy", AccessRole.Admin);
        // Asked for all the time, and answered from memory nearly always: it takes no place from those who do something.
        pages.MapGet("/strip", () => new RazorComponentResult<LiveStrip>()).For(AccessRole.Viewer).WithMetadata(new Streamed());
        pages.MapGet("/orders.csv", (Delegate)Csv).For(AccessRole.Viewer).WithMetadata(new Slow());
        pages.MapGet("/reconciliation/{id:guid}.csv", (HttpContext context, Guid id) => reconciliations.Csv(context, id, null))
            .For(AccessRole.Viewer).WithMetadata(new Streamed());
        pages.MapGet("/stores.csv", (Delegate)Stores).For(AccessRole.Viewer);
        forms.Map(pages);

        IEndpointConventionBuilder Page<T>(string path, AccessRole role = AccessRole.Viewer)
            where T : IComponent => pages.MapGet(path, () => new RazorComponentResult<T>()).For(role);
    }

    /// <summary>A fault as a page.</summary>
    public static async Task Write(HttpContext context, int status, string kind, string detail)
    {
        // What renders pages is one for a request, and may be what has failed.
        await using var scope = context.RequestServices.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        // It adds this one again, and would fail by it.
        context.Response.Headers.Remove("blazor-enhanced-nav");
        var page = new RazorComponentResult<ProblemPage>(new
        {
            Title = char.ToUpperInvariant(kind[0]) + kind[1..].Replace('-', ' '),
            Detail = detail,
            Href = context.Request.RouteValues["orderNo"] is string orderNo && status != StatusCodes.Status404NotFound
                ? Links.Order(Links.Number(orderNo)) : null,
            HrefText = "The order",
            TraceId = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
        })
        {
            StatusCode = status,
        };
        await page.ExecuteAsync(context);
    }

    private void MapSignIn(IEndpointRouteBuilder pages)
    {
        // Looking at it changes nothing: programs that look through mails open every link.
        pages.MapGet(PeopleAccess.SignInPath, (string? t, string? to, string? problem) => SignInPage(t, to, problem switch
        {
            null => null,
            PeopleAccess.Denied => "Your account is in no group that may look here. Console:OpenId names those that may.",
            _ => "The company's sign-in did not succeed. Try again.",
        })).AllowAnonymous();
        pages.MapPost(PeopleAccess.SignInPath, SignIn).AllowAnonymous()
            .WithMetadata(new FewTries(clock), new RequestSizeLimitAttribute(LongestSignIn));
        pages.MapPost("/sign-out", async (HttpContext context, IFormCollection _) =>
        {
            await context.SignOutAsync(Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationDefaults.AuthenticationScheme);
            return Results.Redirect(PeopleAccess.SignInPath);
        }).For(AccessRole.Viewer);
        if (console.Value.OpenId.Authority is not null)
        {
            pages.MapGet($"{PeopleAccess.SignInPath}/company", (HttpContext context, string? to) =>
                PeopleAccess.SendToCompany(context, Local(to), logger)).AllowAnonymous();
        }
    }

    private async Task<IResult> SignIn(HttpContext context, IFormCollection form)
    {
        var link = await signIns.Redeem(
            form["token"].ToString(), context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
        if (link is null)
        {
            return SignInPage(null, form["to"], "This link was used before, or is older than 15 minutes. Have another one made.", 400);
        }

        await PeopleAccess.SignIn(context, link);
        return Results.Redirect(Local(form["to"]));
    }

    private RazorComponentResult<SignInPage> SignInPage(
        string? token, string? to, string? problem, int status = StatusCodes.Status200OK) =>
        new(new { Token = token, To = Local(to), Problem = problem, IsCompany = console.Value.OpenId.Authority is not null })
        {
            StatusCode = status,
        };

    /// <summary>Only pages of this service: no link may lead through the sign-in to somebody else's.</summary>
    private static string Local(string? path) => path is ['/', ..] && RedirectHttpResult.IsLocalUrl(path)
        && !path.StartsWith(PeopleAccess.SignInPath, StringComparison.Ordinal) ? path : "/";

    /// <summary>Whoever gives the search box the whole number of an order wants that order, not a list.</summary>
    private async Task<IResult> Search(HttpContext context) =>
        context.Request.Query is { Count: 1 } only && only["q"] is [{ } text]
            && OrderNumber.Normal(text).Number is { Length: > 0 } orderNo && await orders.Find(orderNo, context.RequestAborted) is { } found
            ? Results.Redirect(Links.Order(found.Row.OrderNo))
            : new RazorComponentResult<OrdersPage>();

    /// <summary>As an import takes it.</summary>
    private async Task<IResult> Stores(HttpContext context)
    {
        var directory = await stores.LookAgain(context.RequestAborted);
        context.Response.Headers.ContentDisposition = "attachment; filename=\"stores.csv\"";
        return Results.Text(await StoreFile.Write(directory.Entries), "text/csv", System.Text.Encoding.UTF8);
    }

    /// <summary>The list of orders as a table, at most ten thousand: whoever needs more narrows the filter.</summary>
    private async Task Csv(HttpContext context)
    {
        const int PageSize = 500, Pages = 20;
        var filter = Links.Filter(name => context.Request.Query[name]).Read(invoicing.Value.Zone, clock.GetUtcNow());
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"orders.csv\"";
        // Spreadsheets would take a message that begins with = for a formula.
        await using var csv = CsvWriter.Create(context.Response.Body, new() { Injection = CsvInjection.Escape }, leaveOpen: true);
        await csv.WriteRecordAsync(["order", "omsId", "state", "store", "failure", "message", "changed"], context.RequestAborted);
        OrderCursor? after = null;
        for (var page = 0; page < Pages; page++)
        {
            var found = await orders.List(filter, after, PageSize, context.RequestAborted);
            foreach (var order in OrderList.Of(found).Orders)
            {
                await csv.WriteRecordAsync(
                    [
                        order.OrderNo, order.OrderId ?? "", order.State.ToString(), order.InvoicingStore ?? "",
                        order.FailureKind?.ToString() ?? "", order.Message ?? "",
                        IsoTime.Text(order.UpdatedAt),
                    ],
                    context.RequestAborted);
            }

            if (found.Next is null)
            {
                break;
            }

            after = found.Next;
        }

        await csv.FlushAsync(context.RequestAborted);
    }
}
