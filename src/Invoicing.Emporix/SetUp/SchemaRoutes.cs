using System.Globalization;
using Invoicing.Emporix.Api;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Emporix.SetUp;

/// <summary>Schemas of numbers and what is drawn from them, as Emporix serves it; also under the paths that it has given up.</summary>
internal sealed class SchemaRoutes(IDocumentStore store, TimeProvider clock) : IApiRoutes
{
    private const int MostSchemas = 1000;
    private const int MostIds = 1000;
    private const int LongestKey = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var all in new[] { "/sequential-id/{tenant}/schemas", "/sequential-id/sequenceSchemas" })
        {
            routes.MapGet(all, List).RequireScope(ApiScopes.SchemaView);
            routes.MapPost(all, Create).RequireScope(ApiScopes.SchemaManage);
            routes.MapGet($"{all}/{{schemaId}}", Get).RequireScope(ApiScopes.SchemaView);
            routes.MapDelete($"{all}/{{schemaId}}", Remove).RequireScope(ApiScopes.SchemaManage);
            routes.MapPost($"{all}/{{schemaId}}/setActive", SetActive).RequireScope(ApiScopes.SchemaManage);
            routes.MapGet($"{all}/types/{{schemaType}}", List).RequireScope(ApiScopes.SchemaView);
            routes.MapPost($"{all}/types/{{schemaType}}/nextId", NextId).RequireScope(ApiScopes.SchemaView);
        }

        routes.MapPost("/sequential-id/sequenceSchemaBatch/nextIds", NextIds).RequireScope(ApiScopes.SchemaView);
    }

    /// <summary>All, or those of a type.</summary>
    private async Task List(HttpContext context)
    {
        var (tenant, type) = (context.Caller().Tenant, context.Request.RouteValues["schemaType"] as string);
        await using var session = store.QuerySession();
        var schemas = await session.Query<SequenceSchema>()
            .Where(schema => schema.Tenant == tenant && (type == null || schema.SchemaType == type))
            .OrderBy(schema => schema.CreatedAt)
            .ToListAsync(context.RequestAborted);
        var counters = await session.LoadManyAsync<SequenceCounter>(context.RequestAborted, schemas.Select(schema => schema.Id));
        await context.Answer(
            StatusCodes.Status200OK, schemas.Select(schema => Body(schema, counters.FirstOrDefault(counter => counter.Id == schema.Id))));
    }

    /// <summary>The first one of its type is active at once.</summary>
    private async Task Create(HttpContext context)
    {
        var (tenant, ct) = (context.Caller().Tenant, context.RequestAborted);
        var created = SchemaReading.Read(await context.ReadObject(), tenant, Guid.NewGuid().ToString("N"), clock.GetUtcNow());
        await using var session = store.LightweightSession();
        await session.LockSetUp(tenant, ct);
        if (await session.Query<SequenceSchema>().CountAsync(schema => schema.Tenant == tenant, ct) >= MostSchemas)
        {
            throw ApiErrors.BadRequest($"there are {MostSchemas} schemas, and no more are kept");
        }

        session.Store(created with
        {
            Active = created.SchemaType is { } type && await session.ActiveSchema(tenant, type, ct) is null,
        });
        await session.SaveChangesAsync(ct);
        await context.Answer(StatusCodes.Status201Created, new IdBody(created.Id));
    }

    private async Task Get(HttpContext context)
    {
        await using var session = store.QuerySession();
        var schema = await Find(session, context) ?? throw NoSchema();
        var counter = await session.LoadAsync<SequenceCounter>(schema.Id, context.RequestAborted);
        await context.Answer(StatusCodes.Status200OK, Body(schema, counter));
    }

    /// <summary>What was drawn from it stays, and its counters, which no other schema has.</summary>
    private async Task Remove(HttpContext context)
    {
        await using var session = store.LightweightSession();
        await session.LockSetUp(context.Caller().Tenant, context.RequestAborted);
        if (await Find(session, context) is { } schema)
        {
            session.Delete(schema);
            await session.SaveChangesAsync(context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task SetActive(HttpContext context)
    {
        var (tenant, ct) = (context.Caller().Tenant, context.RequestAborted);
        await using var session = store.LightweightSession();
        await session.LockSetUp(tenant, ct);
        var schema = await Find(session, context) ?? throw NoSchema();
        var before = schema.SchemaType is { } type ? await session.ActiveSchema(tenant, type, ct) : null;
        if (before?.Id != schema.Id)
        {
            var now = clock.GetUtcNow();
            if (before is not null)
            {
                session.Store(before with { Active = false, ModifiedAt = now });
            }

            session.Store(schema with { Active = true, ModifiedAt = now });
            await session.SaveChangesAsync(ct);
        }
    }

    private async Task NextId(HttpContext context)
    {
        var body = await context.ReadObject();
        var ids = await Draw(context, [(context.RouteText("schemaType"), body, 1)], missing: ApiErrors.NotFound);
        await context.Answer(StatusCodes.Status201Created, new IdBody(ids[0].Ids[0]));
    }

    /// <summary>By type, all of them or none.</summary>
    private async Task NextIds(HttpContext context)
    {
        (string Type, ApiFields Fields, int Count)[] types =
        [
            .. (await context.ReadObject()).Objects().Select(
                type => (type.Name, type.Fields, (int)(type.Fields.Whole("numberOfIds", 1, MostIds) ?? 1))),
        ];
        if (types.Length == 0 || types.Sum(type => (long)type.Count) > MostIds)
        {
            throw ApiErrors.BadRequest($"the body must ask for 1 to {MostIds} ids in all");
        }

        var ids = await Draw(context, types, missing: ApiErrors.BadRequest);
        await context.Answer(StatusCodes.Status201Created, ids.ToDictionary(type => type.Type, type => new IdsBody(type.Ids)));
    }

    private async Task<IReadOnlyList<(string Type, string[] Ids)>> Draw(
        HttpContext context, IReadOnlyList<(string Type, ApiFields Fields, int Count)> types, Func<string, ApiException> missing)
    {
        var (caller, ct) = (context.Caller(), context.RequestAborted);
        NumberRequest[] requests =
        [
            .. types.Select(type => new NumberRequest(
                caller.Tenant,
                type.Type,
                context.Request.Query["siteCode"] is { Count: 1 } site ? site[0] : null,
                type.Fields.Text("sequenceKey", LongestKey),
                type.Fields.Object("placeholders")?.Texts(),
                type.Count,
                DrawnBy: caller.Client)),
        ];
        await using var session = store.LightweightSession();
        await session.LockSetUp(caller.Tenant, ct);
        var drawn = new List<(string, string[])>();
        foreach (var request in requests)
        {
            if (await session.ActiveSchema(caller.Tenant, request.Type, ct) is null)
            {
                throw missing($"there is no active schema of the type {request.Type}");
            }

            try
            {
                drawn.Add((request.Type, [.. (await session.Draw(request, clock.GetUtcNow(), ct)).Select(one => one.Number)]));
            }
            catch (NoNumberException e)
            {
                throw ApiErrors.BadRequest(e.Message);
            }
        }

        await session.SaveChangesAsync(ct);
        return drawn;
    }

    private static async Task<SequenceSchema?> Find(IQuerySession session, HttpContext context) =>
        await session.LoadAsync<SequenceSchema>(context.RouteText("schemaId"), context.RequestAborted) is { } schema
            && schema.Tenant == context.Caller().Tenant
            ? schema
            : null;

    private static ApiException NoSchema() => ApiErrors.NotFound("there is no schema of this id");

    private static SchemaBody Body(SequenceSchema schema, SequenceCounter? counter) => new(
        schema.Id,
        schema.Name,
        schema.SchemaType,
        schema.Active,
        schema.PreText,
        schema.PostText,
        schema.StartValue,
        schema.MaxValue,
        schema.NumberOfDigits,
        counter?.Last,
        schema.Placeholders,
        new(Date(schema.CreatedAt), Date(schema.ModifiedAt)));

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record IdBody(string Id);

    private sealed record IdsBody(string[] Ids);

    /// <param name="Counter">The last one that was drawn.</param>
    private sealed record SchemaBody(
        string Id,
        string Name,
        string? SchemaType,
        bool Active,
        string PreText,
        string PostText,
        long StartValue,
        long MaxValue,
        int NumberOfDigits,
        long? Counter,
        IReadOnlyDictionary<string, SequencePlaceholder> Placeholders,
        SchemaMetadata Metadata);

    private sealed record SchemaMetadata(string CreatedAt, string ModifiedAt);
}
