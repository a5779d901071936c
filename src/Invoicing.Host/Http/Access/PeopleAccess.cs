using System.Security.Claims;
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
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Invoicing.Host.Http.Access;

/// <summary>People come by a link that lets one of them in, once, or by the company's sign-in; then a cookie knows them.</summary>
internal static class PeopleAccess
{
    public const string SignInPath = "/sign-in";

    /// <summary>Where the company's sign-in sends people back to.</summary>
    public const string CallbackPath = "/sign-in/callback";

    /// <summary>To the sign-in page with what to say.</summary>
    public const string Denied = "denied", Failed = "failed";

    private const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;
    private const string SessionCookie = "invoicing_session";

    /// <summary>A provider that does not answer must not keep people waiting for a minute, one after the other.</summary>
    private static readonly TimeSpan s_companyAnswers = TimeSpan.FromSeconds(15);

    public static void AddPeople(
        this IServiceCollection services, AuthenticationBuilder access, SignIns signIns, ConsoleSettings settings, ILogger logger)
    {
        services.AddDataProtection().SetApplicationName("invoicing");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new KeyRing(signIns));
        services.AddAntiforgery(forms => Protect(forms.Cookie, "invoicing_forms"));
        access.AddCookie(cookie =>
        {
            Protect(cookie.Cookie, SessionCookie);
            if (settings.PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true)
            {
                // Browsers take it from this very name alone, and over TLS.
                cookie.Cookie.Name = $"__Host-{SessionCookie}";
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            }

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
            access.AddOpenIdConnect(company => Configure(company, authority, settings, signIns, logger));
        }

        static void Protect(CookieBuilder cookie, string name)
        {
            cookie.Name = name;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.HttpOnly = true;
            // Links of mails must find who is signed in, and leave open forms as they are; forms of other sites are refused besides.
            cookie.SameSite = SameSiteMode.Lax;
        }
    }

    /// <summary>Pages are asked for with a cookie, everything else with a key.</summary>
    public static string SchemeOf(HttpContext context) =>
        context.Request.Headers.Authorization.Count > 0 || HttpPaths.IsForPrograms(context.Request.Path) ? KeyAuthentication.Name : Cookie;

    /// <param name="address">Under which people reach the pages.</param>
    public static string LinkOf(string? address, string token) => $"{address?.TrimEnd('/')}{SignInPath}?t={token}";

    public static async Task SignIn(HttpContext context, SignInLink link)
    {
        await EndSession(context);
        await context.SignInAsync(Cookie, Callers.Of(link.Name, link.Role, DecidedVia.Console, Cookie), new() { IsPersistent = true });
    }

    /// <summary>People are sent to the company's sign-in.</summary>
    public static async Task SendToCompany(HttpContext context, string to, ILogger logger)
    {
        try
        {
            await context.ChallengeAsync(OpenIdConnectDefaults.AuthenticationScheme, new() { RedirectUri = to });
        }
        catch (InvalidOperationException e)
        {
            // What it tells of itself cannot be read.
            Refused(context, e, logger);
        }
    }

    private static void Configure(
        OpenIdConnectOptions company, string authority, ConsoleSettings settings, SignIns signIns, ILogger logger)
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
        company.BackchannelTimeout = s_companyAnswers;
        company.CallbackPath = CallbackPath;
        // Any page of the web could sign people out by these.
        company.RemoteSignOutPath = company.SignedOutCallbackPath = default;
        company.MapInboundClaims = false;
        company.SignInScheme = Cookie;
        company.Scope.Clear();
        settings.OpenId.Scopes.ToList().ForEach(company.Scope.Add);
        company.Events.OnTokenValidated = context =>
        {
            // Allowed where TLS alone vouches for it, and sent by no provider.
            if (context.SecurityToken.Header.Alg is null or "none")
            {
                context.Fail("The id token is not signed.");
            }

            return Task.CompletedTask;
        };
        // All that is wrong with an answer is known by now.
        company.Events.OnTicketReceived = async context =>
        {
            var person = context.Principal!;
            if (RoleOf(person, settings.OpenId) is not { } role)
            {
                logger.LogWarning("Somebody whom the company's sign-in has sent is in no group of Console:OpenId");
                context.HandleResponse();
                context.Response.Redirect($"{SignInPath}?problem={Denied}");
                return;
            }

            var name = person.FindFirstValue(settings.OpenId.NameClaim) is { } given && !string.IsNullOrWhiteSpace(given)
                ? given : person.FindFirstValue("sub")!;
            await signIns.Tell(name, role, context.HttpContext.Connection.RemoteIpAddress?.ToString(), context.HttpContext.RequestAborted);
            context.Principal = Callers.Of(name, role, DecidedVia.Console, Cookie);
            context.Properties!.IsPersistent = true;
            await EndSession(context.HttpContext);
        };
        company.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            // Whatever else comes to this address is not an answer to what was asked, and anybody can send it.
            Refused(context.HttpContext, context.Failure, context.Properties is null ? null : logger);
            return Task.CompletedTask;
        };
    }

    private static void Refused(HttpContext context, Exception? why, ILogger? logger)
    {
        // What is around it tells of the library.
        logger?.LogWarning("The company's sign-in fails: {Error}", why?.GetBaseException() switch
        {
            null => "no reason was given",
            OperationCanceledException => $"it did not answer within {s_companyAnswers.TotalSeconds} s",
            var reason => OutageLog.Describe(reason),
        });
        context.Response.Redirect($"{SignInPath}?problem={Failed}");
    }

    /// <summary>Whoever signs in gets a session of their own: none goes on that somebody may have slipped into this browser.</summary>
    private static async Task EndSession(HttpContext context)
    {
        await context.SignOutAsync(Cookie);
        // What has read the cookie of this request would go on with its session.
        context.Request.Headers.Cookie = default;
        var scope = context.RequestServices.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        context.Response.RegisterForDisposeAsync(scope);
        context.RequestServices = scope.ServiceProvider;
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
