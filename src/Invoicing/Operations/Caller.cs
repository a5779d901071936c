using System.Security.Claims;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Operations;

/// <summary>Who asks over HTTP.</summary>
/// <param name="Via">One of <see cref="DecidedVia"/>.</param>
internal sealed record Caller(string Name, AccessRole Role, string Via)
{
    public bool May(AccessRole role) => Role >= role;
}

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
