using System.Text.Json;
using Invoicing.Emporix.Documents;
using Invoicing.Emporix.Jobs;
using Invoicing.Failures;
using Invoicing.Orders;
using Invoicing.Process;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix.Api;

/// <summary>Invoice jobs and their documents, as Emporix's own invoice service has them.</summary>
internal sealed class JobRoutes(
    IOptions<EmporixSettings> options,
    InvoiceJobs jobs,
    IInvoices invoices,
    FurtherMails mails,
    IDocumentStore store,
    EmporixSystem system,
    Logos logos)
    : IApiRoutes
{
    /// <summary>Anybody may ask: connections to the database are the flow's.</summary>
    private readonly SemaphoreSlim _downloads = new(2);

    public void Map(IEndpointRouteBuilder routes)
    {
        var settings = options.Value;
        routes.MapPost("/invoice/{tenant}/jobs/invoices", Create).RequireScope(settings.InvoiceManageScope);
        routes.MapGet("/invoice/{tenant}/jobs/invoices/{jobId}", Show).RequireScope(settings.InvoiceReadScope);
        routes.MapPost("/invoice/{tenant}/previews", Preview).RequireScope(settings.InvoiceManageScope);
        routes.MapPost("/invoice/{tenant}/documents/{number}/mail", Mail).RequireScope(settings.InvoiceManageScope);
        // Who has the link may read it: nobody can guess it.
        routes.MapGet("/invoice/{tenant}/documents/{token}.pdf", Download).ForEverybody();
    }

    private async Task Create(HttpContext context)
    {
        var body = await context.ReadObject();
        var type = body.NeedText("jobType") switch
        {
            nameof(JobType.MANUAL) => JobType.MANUAL,
            nameof(JobType.AUTOMATIC) => JobType.AUTOMATIC,
            _ => throw body.Fault("jobType", "must be MANUAL or AUTOMATIC"),
        };
        IReadOnlyList<string> orders = type == JobType.MANUAL ? OrderIds(body) : [];
        try
        {
            var jobId = await jobs.Create(
                context.RouteText("tenant"), type, orders, context.Caller().Client, context.IdempotencyKey(), context.RequestAborted);
            await context.Answer(StatusCodes.Status201Created, new { jobId });
        }
        catch (FormatException e)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
        catch (JobKeyUsedException e)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
    }

    private static List<string> OrderIds(ApiFields body)
    {
        const string Name = "orderIds";
        if (body.Need(Name) is not { ValueKind: JsonValueKind.Array } list)
        {
            throw body.Fault(Name, "must be a list of texts");
        }

        return [.. list.EnumerateArray().Index().Select(value =>
            JsonText.TryRead(value.Item, orNumber: false, out var id, out var problem)
                ? id
                : throw body.Fault($"{Name}[{value.Index}]", problem))];
    }

    /// <summary>Written as it is read: a job may have ten thousand orders.</summary>
    private async Task Show(HttpContext context)
    {
        var job = await jobs.Find(context.RouteText("tenant"), context.RouteText("jobId"), context.RequestAborted)
            ?? throw ApiErrors.NotFound("there is no such job");
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("jobType", job.Type.ToString());
        json.WriteStartArray("orders");
        var pending = !job.IsSelected;
        var written = 0;
        await foreach (var entry in jobs.Entries(job, context.RequestAborted))
        {
            pending |= entry.OrderStatus == JobEntry.Pending;
            JsonSerializer.Serialize(json, entry, JsonSerializerOptions.Web);
            if (++written % 100 == 0)
            {
                await json.FlushAsync(context.RequestAborted);
            }
        }

        json.WriteEndArray();
        json.WriteString("jobStatus", JobEntry.StatusOf(pending));
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private async Task Download(HttpContext context)
    {
        var (tenant, token) = (context.RouteText("tenant"), context.RouteText("token"));
        await _downloads.WaitAsync(context.RequestAborted);
        EmporixInvoice? invoice;
        byte[]? pdf;
        try
        {
            await using var session = store.QuerySession();
            invoice = await session.Query<EmporixInvoice>().FirstOrDefaultAsync(
                invoice => invoice.Token == token && invoice.Tenant == tenant, context.RequestAborted);
            pdf = invoice is null ? null : await invoices.FileOf(invoice.Id, context.RequestAborted);
        }
        finally
        {
            _downloads.Release();
        }

        await Write(context, pdf ?? throw ApiErrors.NotFound(), CustomerMails.FileNameOf(invoice!.Number!));
    }

    private async Task Mail(HttpContext context)
    {
        var body = await context.ReadObject();
        var to = body.Text("to");
        if (to is not null && MailAddresses.Problem(to) is not null)
        {
            // What is wrong with it would quote it.
            throw body.Fault("to", "is no mail address that every mail server takes");
        }

        // A number may have slashes, which a route leaves as they were sent.
        var number = context.RouteText("number").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var invoice = await mails.Find(context.RouteText("tenant"), number, orOrder: false, context.RequestAborted)
            ?? throw ApiErrors.NotFound("there is no such invoice");
        try
        {
            var wish = new MailWish(to, context.IdempotencyKey());
            await mails.Ask(invoice, wish, context.Caller().Client, "asked for over HTTP", context.RequestAborted);
        }
        catch (CommandRefusedException e)
        {
            throw ApiErrors.BadRequest(e.Message);
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task Preview(HttpContext context)
    {
        var orderId = (await context.ReadObject()).NeedText("orderId", EmporixOrders.LongestId);
        var (document, logoUrl, whyNot) = await system.Preview(context.RouteText("tenant"), orderId, context.RequestAborted);
        if (document is null)
        {
            throw ApiErrors.BadRequest($"order {orderId} cannot be previewed: {whyNot}");
        }

        var (logo, _) = await logos.Get(logoUrl, context.RequestAborted);
        await Write(context, InvoicePdf.Render(document, logo).Bytes, "draft");
    }

    private static async Task Write(HttpContext context, byte[] pdf, string name)
    {
        context.Response.ContentType = "application/pdf";
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{name}.pdf\"";
        context.Response.ContentLength = pdf.Length;
        await context.Response.Body.WriteAsync(pdf, context.RequestAborted);
    }
}
