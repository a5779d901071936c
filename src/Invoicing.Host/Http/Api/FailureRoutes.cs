using Invoicing.Failures;
using Invoicing.Host.Http.Access;
using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Host.Http.Api;

/// <summary>What waits for a person, by cause, with what to do.</summary>
internal sealed class FailureRoutes(FailedOrders failed, FailureTexts texts) : IApiRoutes
{
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/failures", (Delegate)List)
        .Produces<FailureList>().WithTags("Failures").For(AccessRole.Viewer)
        .WithSummary("Failed orders by cause: how many, what they are worth, since when, and what a person does about them.");

    private async Task<IResult> List(HttpContext context) => ApiJson.Ok(new FailureList(
        [.. (await failed.ByCause(context.RequestAborted)).Select(group => new FailureAnswer(
            group.Cause.Kind.ToString(),
            group.Cause.Place,
            FailureTexts.Sentence(texts.Headline(group.Cause)),
            texts.Explanation(group.Cause),
            texts.Remedies(group.Cause, null),
            group.Orders,
            group.Totals,
            group.Oldest,
            group.Newest,
            group.Example))]));
}

internal sealed record FailureList(IReadOnlyList<FailureAnswer> Causes);

/// <param name="Place">The step, or system and operation.</param>
/// <param name="Worth">By currency.</param>
/// <param name="Example">An order that failed so, the newest.</param>
internal sealed record FailureAnswer(
    string Cause, string Place, string Headline, string Explanation, IReadOnlyList<string> WhatToDo, int Orders,
    IReadOnlyDictionary<string, decimal> Worth, DateTimeOffset Oldest, DateTimeOffset Newest, string Example);
