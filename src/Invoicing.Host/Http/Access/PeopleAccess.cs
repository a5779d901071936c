using System.Security.Claims;
using System.Threading.RateLimiting;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Invoicing.Host.Http.Access;

/// <summary>People come by a link that lets one of them in, once, or by the company's sign-in; then a cookie knows them.</summary>
internal static class PeopleAccess
{
    public const string SignInPath = "/sign-in";

    /// <summary>Of tries to sign in: ten a minute from an address.</summary>
    public const string FewTries = "sign-in";

    /// <summary>Where the company's sign-in sends people back to.</summary>
    public const string CallbackPath = "/sign-in/callback";

    /// <summary>To the sign-in page with what to say.</summary>
    public const string Denied = "denied", Failed = "failed";

    private const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;

    public static void AddPeople(this IServiceCollection services, AuthenticationBuilder access, SignIns signIns, ConsoleSettings settings)
    {
        services.AddDataProtection().SetApplicationName("invoicing");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new KeyRing(signIns));
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy(FewTries, context => RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress,
                _ => new FixedWindowRateLimiterOptions { PermitLimit = 10, Window = TimeSpan.FromMinutes(1) }));
        });
        access.AddCookie(cookie =>
        {
            cookie.Cookie.Name = "invoicing_session";
            cookie.Cookie.HttpOnly = true;
            // Links of mails must find who is signed in; forms of other sites are refused besides.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.SessionStore = new Sessions(signIns);
            cookie.ExpireTimeSpan = SignIns.SessionLasts;
            cookie.SlidingExpiration = false;
            cookie.LoginPath = SignInPath;
            cookie.ReturnUrlParameter = "to";
            cookie.Events.OnRedirectToAccessDenied = context => throw new ProblemException(
                StatusCodes.Status403Forbidden,
                "forbidden",
                $"This needs another role; yours is {context.HttpContext.Caller()?.Role}. "
                    + "An administrator can let you in with another one.");
        });
        if (settings.OpenId.Authority is { } authority)
        {
            access.AddOpenIdConnect(company => Configure(company, authority, settings, signIns));
        }
    }

    /// <summary>Pages are asked for with a cookie, everything else with a key.</summary>
    public static string SchemeOf(HttpContext context) =>
        context.Request.Headers.Authorization.Count > 0 || HttpPaths.IsForPrograms(context.Request.Path) ? KeyAuthentication.Name : Cookie;

    public static Task SignIn(HttpContext context, SignInLink link) =>
        context.SignInAsync(Cookie, Callers.Of(link.Name, link.Role, DecidedVia.Console, Cookie), new() { IsPersistent = true });

    private static void Configure(OpenIdConnectOptions company, string authority, ConsoleSettings settings, SignIns signIns)
    {
        company.Authority = authority;
        company.ClientId = settings.OpenId.ClientId;
        company.ClientSecret = settings.OpenId.ClientSecret;
        company.ResponseType = OpenIdConnectResponseType.Code;
        // The usual answer by a form needs cookies that browsers send over TLS alone, and this may be a trial on one machine.
        company.ResponseMode = OpenIdConnectResponseMode.Query;
        company.CorrelationCookie.SameSite = company.NonceCookie.SameSite = SameSiteMode.Lax;
        company.CorrelationCookie.SecurePolicy = company.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        company.RequireHttpsMetadata = !new Uri(authority).IsLoopback;
        company.CallbackPath = CallbackPath;
        company.MapInboundClaims = false;
        company.SignInScheme = Cookie;
        company.Scope.Clear();
        settings.OpenId.Scopes.ToList().ForEach(company.Scope.Add);
        company.Events.OnTokenValidated = async context =>
        {
            var person = context.Principal!;
            var name = person.FindFirstValue(settings.OpenId.NameClaim) ?? person.FindFirstValue("sub")!;
            if (RoleOf(person, settings.OpenId) is not { } role)
            {
                context.HandleResponse();
                context.Response.Redirect($"{SignInPath}?problem={Denied}");
                return;
            }

            await signIns.Tell(name, role, context.HttpContext.Connection.RemoteIpAddress?.ToString(), context.HttpContext.RequestAborted);
            context.Principal = Callers.Of(name, role, DecidedVia.Console, Cookie);
            context.Properties!.IsPersistent = true;
        };
        company.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.Redirect($"{SignInPath}?problem={Failed}");
            return Task.CompletedTask;
        };
    }

    /// <returns>The highest of all groups; null: in none that may anything.</returns>
    private static AccessRole? RoleOf(ClaimsPrincipal person, OpenIdSettings openId)
    {
        var groups = person.FindAll(openId.GroupsClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return groups.Overlaps(openId.AdminGroups) ? AccessRole.Admin
            : groups.Overlaps(openId.OperatorGroups) ? AccessRole.Operator
            : groups.Overlaps(openId.ViewerGroups) ? AccessRole.Viewer
            : null;
    }
}
