using System.Net;
using System.Text.RegularExpressions;
using Invoicing.Harness;
using NJsonSchema;
using NJsonSchema.Validation;
using NSwag;

namespace Invoicing.IntegrationTests.Emporix;

/// <summary>The vendor's own descriptions of what is served here in its place: what an answer looks like.</summary>
internal sealed class VendorApi
{
    private static readonly Lazy<VendorApi> s_loaded = new(() => new([.. Directory
        .GetFiles(Repository.Path("tests/Invoicing.IntegrationTests/Emporix/OpenApi"), "*.yaml")
        .Select(file => OpenApiYamlDocument.FromYamlAsync(File.ReadAllText(file)).GetAwaiter().GetResult())]));

    private readonly OpenApiDocument[] _documents;

    private VendorApi(OpenApiDocument[] documents) => _documents = documents;

    public static VendorApi Loaded => s_loaded.Value;

    /// <summary>What is wrong with an answer; empty when nothing is, or the call is ours alone.</summary>
    public IReadOnlyList<string> FaultsOf(string method, string path, int status, string? mediaType, string body)
    {
        if (status != (int)HttpStatusCode.NoContent && body.Length > 0 && mediaType != "application/json")
        {
            return [$"the answer is {mediaType}, not JSON"];
        }

        if (Find(method, path) is not { } operation || !operation.Responses.TryGetValue($"{status}", out var response))
        {
            // What the vendor leaves out looks like the errors that it describes.
            return status >= 400 && !body.Contains("\"message\"", StringComparison.Ordinal) && !body.Contains("\"fault\"", StringComparison.Ordinal)
                ? [$"{status} is no answer of {method} {path}"]
                : [];
        }

        var schema = response.ActualResponse.Content.Values.FirstOrDefault()?.Schema;
        // The vendor describes a text there, and shows an object in its example.
        return schema is null || (operation.OperationId == "POST-sequential-id-create-tenant-schema" && status == 201)
            ? []
            : [.. Flatten(schema.Validate(body, SchemaType.OpenApi3)).Select(fault => $"{method} {path} {status}: {fault.Path}: {fault.Kind}")];
    }

    private OpenApiOperation? Find(string method, string path) => _documents.SelectMany(document => document.Paths)
        .Where(item => Regex.IsMatch(path, $"^{Regex.Replace(item.Key, @"\{[^}]+\}", "[^/]+")}$"))
        .OrderBy(item => item.Key.Count(letter => letter == '{'))
        .Select(item => item.Value.TryGetValue(method.ToLowerInvariant(), out var operation) ? operation : null)
        .FirstOrDefault(operation => operation is not null);

    private static IEnumerable<ValidationError> Flatten(IEnumerable<ValidationError> faults) =>
        faults.SelectMany(fault => fault is ChildSchemaValidationError child ? Flatten(child.Errors.Values.SelectMany(some => some)) : [fault]);
}
