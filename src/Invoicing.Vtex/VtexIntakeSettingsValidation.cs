using Microsoft.Extensions.Options;

namespace Invoicing.Vtex;

/// <summary>Refuses settings of feed and hook that cannot work, each by its name with what is allowed. Never quotes a secret.</summary>
internal sealed class VtexIntakeSettingsValidation : IValidateOptions<VtexSettings>
{
    private const int ShortestSecret = 16;

    public ValidateOptionsResult Validate(string? name, VtexSettings options)
    {
        string[] problems = [.. Problems(options).OfType<string>()];
        return problems.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => $"{VtexSettings.Section}:{problem}"));
    }

    private static IEnumerable<string?> Problems(VtexSettings settings)
    {
        var (feed, hook) = (settings.Feed, settings.Hook);
        var hasAccounts = settings.Accounts.Count > 0;
        return
        [
            feed.Enabled && !hasAccounts ? "Feed:Enabled is true, but Vtex:Accounts names no account whose feed could be read." : null,
            feed.Manage && !feed.Enabled && !hook.IsOn
                ? "Feed:Manage is true, but neither Vtex:Feed:Enabled nor Vtex:Hook:Urls is set: there is nothing to manage."
                : null,
            feed.States.Length == 0 || Array.Exists(feed.States, state => state.Length == 0 || !state.All(IsOfState))
                ? "Feed:States needs states of orders as VTEX names them, such as ready-for-handling."
                : null,
            hook.IsOn && !hasAccounts ? "Hook:Urls is set, but Vtex:Accounts names no account whose orders it could be told of." : null,
            hook.Urls.All(IsListening)
                ? null
                : "Hook:Urls is no list of addresses to listen at, allowed are those such as http://0.0.0.0:8090: TLS is for what stands "
                    + "in front of it.",
            hook.PublicUrl is not { } url ? feed.Manage && hook.IsOn ? "Hook:PublicUrl is missing: Vtex:Feed:Manage needs it." : null
                : !hook.IsOn ? "Hook:PublicUrl is set, but Vtex:Hook:Urls is not."
                : IsPublic(url) ? null
                : "Hook:PublicUrl is no address that VTEX calls, allowed is one that begins with https://.",
            hook.Header.Length > 0 && hook.Header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                ? null
                : "Hook:Header is no name of a header, allowed are letters, digits, - and _.",
            Secret(hook),
        ];
    }

    private static string? Secret(VtexHookSettings hook) => hook switch
    {
        { IsOn: true, Secret: null or "" } => "Hook:Secret is missing: without it anybody could push events.",
        { Secret: null or "" } => null,
        { IsOn: false } => "Hook:Secret is set, but Vtex:Hook:Urls is not.",
        { Secret.Length: < ShortestSecret } => $"Hook:Secret is too short, at least {ShortestSecret} characters are needed.",
        _ => hook.Secret.Any(c => c is <= ' ' or > '~')
            ? "Hook:Secret has characters that no header can have, allowed is printable ASCII."
            : null,
    };

    private static bool IsOfState(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static bool IsListening(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(text.Replace("//+", "//0.0.0.0").Replace("//*", "//0.0.0.0"), UriKind.Absolute, out var url)
        && url.PathAndQuery == "/";

    // Loopback is for tests.
    private static bool IsPublic(Uri url) => url.IsAbsoluteUri && url.UserInfo.Length == 0 && url.Fragment.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
