using System.Text;
using Invoicing.Messaging;
using Invoicing.Storage;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Vtex.Intake;

/// <summary>
/// Where VTEX pushes events to. Answered once the event is stored, and in any case within VTEX's five seconds: what could not be stored is
/// answered with 503, so that it comes again; what cannot be read is kept, for it would come for ever.
/// </summary>
internal sealed class HookServer(
    IDocumentStore store, IOptions<VtexSettings> options, TimeProvider clock, ILogger<HookServer> logger)
    : WebServer("Listening for VTEX's hook", clock, logger)
{
    // Of the five seconds that VTEX waits.
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(4);

    // Connections to the database are the flow's: orders must not wait for what VTEX pushes.
    private const int MostAtOnce = 4;

    private readonly OutageLog _outage = new(logger, "Storing what VTEX pushes");
    private readonly SemaphoreSlim _places = new(MostAtOnce);

    protected override IEnumerable<string> Urls => options.Value.Hook.Urls;

    // No more than an event may have is ever read.
    protected override long? LongestBody => null;

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    protected override void Answer(WebApplication app) => app.Run(Receive);

    private async Task Receive(HttpContext context)
    {
        var hook = options.Value.Hook;
        context.Response.StatusCode = !HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status405MethodNotAllowed
            : !HookPush.IsSecret(context.Request.Headers[hook.Header], hook.Secret!) ? StatusCodes.Status401Unauthorized
            : await Take(context) ? StatusCodes.Status200OK
            : StatusCodes.Status503ServiceUnavailable;
    }

    /// <summary>Whether it is taken, within the time.</summary>
    private async Task<bool> Take(HttpContext context)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        time.CancelAfter(s_time);
        try
        {
            // A database that does not even take the cancellation must not cost VTEX's patience.
            var taken = Take(context.Request.Body, time.Token);
            await taken.WaitAsync(time.Token);
            _outage.Works();
            return true;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            // Whatever it was: VTEX repeats it.
            _outage.Failed(e);
            return false;
        }
    }

    private async Task Take(Stream stream, CancellationToken ct)
    {
        var (body, isWhole) = await Read(stream, ct);
        var push = isWhole
            ? HookPush.Read(body, options.Value.Accounts.Keys, options.Value.Feed.States)
            : new HookPush(Problem: $"it is longer than {HookPush.LongestBody / 1024} KB");
        if (push.Problem is null && push.Told is null)
        {
            return;
        }

        await _places.WaitAsync(ct);
        try
        {
            await Store(body, push, ct);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task Store(string body, HookPush push, CancellationToken ct)
    {
        var now = Clock.GetUtcNow();
        await using var session = store.LightweightSession();
        if (push.Told is { } told)
        {
            session.Store(MarketplaceEvent.Of(EventSource.Hook, push.Account!, told.OrderId!, told.State, told.Change, now));
        }
        else
        {
            Unreadable.Keep(Subscription.HookPlace, body, push.Problem!, now, session);
        }

        await session.SaveChangesAsync(ct);
    }

    private static async Task<(string Text, bool IsWhole)> Read(Stream body, CancellationToken ct)
    {
        var bytes = new byte[HookPush.LongestBody + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return (Encoding.UTF8.GetString(bytes, 0, Math.Min(length, HookPush.LongestBody)), length <= HookPush.LongestBody);
    }
}
