using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Invoicing.Systems;
using Invoicing.Systems.Http;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;

namespace Invoicing.Emporix;

/// <summary>Calls Emporix's services for a tenant, with a token of its own that is asked for when it is needed.</summary>
internal sealed class EmporixClient(
    IOptions<EmporixSettings> options, ResiliencePipelineProvider<string> pipelines, TimeProvider clock) : IEmporix, IDisposable
{
    /// <summary>Of a token that says not how long it lives, in seconds.</summary>
    private const int DefaultLifetime = 300;

    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(30);

    // Whoever is refused is tried again more often than this.
    private static readonly TimeSpan s_refusalLasts = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Account> _accounts = new();

    public Task<HttpAttempt> Get(string tenant, string path, TimeSpan left) =>
        Call(tenant, new(clock, left), (connection, time) => connection.Get(path, time));

    public Task<HttpAttempt> Post(string tenant, string path, string body, CallDeadline deadline) =>
        Call(tenant, deadline, (connection, time) => connection.Send(HttpMethod.Post, path, new(body, deadline), time));

    public bool RefusesAll => options.Value.Tenants.Count == 1
        || options.Value.Tenants.Keys.All(tenant => clock.GetUtcNow() - AccountOf(tenant).RefusedAt < s_refusalLasts);

    public Task<HttpAttempt> Check(string tenant) => Renew(AccountOf(tenant), null, new(clock, options.Value.CallTimeout));

    public void Dispose()
    {
        foreach (var account in _accounts.Values)
        {
            account.Connection.Dispose();
        }
    }

    private async Task<HttpAttempt> Call(
        string tenant, CallDeadline deadline, Func<HttpConnection, CancellationToken, Task<HttpAttempt>> exchange)
    {
        var account = AccountOf(tenant);
        var attempt = await Call(account, deadline, exchange);
        account.RefusedAt = attempt.Answer?.Status switch
        {
            401 or 403 => clock.GetUtcNow(),
            >= 200 and < 300 => null,
            _ => account.RefusedAt,
        };
        return attempt;
    }

    /// <summary>A token that is refused was taken back before its time: with a new one the call is made again, for it was not made.</summary>
    private async Task<HttpAttempt> Call(
        Account account, CallDeadline deadline, Func<HttpConnection, CancellationToken, Task<HttpAttempt>> exchange)
    {
        if (account.Token is not { } token || clock.GetUtcNow() > account.ExpiresAt)
        {
            var renewed = await Renew(account, account.Token, deadline);
            if (renewed.Answer?.Status != 200)
            {
                return renewed;
            }

            token = account.Token!;
        }

        var attempt = await Exchange();
        if (attempt.Answer?.Status != 401)
        {
            return attempt;
        }

        var anew = await Renew(account, token, deadline);
        return anew.Answer?.Status == 200 ? await Exchange() : anew;

        Task<HttpAttempt> Exchange() => pipelines.GetPipeline<HttpAttempt>(EmporixPipeline.Name).Call(
            deadline.Left, EmporixPipeline.BreakDuration, time => exchange(account.Connection, time));
    }

    /// <param name="known">The token that does not do any more: another call may have renewed it meanwhile.</param>
    /// <returns>The answer to the question for a token; one that was not given stands for a call that was not made.</returns>
    private async Task<HttpAttempt> Renew(Account account, string? known, CallDeadline deadline)
    {
        await account.Gate.WaitAsync();
        try
        {
            if (account.Token is not null && account.Token != known)
            {
                return new(new(200));
            }

            var form = new FormUrlEncodedContent(new Dictionary<string, string?>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = account.Settings.ClientId,
                ["client_secret"] = account.Settings.ClientSecret,
            });
            var body = await form.ReadAsStringAsync();
            account.Token = null;
            var attempt = await pipelines.GetPipeline<HttpAttempt>(EmporixPipeline.Name).Call(
                deadline.Left,
                EmporixPipeline.BreakDuration,
                time => account.Connection.Send(
                    HttpMethod.Post, "/oauth/token", new(body, deadline, "application/x-www-form-urlencoded"), time));
            return attempt switch
            {
                { Answer: { Status: 200 } answer } when Take(account, answer) => attempt,
                { Answer.Status: 400 or 401 or 403 } => new(new(401, Text: "the client is refused")),
                { Answer: { } other } => new(
                    null, TransportFailure.BreakerOpen, RetryAfter: other.WaitFrom(clock.GetUtcNow()) ?? EmporixPipeline.BreakDuration),
                _ => new(
                    null, attempt.WasHeldBack ? attempt.Interruption : TransportFailure.NotConnected, attempt.Detail, attempt.RetryAfter),
            };
        }
        finally
        {
            account.Gate.Release();
        }
    }

    private bool Take(Account account, HttpAnswer answer)
    {
        if (answer.JsonObject() is not { } json)
        {
            return false;
        }

        var seconds = json.TryGetProperty("expires_in", out var number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt32(out var told) ? told : DefaultLifetime;
        account.Token = EmporixAnswers.TextOf(json, "access_token");
        account.ExpiresAt = clock.GetUtcNow() + TimeSpan.FromSeconds(seconds) - s_margin;
        return account.Token is not null;
    }

    private Account AccountOf(string tenant) => _accounts.GetOrAdd(tenant, name =>
    {
        var account = new Account(options.Value.Tenants[name]);
        account.Connection = new(options.Value.BaseUrl, TimeSpan.FromSeconds(5), headers =>
        {
            headers.Accept.Add(new("application/json"));
            if (account.Token is { } token)
            {
                headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
        });
        return account;
    });

    private sealed class Account(EmporixTenantSettings settings)
    {
        public EmporixTenantSettings Settings => settings;

        public HttpConnection Connection { get; set; } = null!;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public volatile string? Token;

        /// <summary>Null: not since it last succeeded.</summary>
        public DateTimeOffset? RefusedAt { get; set; }

        public DateTimeOffset ExpiresAt { get; set; }
    }
}
