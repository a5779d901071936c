using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Emporix.Api;
using Invoicing.Orders;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Emporix.SetUp;

/// <summary>
/// Sites and their mixins, as Emporix serves them. To put a site is ours: the vendor's description has no way to create one.
/// </summary>
internal sealed class SiteRoutes(IDocumentStore store) : IApiRoutes
{
    private const string Site = "/site/{tenant}/sites/{siteCode}";
    private const string Mixins = $"{Site}/mixins";
    private const string Mixin = $"{Mixins}/{{mixinName}}";
    private const int MostMixins = 50;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Site, Get).RequireScope(ApiScopes.SiteRead);
        routes.MapPut(Site, Put).RequireScope(ApiScopes.SiteManage);
        routes.MapGet(Mixins, ListMixins).RequireScope(ApiScopes.SiteManage);
        routes.MapPost(Mixins, CreateMixins).RequireScope(ApiScopes.SiteManage);
        routes.MapGet(Mixin, GetMixin).RequireScope(ApiScopes.SiteManage);
        routes.MapPut(Mixin, PutMixin).RequireScope(ApiScopes.SiteManage);
        routes.MapPatch(Mixin, PatchMixin).RequireScope(ApiScopes.SiteManage);
        routes.MapDelete(Mixin, RemoveMixin).RequireScope(ApiScopes.SiteManage);
    }

    private async Task Get(HttpContext context)
    {
        await using var session = store.QuerySession();
        await context.Answer(StatusCodes.Status200OK, (await Find(session, context)).WithMixins());
    }

    private async Task Put(HttpContext context)
    {
        var (tenant, ct) = (context.Caller().Tenant, context.RequestAborted);
        var body = await context.ReadObject();
        SiteReading.Check(body, context.RouteText("siteCode"));
        var code = body.NeedText("code");
        var given = body.Object("mixins")?.Objects().ToDictionary(mixin => mixin.Name, mixin => mixin.Fields.Json.GetRawText());
        var site = JsonNode.Parse(body.Json.GetRawText())!.AsObject();
        site.Remove("mixins");
        site.Remove("metadata");

        await using var session = store.LightweightSession();
        await session.LockSetUp(tenant, ct);
        var id = StoredSite.IdOf(tenant, code);
        var before = await session.LoadAsync<StoredSite>(id, ct);
        var stored = new StoredSite
        {
            Id = id,
            Tenant = tenant,
            Code = code,
            Json = site.ToJsonString(JsonText.AsItIs),
            Mixins = given ?? before?.Mixins ?? new Dictionary<string, string>(),
            Version = (before?.Version ?? 0) + 1,
        };
        session.Store(stored);
        await session.SaveChangesAsync(ct);
        await context.Answer(before is null ? StatusCodes.Status201Created : StatusCodes.Status200OK, stored.WithMixins());
    }

    private async Task ListMixins(HttpContext context)
    {
        await using var session = store.QuerySession();
        await context.Answer(StatusCodes.Status200OK, (await Find(session, context)).WithMixins().GetProperty("mixins"));
    }

    private async Task GetMixin(HttpContext context)
    {
        await using var session = store.QuerySession();
        await context.Answer(StatusCodes.Status200OK, JsonElement.Parse(MixinOf(await Find(session, context), context)));
    }

    /// <summary>By name, one or several.</summary>
    private async Task CreateMixins(HttpContext context)
    {
        var given = (await context.ReadObject()).Objects().ToDictionary(mixin => mixin.Name, mixin => mixin.Fields.Json.GetRawText());
        if (given.Count == 0 || given.Keys.Any(string.IsNullOrWhiteSpace))
        {
            throw ApiErrors.BadRequest("the body has no mixin, or one without a name");
        }

        await Change(context, mixins => mixins.Keys.FirstOrDefault(given.ContainsKey) is { } known
            ? throw ApiErrors.Conflict($"the site has a mixin {known}")
            : mixins.Concat(given));
        await context.Answer(StatusCodes.Status201Created, new ResourceLocation(given.Keys.First()));
    }

    private async Task PutMixin(HttpContext context)
    {
        var content = await ReadMixin(context);
        await Change(context, mixins => mixins.ContainsKey(NameOf(context))
            ? mixins.Where(mixin => mixin.Key != NameOf(context)).Append(new(NameOf(context), content.Json.GetRawText()))
            : throw NoMixin());
    }

    /// <summary>Its fields are put over those that are there.</summary>
    private async Task PatchMixin(HttpContext context)
    {
        var content = await ReadMixin(context);
        await Change(context, mixins =>
        {
            var merged = mixins.TryGetValue(NameOf(context), out var before) ? JsonNode.Parse(before)!.AsObject() : [];
            foreach (var field in JsonNode.Parse(content.Json.GetRawText())!.AsObject().ToList())
            {
                merged[field.Key] = field.Value?.DeepClone();
            }

            return mixins.Where(mixin => mixin.Key != NameOf(context)).Append(new(NameOf(context), merged.ToJsonString(JsonText.AsItIs)));
        });
    }

    private async Task RemoveMixin(HttpContext context)
    {
        await Change(context, mixins => mixins.ContainsKey(NameOf(context))
            ? mixins.Where(mixin => mixin.Key != NameOf(context))
            : throw NoMixin());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task Change(
        HttpContext context, Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        await using var session = store.LightweightSession();
        await session.LockSetUp(context.Caller().Tenant, context.RequestAborted);
        var site = await Find(session, context);
        var mixins = change(site.Mixins).ToDictionary();
        if (mixins.Count > MostMixins)
        {
            throw ApiErrors.BadRequest($"the site would have more than {MostMixins} mixins");
        }

        session.Store(site with { Mixins = mixins, Version = site.Version + 1 });
        await session.SaveChangesAsync(context.RequestAborted);
    }

    private static async Task<StoredSite> Find(IQuerySession session, HttpContext context) => await session.LoadAsync<StoredSite>(
        StoredSite.IdOf(context.Caller().Tenant, context.RouteText("siteCode")), context.RequestAborted)
        ?? throw ApiErrors.NotFound("there is no site of this code");

    /// <summary>What is sent for one mixin may be its content, or that under the mixin's name, as it is created.</summary>
    private static async Task<ApiFields> ReadMixin(HttpContext context)
    {
        var body = await context.ReadObject();
        return body.Json.EnumerateObject().Count() == 1 && body.Json.TryGetProperty(NameOf(context), out var content)
            && content.ValueKind == JsonValueKind.Object
            ? body.Object(NameOf(context))!.Value
            : body;
    }

    private static string MixinOf(StoredSite site, HttpContext context) =>
        site.Mixins.TryGetValue(NameOf(context), out var mixin) ? mixin : throw NoMixin();

    private static string NameOf(HttpContext context) => context.RouteText("mixinName");

    private static ApiException NoMixin() => ApiErrors.NotFound("the site has no mixin of this name");

    private sealed record ResourceLocation(string Id);
}
