using System.Text.Json;
using Invoicing.Emporix.Api;
using Invoicing.Orders;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Emporix.SetUp;

/// <summary>The configurations of a tenant, as Emporix serves them.</summary>
internal sealed class ConfigurationRoutes(IDocumentStore store) : IApiRoutes
{
    private const string All = "/configuration/{tenant}/configurations";
    private const string One = $"{All}/{{key}}";
    private const int LongestKey = 200;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(All, List).RequireScope(ApiScopes.ConfigurationView);
        routes.MapPost(All, Create).RequireScope(ApiScopes.ConfigurationManage);
        routes.MapGet(One, Get).RequireScope(ApiScopes.ConfigurationView);
        routes.MapPut(One, Change).RequireScope(ApiScopes.ConfigurationManage);
        routes.MapDelete(One, Remove).RequireScope(ApiScopes.ConfigurationManage);
    }

    private async Task List(HttpContext context)
    {
        var tenant = context.Caller().Tenant;
        string[] keys = [.. new SettingList { context.Request.Query["keys"].ToString() }];
        await using var session = store.QuerySession();
        var found = await session.Query<StoredConfiguration>()
            .Where(stored => stored.Tenant == tenant && (keys.Length == 0 || stored.Key.IsOneOf(keys)))
            .OrderBy(stored => stored.Key)
            .ToListAsync(context.RequestAborted);
        await context.Answer(StatusCodes.Status200OK, found.Select(Body));
    }

    /// <summary>The vendor's description has an array, one of its pages an object: both are taken, and an array is answered.</summary>
    private async Task Create(HttpContext context)
    {
        var (tenant, ct) = (context.Caller().Tenant, context.RequestAborted);
        var body = await context.ReadJson();
        StoredConfiguration[] created = body.ValueKind == JsonValueKind.Array
            ? [.. body.EnumerateArray().Select((one, i) => Read(ApiFields.Of(one, $"[{i}]"), tenant))]
            : [Read(ApiFields.Of(body, ""), tenant)];
        if (created.Length == 0)
        {
            throw ApiErrors.BadRequest("the body has no configuration");
        }

        await using var session = store.LightweightSession();
        await session.LockSetUp(tenant, ct);
        var known = await session.LoadManyAsync<StoredConfiguration>(ct, created.Select(one => one.Id));
        if ((known.FirstOrDefault() ?? created.GroupBy(one => one.Id).FirstOrDefault(same => same.Count() > 1)?.First()) is { } twice)
        {
            throw ApiErrors.Conflict($"there is a configuration {twice.Key}");
        }

        session.Store(created.AsEnumerable());
        await session.SaveChangesAsync(ct);
        await context.Answer(StatusCodes.Status201Created, created.Select(Body));
    }

    private async Task Get(HttpContext context)
    {
        await using var session = store.QuerySession();
        await context.Answer(StatusCodes.Status200OK, Body(await Find(session, context)));
    }

    private async Task Change(HttpContext context)
    {
        var (tenant, ct) = (context.Caller().Tenant, context.RequestAborted);
        var fields = await context.ReadObject();
        var changed = Read(fields, tenant);
        if (changed.Key != context.RouteText("key"))
        {
            throw fields.Fault("key", "is not that of the path");
        }

        await using var session = store.LightweightSession();
        await session.LockSetUp(tenant, ct);
        var before = await Find(session, context);
        if (fields.Whole("version", 0, int.MaxValue) is { } version && version != before.Version)
        {
            throw ApiErrors.Conflict($"version is {version}, that of the stored one is {before.Version}");
        }

        changed = changed with { Version = before.Version + 1 };
        session.Store(changed);
        await session.SaveChangesAsync(ct);
        await context.Answer(StatusCodes.Status200OK, Body(changed));
    }

    private async Task Remove(HttpContext context)
    {
        await using var session = store.LightweightSession();
        await session.LockSetUp(context.Caller().Tenant, context.RequestAborted);
        session.Delete(await Find(session, context));
        await session.SaveChangesAsync(context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<StoredConfiguration> Find(IQuerySession session, HttpContext context)
    {
        var key = context.RouteText("key");
        return await session.LoadAsync<StoredConfiguration>(
            StoredConfiguration.IdOf(context.Caller().Tenant, key), context.RequestAborted)
            ?? throw ApiErrors.NotFound("there is no configuration of this key");
    }

    private static StoredConfiguration Read(ApiFields fields, string tenant)
    {
        var key = fields.NeedText("key", LongestKey);
        var value = fields.Need("value");
        if (value.ValueKind == JsonValueKind.Number)
        {
            throw fields.Fault("value", $"is {JsonText.KindOf(value)}, an object, a text, an array, true or false is expected");
        }

        // Nothing here could be unsealed by those who need it.
        return fields.Flag("secured") == true
            ? throw fields.Fault("secured", "is true, and values are not sealed here")
            : new()
            {
                Id = StoredConfiguration.IdOf(tenant, key),
                Tenant = tenant,
                Key = key,
                Value = value.GetRawText(),
                Description = fields.Text("description"),
                Restricted = fields.Flag("restricted") ?? false,
                ReadOnly = fields.Flag("readOnly") ?? false,
                SchemaUrl = fields.Text("schemaUrl"),
                Version = 1,
            };
    }

    private static ConfigurationBody Body(StoredConfiguration stored) => new(
        stored.Key,
        JsonElement.Parse(stored.Value),
        stored.Version,
        stored.Description,
        Secured: false,
        stored.Restricted,
        stored.ReadOnly,
        stored.SchemaUrl);

    private sealed record ConfigurationBody(
        string Key, JsonElement Value, int Version, string? Description, bool Secured, bool Restricted, bool ReadOnly, string? SchemaUrl);
}
