using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Invoicing.Simulators.Emporix;

/// <summary>Sequential ids: schemas, of which one a type is active, and a counter for each sequence key.</summary>
internal sealed partial class Sequences(TimeProvider clock, EmporixLedger ledger, Sites sites)
{
    private const int LongestValue = 100;

    private readonly List<Schema> _schemas = [];
    private int _created;

    /// <summary>All of a tenant, or those of a type.</summary>
    public Answer List(EmporixRequest request) => EmporixAnswers.Ok(new JsonArray([.. _schemas
        .Where(schema => schema.Tenant == request.Tenant
            && (request.Context.Request.RouteValues["schemaType"] is not string type || type == schema.Type))
        .Select(schema => schema.Show())]));

    public Answer Create(EmporixRequest request) => request.With(
        (json, faults) => Schema.Read($"schema-{_created + 1}", request.Tenant, json, clock.GetUtcNow(), faults),
        schema =>
        {
            _created++;
            _schemas.Add(schema);
            return EmporixAnswers.Created(JsonValue.Create(schema.Id));
        });

    public Answer Get(EmporixRequest request) => With(request, schema => EmporixAnswers.Ok(schema.Show()));

    public Answer SetActive(EmporixRequest request) => With(request, active =>
    {
        foreach (var schema in _schemas.Where(schema => schema.Tenant == active.Tenant && schema.Type == active.Type))
        {
            schema.IsActive = schema == active;
        }

        return Answer.Empty(200);
    });

    public Answer Delete(EmporixRequest request)
    {
        _schemas.RemoveAll(schema => schema.Tenant == request.Tenant && schema.Id == request.Route("schemaId"));
        return EmporixAnswers.NoContent();
    }

    /// <summary>The next id of the type's active schema. A draw that is refused uses no number up.</summary>
    public Answer Draw(EmporixRequest request) => request.With(NextIdRequest.Read, asked =>
    {
        var type = request.Route("schemaType");
        if (_schemas.Find(schema => schema.Tenant == request.Tenant && schema.Type == type && schema.IsActive) is not { } schema)
        {
            return EmporixAnswers.NotFound($"an active schema of type {type}");
        }

        var siteCode = request.Query("siteCode");
        var site = sites.Find(request.Tenant, siteCode);
        var missing = new List<string>();
        string Fill(string text) => Placeholder().Replace(text, found =>
        {
            var value = asked.Placeholders.GetValueOrDefault(found.Value)
                ?? (siteCode is null ? null : schema.SiteValue(found.Value, site) ?? BuiltIn(found.Value, site))
                ?? schema.Default(found.Value);
            if (value is null)
            {
                missing.Add(found.Value);
            }

            return value is { Length: > LongestValue } ? value[..LongestValue] : value ?? "";
        });

        var (before, after) = (Fill(schema.PreText), Fill(schema.PostText));
        if (missing.Count > 0)
        {
            return EmporixAnswers.BadRequest($"there is no value for the placeholder {string.Join(", ", missing)}");
        }

        if (schema.Next(asked.SequenceKey) is not { } number)
        {
            return EmporixAnswers.BadRequest($"the maxValue of the schema {schema.Name} is reached");
        }

        var id = $"{before}{number}{after}";
        ledger.Add(new DrawnNumber(request.Tenant, id, type, schema.Id, asked.SequenceKey, siteCode, clock.GetUtcNow()));
        return EmporixAnswers.Created(new JsonObject { ["id"] = id });
    });

    private Answer With(EmporixRequest request, Func<Schema, Answer> answer) =>
        _schemas.Find(schema => schema.Tenant == request.Tenant && schema.Id == request.Route("schemaId")) is { } schema
            ? answer(schema)
            : EmporixAnswers.NotFound($"schema {request.Route("schemaId")}");

    private string? BuiltIn(string placeholder, JsonObject? site)
    {
        var zone = site?["homeBase"]?["timezone"] is { } name ? TimeZoneInfo.FindSystemTimeZoneById($"{name}") : TimeZoneInfo.Utc;
        var format = placeholder switch
        {
            "__year__" => "yyyy",
            "__month__" => "MM",
            "__day__" => "dd",
            "__hour__" => "HH",
            "__minute__" => "mm",
            "__second__" => "ss",
            _ => null,
        };
        return format is not null ? TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).ToString(format, CultureInfo.InvariantCulture)
            : placeholder == "__country__" ? site?["homeBase"]?["address"]?["country"]?.ToString() ?? "DE"
            : null;
    }

    [GeneratedRegex("__[A-Za-z0-9]+?__")]
    private static partial Regex Placeholder();

    private sealed record NextIdRequest(string? SequenceKey, IReadOnlyDictionary<string, string> Placeholders)
    {
        public static NextIdRequest? Read(JsonElement json, List<string> faults)
        {
            var root = new FieldReader(json, "", faults);
            root.RefuseNull("sequenceKey", "placeholders");
            var key = root.Text("sequenceKey", 200, required: false);
            root.Object("placeholders", required: false);
            if (faults.Count > 0)
            {
                return null;
            }

            IEnumerable<JsonProperty> given = json.TryGetProperty("placeholders", out var found) ? found.EnumerateObject() : [];
            faults.AddRange(given.Where(value => value.Value.ValueKind != JsonValueKind.String)
                .Select(value => $"placeholders.{value.Name} must be a string"));
            return faults.Count == 0 ? new(key, given.ToDictionary(value => value.Name, value => value.Value.GetString()!)) : null;
        }
    }
}
