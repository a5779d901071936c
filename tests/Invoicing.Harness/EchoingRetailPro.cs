using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Invoicing.Harness;

/// <summary>A Retail Pro that throws what it was sent back at the caller, in every way an API may: bodies, headers, addresses.</summary>
internal sealed class EchoingRetailPro : IAsyncDisposable
{
    /// <summary>By the last digit of the order number.</summary>
    private static readonly Func<HttpContext, string, Task>[] s_answers =
    [
        (context, request) => Answer(context, 200, "application/json", $$"""{"documentNo":"INV1","echo":{{request}}}"""),
        (context, request) => Answer(context, 400, "application/json", $$"""{"error":"wrong values","request":{{request}}}"""),
        (context, request) => Answer(context, 400, "application/json", $$"""[{"errorcode":7,"errormsg":{{Quoted(request)}}}]"""),
        (context, request) => Answer(context, 422, "text/plain", $"These values are wrong: {request}"),
        (context, request) => Answer(
            context,
            500,
            "text/html",
            $"<html><title>Wrong</title><body>{request.Replace('{', ' ').Replace(",", "<br>")}</body></html>"),
        (context, request) => Answer(context, 200, "application/json", request[..(request.Length - 5)]),
        (context, request) => Answer(context, 409, "application/json", $$"""{"error":"exists","request":{{request}}}"""),
        (context, request) =>
        {
            context.Response.Headers.Location = "/login?was=" + Uri.EscapeDataString(request);
            return Answer(context, 302, "text/plain", request);
        },
        (context, request) => Answer(
            context,
            401,
            "application/json",
            $$"""{"error":"no session","headers":{{Quoted(string.Join("; ", context.Request.Headers))}}}"""),
        (context, request) => Answer(context, 503, "text/plain", request),
    ];

    private readonly WebApplication _app;

    private EchoingRetailPro(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<EchoingRetailPro> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.Run(Echo);
        await app.StartAsync();
        return new EchoingRetailPro(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task Echo(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = await reader.ReadToEndAsync();
        var number = request.IndexOf("\"OrderNo\":\"", StringComparison.Ordinal) is >= 0 and var at ?
            request[(at + 11)..(at + 15)] :
            "0000";
        context.Response.Headers["X-Request"] = Uri.EscapeDataString(request);
        await s_answers[number[^1] - '0'](context, request);
    }

    private static Task Answer(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
