using System.Security.Claims;
using System.Text.Encodings.Web;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Http.Access;

/// <summary>Programs come with a key: <c>Authorization: Bearer inv_…</c>.</summary>
internal sealed class KeyAuthentication(
    AccessKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Key";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        return await keys.Find(header[Bearer.Length..].Trim(), Context.RequestAborted) is { } key
            ? AuthenticateResult.Success(new(Callers.Of($"key {key.Name}", key.Role, DecidedVia.Api, Name), Name))
            : AuthenticateResult.Fail("The key is unknown or was revoked.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Write(
            Context,
            StatusCodes.Status401Unauthorized,
            "unauthenticated",
            "Who are you? Send a key as `Authorization: Bearer inv_…`; an administrator makes one by `invoicing keys create`. A key that "
                + "was revoked is refused, too.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.Write(
        Context,
        StatusCodes.Status403Forbidden,
        "forbidden",
        $"The role {Context.Caller()?.Role} may not do this. `invoicing keys create --role` makes a key with another one.");
}

/// <summary>Who asks.</summary>
internal sealed record Caller(string Name, AccessRole Role, string Via);

internal static class Callers
{
    private const string ViaClaim = "via";

    public static ClaimsPrincipal Of(string name, AccessRole role, string via, string scheme) => new(new ClaimsIdentity(
        [new(ClaimTypes.Name, name), new(ClaimTypes.Role, role.ToString()), new(ViaClaim, via)], scheme));

    /// <returns>Null: nobody that is known.</returns>
    public static Caller? Caller(this HttpContext context) =>
        context.User is { Identity: { IsAuthenticated: true, Name: { } name } } user
            && Enum.TryParse<AccessRole>(user.FindFirstValue(ClaimTypes.Role), out var role)
            ? new(name, role, user.FindFirstValue(ViaClaim) ?? DecidedVia.Api)
            : null;

    /// <summary>A decision of whoever asks.</summary>
    public static OperatorDecision Decision(this HttpContext context, string reason)
    {
        var caller = context.Caller() ?? throw new InvalidOperationException("Nobody may decide without being known.");
        return new(caller.Name, reason, caller.Via, context.Connection.RemoteIpAddress?.ToString());
    }
}
