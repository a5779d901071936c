namespace Invoicing;

/// <summary>The pages for people: section <c>Console</c>. Where they are served is said in section <c>Http</c>.</summary>
internal sealed class ConsoleSettings
{
    public const string Section = "Console";

    /// <summary>
    /// The address under which people reach the pages, such as <c>https://invoicing.example.com</c>: mails link to it. None: mails have no
    /// links, and the first of <c>Http:Urls</c> is told.
    /// </summary>
    public string? PublicUrl { get; set; }

    public OpenIdSettings OpenId { get; set; } = new();
}

/// <summary>The company's sign-in, by OpenID Connect: code flow with PKCE.</summary>
internal sealed class OpenIdSettings
{
    /// <summary>The issuer, such as <c>https://login.microsoftonline.com/TENANT/v2.0</c>; none: people come by links alone.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    /// <summary>None: the provider takes PKCE alone.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Names or ids of groups whose people are admins. Who is in none of the three kinds may nothing.</summary>
    public SettingList AdminGroups { get; set; } = [];

    public SettingList OperatorGroups { get; set; } = [];

    public SettingList ViewerGroups { get; set; } = [];

    /// <summary>The claim that has a person's groups.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>The claim by which a person is named in timelines and in the audit.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    public SettingList Scopes { get; set; } = ["openid", "profile"];
}

/// <summary>Addresses of pages that mails link to, below <see cref="ConsoleSettings.PublicUrl"/>. They never change.</summary>
internal static class ConsolePaths
{
    public static string Order(string orderNo) => $"/orders/{Uri.EscapeDataString(orderNo)}";

    /// <summary>Of a failure on its order's page.</summary>
    public static string Attempt(int? attempt) => attempt is null ? "" : $"#attempt-{attempt}";

    /// <summary>Of a cause on the page of failures.</summary>
    /// <param name="cause">Kind and place.</param>
    public static string Cause(string cause) => cause.Replace('/', '-');
}
