using System.Text;
using System.Text.Json;
using Invoicing.Host.Http.Api;
using Invoicing.Operations;
using Invoicing.Pages;
using Invoicing.Pages.Parts;
using Invoicing.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Invoicing.Host.Http.Pages;

/// <content>Forms that are answered by what would become of a file, a list or a person, or has become.</content>
internal sealed partial class FormRoutes
{
    private async Task<IResult> SetStore(HttpContext context, IFormCollection form)
    {
        AsRequest(context, form);
        return Done(await stores.Set(context, form["facility"].ToString(), new(
            form["reason"], Text(form["code"]), form["mayInvoice"] == "true", Text(form["invoicedBy"]), Text(form["subsidiary"]),
            Text(form["mail"]))));
    }

    private async Task<IResult> RemoveStore(HttpContext context, IFormCollection form)
    {
        AsRequest(context, form);
        return Done(await stores.Remove(context, form["facility"].ToString(), form["reason"]));
    }

    private static IResult Done(IResult changed) =>
        Results.Redirect(Links.With("/stores", [("done", AnswerOf<StoreAnswer>(changed).Outcome.ToString())]));

    private async Task<IResult> ImportStores(HttpContext context, IFormCollection form)
    {
        AsRequest(context, form);
        if (form.TryGetValue("content", out var content))
        {
            var body = new StoresBody(form["reason"], NameOf(form["file"].ToString()), content.ToString());
            var changes = AnswerOf<IReadOnlyList<StoreChange>>(await stores.Import(context, body));
            return Page<StoreImportPage, StoreImport>(context, new(changes, body.File, null, null));
        }

        var sent = FileOf(form);
        var (file, reason) = (NameOf(sent.FileName), form["reason"].ToString());
        await using var rows = sent.OpenReadStream();
        var preview = await stores.Preview(context, rows, file, reason);
        rows.Position = 0;
        using var text = new StreamReader(rows);
        return Page<StoreImportPage, StoreImport>(
            context, new(preview, file, await text.ReadToEndAsync(context.RequestAborted), reason));
    }

    private async Task<IResult> Adopt(HttpContext context, IFormCollection form)
    {
        AsRequest(context, form);
        var reason = ApiJson.Reason(form["reason"]);
        if (Text(form["orders"]) is { } orders)
        {
            var answer = AnswerOf<AdoptionAnswer>(await adoptions.Adopt(context, new(reason, ListOf(orders))));
            strip.Forget();
            return Page<AdoptionPage, AdoptedList>(context, new(answer.Orders, null, null));
        }

        var (name, list) = (Text(form["numbers"]), form.Files) switch
        {
            ({ } numbers, []) => ("numbers", new MemoryStream(Encoding.UTF8.GetBytes(numbers))),
            (null, [_, ..]) => (NameOf(FileOf(form).FileName), FileOf(form).OpenReadStream()),
            _ => throw ProblemException.BadRequest("Either order numbers or a file is expected."),
        };
        await using (list)
        {
            var (meant, results) = await adoptions.Preview(context, list, name, reason);
            return Page<AdoptionPage, AdoptedList>(
                context, new(results, JsonSerializer.Serialize(meant, ApiJson.Options), reason));
        }
    }

    private static IReadOnlyList<ListedBody?>? ListOf(string orders)
    {
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<ListedBody?>>(orders, ApiJson.Options);
        }
        catch (JsonException)
        {
            throw ProblemException.BadRequest("orders: what the page before this one has shown is expected.");
        }
    }

    private async Task<IResult> ExportPerson(HttpContext context, IFormCollection form)
    {
        var export = await privacy.Export(context, new(form["email"], form["reason"]));
        if (form["download"] != "true")
        {
            return Page<PrivacyPage, PersonExport>(context, export);
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=\"person-{export.Person}.json\"";
        return ApiJson.Ok(export);
    }

    private async Task<IResult> ErasePerson(HttpContext context, IFormCollection form)
    {
        AsRequest(context, form);
        // What cannot be taken back is done to the person who was looked at, and to nobody else.
        if (form["person"] != new Person(form["email"].ToString()).Digest)
        {
            throw ProblemException.BadRequest("Nothing was erased: the address is not the one that was looked at.");
        }

        return Page<PrivacyPage, ErasureReport>(
            context, AnswerOf<ErasureReport>(await privacy.Erase(context, new(form["email"], form["reason"]))));
    }

    /// <summary>What a program would be answered.</summary>
    private static T AnswerOf<T>(IResult answer) => JsonSerializer.Deserialize<T>(((JsonAnswer)answer).Json, ApiJson.Options)!;

    /// <summary>A page that is the answer.</summary>
    private static RazorComponentResult<TPage> Page<TPage, TAnswer>(HttpContext context, TAnswer answer)
        where TPage : Page
    {
        context.Features.Set(answer);
        return new();
    }

    private static IFormFile FileOf(IFormCollection form) => form.Files is [{ Length: > 0 } file]
        ? file
        : throw ProblemException.BadRequest($"{FileField.Name}: one file that is not empty is expected.");

    /// <summary>Of a file that somebody has sent.</summary>
    private static string NameOf(string file) => TextSanitizer.Line(Path.GetFileName(file), 100);
}
