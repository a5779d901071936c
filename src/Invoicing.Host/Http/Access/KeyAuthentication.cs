using System.Text.Encodings.Web;
using Invoicing.Operations;
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
