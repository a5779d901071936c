using Invoicing.Host.Http.Access;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Host.Http.Api;

/// <summary>What is held of a person: <c>invoicing privacy</c>. The address comes in the body, for paths are logged.</summary>
internal sealed class PrivacyRoutes(Privacy privacy, OncePerKey once) : IApiRoutes
{
    public void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/privacy").WithTags("Privacy").WithMetadata(new Slow());
        group.MapPost("/export", async (HttpContext context, PersonBody body) => ApiJson.Ok(await Export(context, body)))
            .Produces<PersonExport>().For(AccessRole.Admin)
            .WithSummary("All that is held of a person. Who has asked, and why, is kept.");
        group.MapPost("/erase", Erase).Produces<ErasureReport>().For(AccessRole.Admin)
            .WithSummary("Erases what may be erased of a person, and says what is kept, and why.");
    }

    public Task<PersonExport> Export(HttpContext context, PersonBody body)
    {
        var (person, reason) = Read(body);
        return privacy.Export(person, context.Decision(reason), context.RequestAborted);
    }

    public Task<IResult> Erase(HttpContext context, PersonBody body)
    {
        var (person, reason) = Read(body);
        // The report names orders and files, and nobody's address: it may be kept for who asks again. Whoever goes away meanwhile finds all
        // of it, not what was left to be erased.
        return once.Start<PersonBody, ErasureReport>(context, body, StatusCodes.Status200OK, async _ =>
            (await privacy.Erase(person, context.Decision(reason), CancellationToken.None), null));
    }

    private static (Person Person, string Reason) Read(PersonBody body)
    {
        var reason = ApiJson.Reason(body.Reason);
        try
        {
            return (Privacy.PersonOf(body.Email, reason), reason);
        }
        catch (CommandRefusedException refused)
        {
            throw ProblemException.BadRequest(refused.Message);
        }
    }
}

/// <param name="Email">As the person's orders have it; case is ignored.</param>
/// <param name="Reason">Kept in the audit: without the address.</param>
internal sealed record PersonBody(string? Email, string? Reason);
