using System.Globalization;
using System.Text;
using Invoicing.Process;
using Invoicing.Storage;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Vtex.Intake;

/// <summary>
/// Where VTEX pushes events to. Answered once the event is stored, and in any case within VTEX's five seconds: what could not be stored is
/// answered with 503, so that it comes again; what cannot be read is kept, for it would come for ever.
/// </summary>
internal sealed class HookServer(
    IDocumentStore store, IOptions<VtexSettings> options, TimeProvider clock, ILogger<HookServer> logger) : IHostedService, IAsyncDisposable
{
    // Of the five seconds that VTEX waits.
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    private const int LongestKept = 2000;
    private const int MostConnections = 200;

    private readonly OutageLog _outage = new(logger, "Storing what VTEX pushes");
    private WebApplication? _app;

    public async Task StartAsync(CancellationToken ct)
    {
        // The empty builder reads no settings file and no environment, which are the program's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = 16 * HookPush.LongestBody;
        });
        builder.WebHost.UseUrls([.. options.Value.Hook.Urls.Distinct()]);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_time);
        _app = builder.Build();
        _app.Run(Receive);
        await _app.StartAsync(ct);
        logger.LogInformation("VTEX's hook is listened for at {Urls}", string.Join(", ", _app.Urls));
    }

    public Task StopAsync(CancellationToken ct) => _app?.StopAsync(ct) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

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

        var now = clock.GetUtcNow();
        await using var session = store.LightweightSession();
        if (push.Told is { } told)
        {
            session.Store(MarketplaceEvent.Of(EventSource.Hook, push.Account!, told.OrderId!, told.State, told.Change, now));
        }
        else
        {
            Keep(body, push.Problem!, now, session);
        }

        await session.SaveChangesAsync(ct);
    }

    /// <summary>One an hour is kept and told of: a sender that has changed its form would fill the database and the mailboxes.</summary>
    private static void Keep(string body, string problem, DateTimeOffset now, IDocumentSession session)
    {
        var id = OrderKey.Of($"vtex/hook/{now.UtcDateTime.ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture)}");
        session.Store(new UnreadablePush { Id = id, Problem = problem, Body = TextSanitizer.Lines(body, LongestKept), At = now });
        var since = now - s_kept;
        session.DeleteWhere<UnreadablePush>(push => push.At < since);
        NoticeStore.Add(
            Notice.Of(
                NoticeKind.EventsFaulted,
                VtexPlanner.SystemName,
                id,
                $"hook: what came is no event that can be read: {problem}. It is kept and shown by `invoicing vtex status --output json`, "
                    + "and so is the last one of each hour; it was answered with 200, for it would come again.",
                now),
            session);
    }

    private static async Task<(string Text, bool IsWhole)> Read(Stream body, CancellationToken ct)
    {
        var bytes = new byte[HookPush.LongestBody + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return (Encoding.UTF8.GetString(bytes, 0, Math.Min(length, HookPush.LongestBody)), length <= HookPush.LongestBody);
    }
}
