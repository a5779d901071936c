using System.Text.Json;
using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Emporix;

/// <summary>The sites of a tenant, and what is attached to them by name: mixins.</summary>
internal sealed class Sites
{
    private const string Mixins = "mixins";

    private readonly Dictionary<(string Tenant, string Code), JsonObject> _sites = [];

    /// <summary>Null when there is no such site.</summary>
    public JsonObject? Find(string tenant, string? code) => code is null ? null : _sites.GetValueOrDefault((tenant, code));

    /// <summary>Puts a site in, or another one in its place. What is missing gets a sane value; a null stays.</summary>
    public JsonObject? Put(string tenant, string code, JsonElement json, List<string> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add("the site must be an object");
            return null;
        }

        var site = EmporixRequest.ObjectOf(json);
        site["code"] = code;
        site.TryAdd("name", code);
        site.TryAdd("active", true);
        site.TryAdd("includesTax", true);
        site.TryAdd("defaultLanguage", "en");
        site.TryAdd("languages", new JsonArray("en"));
        site.TryAdd("currency", "EUR");
        site.TryAdd("homeBase", new JsonObject());
        site.TryAdd("shipToCountries", new JsonArray("DE"));
        site.TryAdd("taxDeterminationBasedOn", "SHIPPING_ADDRESS");
        site.TryAdd(Mixins, new JsonObject());
        (site["homeBase"] as JsonObject)?.TryAdd("address", new JsonObject { ["country"] = "DE", ["zipCode"] = "10115" });
        if (site["homeBase"]?["timezone"] is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById($"{zone}", out _))
        {
            faults.Add($"homeBase.timezone is no time zone: {zone}");
            return null;
        }

        _sites[(tenant, code)] = site;
        return site;
    }

    /// <summary>Without its mixins, unless they are asked for with <c>expand=mixin:*</c>.</summary>
    public Answer Get(EmporixRequest request) => With(request, site =>
    {
        var shown = site.DeepClone().AsObject();
        if (request.Query("expand")?.Contains("mixin", StringComparison.Ordinal) != true)
        {
            shown.Remove(Mixins);
        }

        return EmporixAnswers.Ok(shown);
    });

    public Answer ListMixins(EmporixRequest request) => With(request, site => EmporixAnswers.Ok(site[Mixins]!));

    /// <summary>The body's one property is the mixin, under its name.</summary>
    public Answer CreateMixins(EmporixRequest request) => With(request, site => request.WithObject(body =>
        body.ToArray() is not [var (name, content)] || content is not JsonObject
            ? EmporixAnswers.BadRequest("one mixin is expected, an object under its name")
            : site[Mixins]!.AsObject().TryAdd(name, content.DeepClone())
                ? EmporixAnswers.Created(new JsonObject { ["id"] = name })
                : EmporixAnswers.Error(409, $"a mixin with the name {name} exists")));

    public Answer GetMixin(EmporixRequest request) => WithMixin(request, (mixins, name) => EmporixAnswers.Ok(mixins[name]!));

    public Answer ReplaceMixin(EmporixRequest request) => WithMixin(request, (mixins, name) => request.WithObject(body =>
    {
        mixins[name] = body;
        return Answer.Empty(200);
    }));

    public Answer MergeMixin(EmporixRequest request) => WithMixin(request, (mixins, name) => request.WithObject(body =>
    {
        JsonNodes.Merge(mixins[name]!.AsObject(), body);
        return Answer.Empty(200);
    }));

    public Answer DeleteMixin(EmporixRequest request) => WithMixin(request, (mixins, name) =>
    {
        mixins.Remove(name);
        return EmporixAnswers.NoContent();
    });

    private Answer With(EmporixRequest request, Func<JsonObject, Answer> answer) =>
        Find(request.Tenant, request.Route("siteCode")) is { } site
            ? answer(site)
            : EmporixAnswers.NotFound($"site {request.Route("siteCode")}");

    private Answer WithMixin(EmporixRequest request, Func<JsonObject, string, Answer> answer) => With(request, site =>
        site[Mixins]![request.Route("mixinName")] is JsonObject
            ? answer(site[Mixins]!.AsObject(), request.Route("mixinName"))
            : EmporixAnswers.NotFound($"mixin {request.Route("mixinName")}"));
}
