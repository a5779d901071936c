using Invoicing.Failures;
using Invoicing.Host.Commands;
using Invoicing.Host.Http.Access;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Http.Api;

/// <summary>What the process before this one has invoiced: <c>invoicing orders adopt</c>.</summary>
internal sealed class AdoptionRoutes(Adoptions adoptions, OncePerKey once, IOptions<FeedSettings> feeds) : IApiRoutes
{
    /// <summary>All are one transaction.</summary>
    public const int MostOrders = 1000;

    public void Map(IEndpointRouteBuilder api) => api.MapPost("/orders/adopt", Adopt).WithMetadata(new Slow())
        .WithTags("Orders").Produces<AdoptionAnswer>()
        .For(AccessRole.Operator)
        .WithSummary($"Marks up to {MostOrders} orders as invoiced elsewhere: they are never invoiced here, also if they come later.");

    public Task<IResult> Adopt(HttpContext context, AdoptBody body)
    {
        var decision = context.Decision(ApiJson.Reason(body.Reason));
        if (body.Orders is not { Count: > 0 and <= MostOrders } listed)
        {
            throw ProblemException.BadRequest(
                $"orders has {body.Orders?.Count ?? 0} orders, 1 to {MostOrders} are allowed: send more in parts.");
        }

        var read = listed.Select(order => (Listed: order, Read: AdoptionList.Of(order?.OrderNo, order?.OrderId, order?.DocumentNo)))
            .ToList();
        var run = adoptions.Begin($"{listed.Count} orders", decision);
        return once.Start<AdoptBody, AdoptionAnswer>(context, body, StatusCodes.Status200OK, async keep =>
        {
            AdoptedOrder[] orders = [.. read.Select(entry => entry.Read.Order).OfType<AdoptedOrder>()];
            var results = await run.Adopt(
                orders, context.RequestAborted, (session, adopted) => keep(session, Answer(adopted), null));
            return (Answer(results), null);
        });

        AdoptionAnswer Answer(IReadOnlyList<AdoptionResult> results) => AdoptionAnswer.Of(
        [
            .. results,
            .. read.Where(entry => entry.Read.Problem is not null).Select(
                entry => new AdoptionResult(entry.Listed?.OrderNo ?? "", AdoptionOutcome.Refused, entry.Read.Problem)),
        ]);
    }

    /// <summary>What would become of the orders of a list, as files of orders have them or a number a line.</summary>
    /// <returns>Those that would be adopted, and what would become of all.</returns>
    public async Task<(IReadOnlyList<AdoptedOrder> Orders, IReadOnlyList<AdoptionResult> Results)> Preview(
        HttpContext context, Stream list, string name, string reason)
    {
        var entries = await InputFile.Copy(list, path => Read(path, name, context.RequestAborted), context.RequestAborted);
        var run = adoptions.Begin(name, context.Decision(reason), isDryRun: true);
        var (meant, results) = (new List<AdoptedOrder>(), new List<AdoptionResult>());
        results.AddRange(entries.Where(entry => entry.Problem is not null).Select(
            entry => new AdoptionResult(entry.Place, AdoptionOutcome.Refused, $"{FailureTexts.Sentence(entry.Problem!)}.")));
        foreach (var part in entries.Select(entry => entry.Order).OfType<AdoptedOrder>().Chunk(AdoptionRun.AtATime))
        {
            var found = await run.Adopt(part, context.RequestAborted);
            results.AddRange(found);
            meant.AddRange(part.Zip(found).Where(one => one.Second.IsAdoption).Select(one => one.First));
        }

        return (meant, results);
    }

    private async Task<IReadOnlyList<AdoptionEntry>> Read(string path, string name, CancellationToken ct)
    {
        var entries = new List<AdoptionEntry>();
        await foreach (var entry in AdoptionList.Read(path, name, feeds.Value, _ => { }, ct))
        {
            entries.Add(entry);
            if (entries.Count > MostOrders)
            {
                throw ProblemException.BadRequest(
                    $"The list has more than {MostOrders} orders: send it in parts, or adopt it by the command.");
            }
        }

        return entries;
    }
}

internal sealed record AdoptBody(string? Reason, IReadOnlyList<ListedBody?>? Orders);

/// <param name="OrderId">The id that the OMS has for it; none: the number alone counts.</param>
/// <param name="DocumentNo">Of the invoice that was made elsewhere.</param>
internal sealed record ListedBody(string? OrderNo, string? OrderId = null, string? DocumentNo = null);

/// <param name="Refused">Those that are as they were; <paramref name="Orders"/> says why.</param>
internal sealed record AdoptionAnswer(
    int Adopted, int AdoptedBeforeTheyCame, int AlreadyAdopted, int Refused, IReadOnlyList<AdoptionResult> Orders)
{
    public static AdoptionAnswer Of(IReadOnlyList<AdoptionResult> orders)
    {
        return new(
            Count(AdoptionOutcome.Adopted), Count(AdoptionOutcome.AdoptedBeforeItCame), Count(AdoptionOutcome.AlreadyAdopted),
            Count(AdoptionOutcome.Refused), orders);

        int Count(AdoptionOutcome outcome) => orders.Count(order => order.Outcome == outcome);
    }
}
