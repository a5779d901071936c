using System.Net;
using Invoicing.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Http;

/// <summary>Where people and programs reach the service: section <c>Http</c>.</summary>
internal sealed class HttpSettings
{
    public const string Section = "Http";

    /// <summary>
    /// Addresses such as <c>http://127.0.0.1:5480</c>; none: nothing is served. One that other machines can reach needs <c>https</c> with
    /// <see cref="CertificateFile"/>, or <see cref="KnownProxies"/>.
    /// </summary>
    public SettingList Urls { get; set; } = ["http://127.0.0.1:5480"];

    /// <summary>PEM, with the certificates that it depends on.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>Addresses of proxies that end TLS before this service: only theirs are believed about who asks.</summary>
    public SettingList KnownProxies { get; set; } = [];

    /// <summary>Names under which it may be asked for, besides those of this machine; others are refused.</summary>
    public SettingList Hosts { get; set; } = [];
}

/// <summary>Nobody's keys may go over a network in clear.</summary>
internal sealed class HttpSettingsValidation : IValidateOptions<HttpSettings>
{
    public ValidateOptionsResult Validate(string? name, HttpSettings options)
    {
        string[] problems =
        [
            .. options.Urls.Select(ProblemOf).OfType<string>(),
            .. options.Hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown)
                .Select(host => $"Http:Hosts names '{host}', which is no name of a host such as invoicing.example.com."),
            .. options.KnownProxies.Where(proxy => !IPAddress.TryParse(proxy, out _))
                .Select(proxy => $"Http:KnownProxies names '{proxy}', which is no network address such as 10.0.0.7."),
            .. (options.CertificateFile is null) != (options.CertificateKeyFile is null)
                ? ["Http:CertificateFile and Http:CertificateKeyFile belong together: give both."]
                : Array.Empty<string>(),
            .. new[] { options.CertificateFile, options.CertificateKeyFile }.OfType<string>().Where(file => !File.Exists(file))
                .Select(file => $"Http:CertificateFile or Http:CertificateKeyFile names {file}, which is no file that can be read."),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        string? ProblemOf(string url)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/")
            {
                return $"Http:Urls has '{url}'; an address such as http://127.0.0.1:5480 is expected.";
            }

            if (uri.Scheme == Uri.UriSchemeHttps && options.CertificateFile is null)
            {
                return $"Http:Urls has {url}, and Http:CertificateFile is missing.";
            }

            return uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback && options.KnownProxies.Count == 0
                ? $"Http:Urls has {url}, which other machines can reach: keys would go over the network in clear. Use https with "
                    + "Http:CertificateFile, or name in Http:KnownProxies the proxy that ends TLS before it."
                : null;
        }
    }
}

internal static class HttpPaths
{
    public const string Api = "/api/v1";

    private static readonly string[] s_forPrograms = ["/api", "/metrics", "/openapi", "/health"];

    public static bool IsForPrograms(PathString path) => Array.Exists(s_forPrograms, start => path.StartsWithSegments(start));
}

/// <summary>People must get in, and nobody else.</summary>
internal sealed class ConsoleSettingsValidation : IValidateOptions<ConsoleSettings>
{
    public ValidateOptionsResult Validate(string? name, ConsoleSettings options)
    {
        var openId = options.OpenId;
        string[] problems =
        [
            .. options.PublicUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri)
                && uri is { Scheme: "https" } or { Scheme: "http", IsLoopback: true }
                && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" })
                ? [$"Console:PublicUrl is '{url}'; an address such as https://invoicing.example.com is expected."]
                : Array.Empty<string>(),
            .. openId.Authority is { } authority && !(Uri.TryCreate(authority, UriKind.Absolute, out var issuer)
                && (issuer.Scheme == Uri.UriSchemeHttps || issuer is { Scheme: "http", IsLoopback: true }))
                ? [$"Console:OpenId:Authority is '{authority}'; an address such as https://login.example.com is expected."]
                : Array.Empty<string>(),
            .. (openId.Authority is null) != (openId.ClientId is null)
                ? ["Console:OpenId:Authority and Console:OpenId:ClientId belong together: give both."]
                : Array.Empty<string>(),
            .. openId.Authority is not null && openId is { AdminGroups: [], OperatorGroups: [], ViewerGroups: [] }
                ? ["Console:OpenId names no group: nobody who comes by it could do anything. Give Console:OpenId:AdminGroups, "
                    + "OperatorGroups or ViewerGroups."]
                : Array.Empty<string>(),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
