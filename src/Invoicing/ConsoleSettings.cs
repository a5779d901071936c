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

    /// <summary>Which groups of the company's directory may do what. Who is in none of them may nothing.</summary>
    public RoleOfGroup[] Roles { get; set; } = [];
}

/// <summary>The company's sign-in, by OpenID Connect: code flow with PKCE.</summary>
internal sealed class OpenIdSettings
{
    /// <summary>The issuer, such as <c>https://login.microsoftonline.com/TENANT/v2.0</c>; none: people come by links alone.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    /// <summary>None: the provider takes PKCE alone.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The claim that has a person's groups.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>The claim by which a person is named in timelines and in the audit.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    public SettingList Scopes { get; set; } = ["openid", "profile"];
}

/// <summary>What those of a group may do.</summary>
internal sealed class RoleOfGroup
{
    /// <summary>As the claim has it: a name or an id.</summary>
    public string? Group { get; set; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public string? Role { get; set; }
}
