using System.Xml.Linq;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Invoicing.Host.Http.Access;

/// <summary>
/// Who is signed in stands in the database: every process knows it, it can be ended, and a cookie that somebody makes up is nobody's.
/// </summary>
internal sealed class Sessions(SignIns signIns) : ITicketStore
{
    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var (name, role) = (ticket.Principal.Identity?.Name, ticket.Principal.FindFirst(System.Security.Claims.ClaimTypes.Role)?.Value);
        return await signIns.Begin(name!, Enum.Parse<AccessRole>(role!), CancellationToken.None);
    }

    /// <summary>They last for a time and are not made longer.</summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket) => Task.CompletedTask;

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        if (await signIns.Find(key, CancellationToken.None) is not { } session)
        {
            return null;
        }

        const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var person = Callers.Of(session.Name, session.Role, DecidedVia.Console, Scheme);
        return new(person, new() { ExpiresUtc = session.ExpiresAt, IsPersistent = true }, Scheme);
    }

    public Task RemoveAsync(string key) => signIns.End(key, CancellationToken.None);
}

/// <summary>The keys that protect cookies and forms, the same for all processes, also after a restart.</summary>
internal sealed class KeyRing(SignIns signIns) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. signIns.Keys(CancellationToken.None).GetAwaiter().GetResult().Select(key => XElement.Parse(key.Xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        signIns.Keep(new() { Id = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) }, CancellationToken.None)
            .GetAwaiter().GetResult();
}
