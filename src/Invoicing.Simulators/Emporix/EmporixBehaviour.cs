using System.Text.Json;

namespace Invoicing.Simulators.Emporix;

/// <summary>How this Emporix is and whom it lets in: the body of <c>PUT /simulator/behaviour</c>, which replaces all of it.</summary>
internal sealed record EmporixBehaviour
{
    private const int LongestMs = 24 * 60 * 60 * 1000;

    /// <summary>How long a token counts, in seconds.</summary>
    public int ExpiresIn { get; init; } = 14_399;

    /// <summary>From a capture until its transaction shows it.</summary>
    public int CapturesVisibleAfterMs { get; init; }

    /// <summary>Empty: any credentials will do that are not empty.</summary>
    public IReadOnlyList<ApiClient> Clients { get; init; } = [];

    /// <summary>Null when the body has faults, which are all noted.</summary>
    public static EmporixBehaviour? Read(JsonElement json, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        var behaviour = new EmporixBehaviour
        {
            ExpiresIn = (int?)root.Whole("expiresIn", 0, int.MaxValue, required: false) ?? new EmporixBehaviour().ExpiresIn,
            CapturesVisibleAfterMs = (int?)root.Whole("capturesVisibleAfterMs", 0, LongestMs, required: false) ?? 0,
            Clients = [.. root.Objects("clients", required: false).Select(ApiClient.Read)],
        };
        root.FaultIf(json.ValueKind != JsonValueKind.Object, "the behaviour", "must be an object");
        root.RefuseOthers();
        return faults.Count == 0 ? behaviour : null;
    }
}

/// <summary>Whose credentials belong to which tenant.</summary>
/// <param name="Scopes">Null: all.</param>
internal sealed record ApiClient(string Tenant, string ClientId, string ClientSecret, IReadOnlyList<string>? Scopes)
{
    public static ApiClient Read(FieldReader reader)
    {
        var client = new ApiClient(
            reader.Text("tenant", 16, required: true) ?? "",
            reader.Text("clientId", 200, required: true) ?? "",
            reader.Text("clientSecret", 200, required: true) ?? "",
            reader.Has("scopes") ? reader.Texts("scopes", required: false) : null);
        reader.RefuseOthers();
        return client;
    }
}
