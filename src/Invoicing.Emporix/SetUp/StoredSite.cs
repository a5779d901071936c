using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Orders;

namespace Invoicing.Emporix.SetUp;

/// <summary>A site as it was sent, also what nobody here reads. JSON as text: the database knows fewer numbers and texts.</summary>
internal sealed record StoredSite
{
    public string Id { get; init; } = "";

    public required string Tenant { get; init; }

    public required string Code { get; init; }

    /// <summary>The site without its mixins.</summary>
    public required string Json { get; init; }

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, string> Mixins { get; init => field = value ?? s_none; } = s_none;

    public int Version { get; init; }

    public static string IdOf(string tenant, string code) => $"{tenant}/{code}";

    public JsonElement WithMixins()
    {
        var site = JsonNode.Parse(Json)!.AsObject();
        site["mixins"] = new JsonObject(Mixins.Select(mixin => KeyValuePair.Create(mixin.Key, JsonNode.Parse(mixin.Value))));
        site["metadata"] = new JsonObject { ["version"] = Version };
        return JsonElement.Parse(site.ToJsonString(JsonText.AsItIs));
    }

    public EmporixSite ToSite() => EmporixSite.Read(WithMixins());

    private static readonly Dictionary<string, string> s_none = [];
}

/// <summary>A configuration of a tenant; its value is JSON as text.</summary>
internal sealed record StoredConfiguration
{
    public string Id { get; init; } = "";

    public required string Tenant { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }

    public string? Description { get; init; }

    public bool Restricted { get; init; }

    public bool ReadOnly { get; init; }

    public string? SchemaUrl { get; init; }

    public int Version { get; init; }

    public static string IdOf(string tenant, string key) => $"{tenant}/{key}";
}
