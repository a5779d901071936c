using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Invoicing.Host.Http.Access;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using JasperFx;
using Marten;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Host.Http.Api;

/// <summary>
/// Requests that change something come with an <c>Idempotency-Key</c>: the same request again gets the same answer, and does nothing.
/// </summary>
internal sealed class OncePerKey(RepeatedRequests answers, TimeProvider clock)
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int LongestKey = 100;

    /// <summary>A decision about an order: the answer is kept in its transaction.</summary>
    /// <param name="decide">Is given what keeps the answer, and gives the answer.</param>
    public Task<IResult> Decide<TBody, TAnswer>(
        HttpContext context, TBody body, Func<Action<IOrderLock, TAnswer>, Task<TAnswer>> decide) => Run(context, body, async request =>
    {
        var answer = await decide((order, kept) => answers.Add(order, Kept(request, StatusCodes.Status200OK, kept, null)));
        return ApiJson.Ok(answer);
    });

    /// <summary>Something that a session of its own stores, the answer with it.</summary>
    /// <param name="start">Is given what keeps the answer, and gives the answer and where it can be looked at.</param>
    public Task<IResult> Start<TBody, TAnswer>(
        HttpContext context, TBody body, int status, Func<Keep<TAnswer>, Task<(TAnswer Answer, string? Location)>> start) =>
        Run(context, body, async request =>
    {
        var isKept = false;
        var (answer, location) = await start((session, kept, at) =>
        {
            isKept = true;
            answers.Add(session, Kept(request, status, kept, at));
        });
        if (!isKept)
        {
            // There was nothing to change, and the same request must not change anything later.
            await answers.Add(Kept(request, status, answer, location), CancellationToken.None);
        }

        return ApiJson.Answer(status, answer, location);
    });

    /// <summary>Keeps the answer in the session that changes something.</summary>
    /// <param name="location">Where what was begun is to be looked at; null: nowhere.</param>
    public delegate void Keep<TAnswer>(IDocumentSession session, TAnswer answer, string? location);

    private async Task<IResult> Run<TBody>(HttpContext context, TBody body, Func<Request, Task<IResult>> work)
    {
        var request = Read(context, body);
        if (await Earlier(context, request) is { } before)
        {
            return before;
        }

        try
        {
            return await work(request);
        }
        catch (Exception e) when (e is DocumentAlreadyExistsException or CommandRefusedException or ProblemException)
        {
            // The same request may have come twice at once, and the other one was first.
            if (await Earlier(context, request) is { } answer)
            {
                return answer;
            }

            if (e is DocumentAlreadyExistsException)
            {
                throw new ProblemException(
                    StatusCodes.Status409Conflict, "busy", $"A request with this {Header} is being carried out. Send it again.");
            }

            throw;
        }
    }

    private static Request Read<TBody>(HttpContext context, TBody body)
    {
        if (context.Request.Headers[Header] is not [{ Length: > 0 and <= LongestKey } key])
        {
            throw ProblemException.BadRequest(
                $"The header {Header} is required: a text of at most {LongestKey} characters, new for each thing that you want done, "
                    + "and the same when you ask for it again.");
        }

        var caller = context.Caller()?.Name;
        return new(
            new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{key}")).AsSpan(0, 16)),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
                $"{context.Request.Method} {context.Request.Path}\n{JsonSerializer.Serialize(body, ApiJson.Options)}"))));
    }

    private async Task<IResult?> Earlier(HttpContext context, Request request)
    {
        if (await answers.Find(request.Id, context.RequestAborted) is not { } before)
        {
            return null;
        }

        if (before.Digest != request.Digest)
        {
            throw new ProblemException(
                StatusCodes.Status422UnprocessableEntity,
                "key-used",
                $"This {Header} came with another request before. Each thing that you want done needs a key of its own.");
        }

        context.Response.Headers[ReplayedHeader] = "true";
        return ApiJson.Answer(before.Status, before.Answer, before.Location);
    }

    private AnsweredRequest Kept<TAnswer>(Request request, int status, TAnswer answer, string? location) => new()
    {
        Id = request.Id, Digest = request.Digest, Status = status, Location = location,
        Answer = JsonSerializer.Serialize(answer, ApiJson.Options), At = clock.GetUtcNow(),
    };

    private readonly record struct Request(Guid Id, string Digest);
}
