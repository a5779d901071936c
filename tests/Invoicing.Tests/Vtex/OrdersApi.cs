using System.Text.RegularExpressions;
using NJsonSchema;
using NJsonSchema.Validation;
using NSwag;

namespace Invoicing.Tests.Vtex;

/// <summary>The vendor's own description of the Orders API: what a request may be and what an answer looks like.</summary>
internal sealed class OrdersApi
{
    private static readonly JsonSchemaValidatorSettings s_validation = new();
    private static readonly Lazy<OrdersApi> s_loaded = new(Load);

    private readonly OpenApiDocument _document;
    private readonly JsonSchema _error;

    private OrdersApi(OpenApiDocument document)
    {
        _document = document;
        _error = document.Paths["/api/oms/pvt/orders/{orderId}/start-handling"]["post"].Responses["409"].Content["application/json"].Schema;
    }

    public static OrdersApi Loaded => s_loaded.Value;

    /// <summary>What is wrong with an answer; empty when nothing is.</summary>
    /// <param name="path">Without the account in front of it.</param>
    public IReadOnlyList<string> FaultsOfAnswer(string method, string path, int status, string? mediaType, string body)
    {
        if (Find(method, path) is not { } operation)
        {
            return [$"{method} {path} is no call of the vendor's"];
        }

        if (!operation.Responses.TryGetValue($"{status}", out var response))
        {
            // What the vendor leaves out looks like the errors that it describes.
            return status is >= 400 and < 500 ? FaultsOfJson(_error, mediaType, body) : [$"{status} is no answer of {method} {path}"];
        }

        if (response.Content.Values.FirstOrDefault()?.Schema is { } schema)
        {
            return FaultsOfJson(schema, mediaType, body);
        }

        return status is < 400 || body.Length == 0 ? [] : FaultsOfJson(_error, mediaType, body);
    }

    /// <summary>What the vendor's schema forbids of a request.</summary>
    public IReadOnlyList<string> FaultsOfRequest(string method, string path, string body) =>
        Faults(Find(method, path)!.RequestBody.Content["application/json"].Schema, body);

    /// <summary>The call's name in the vendor's description.</summary>
    public string NameOf(string method, string path) => Find(method, path)?.OperationId ?? $"{method} {path}";

    private static OrdersApi Load()
    {
        var yaml = File.ReadAllText(Repository.Path("tests/Invoicing.Tests/Vtex/vtex-orders.yaml"));
        return new(OpenApiYamlDocument.FromYamlAsync(yaml).GetAwaiter().GetResult());
    }

    private OpenApiOperation? Find(string method, string path) => _document.Paths
        .Where(item => Regex.IsMatch(path, $"^{Regex.Replace(item.Key, @"\{[^}]+\}", "[^/]+")}$"))
        .OrderBy(item => item.Key.Count(letter => letter == '{'))
        .Select(item => item.Value.TryGetValue(method.ToLowerInvariant(), out var operation) ? operation : null)
        .FirstOrDefault(operation => operation is not null);

    private static IReadOnlyList<string> FaultsOfJson(JsonSchema schema, string? mediaType, string body) =>
        mediaType == "application/json" ? Faults(schema, body) : [$"the answer is {mediaType ?? "of no type"}, not JSON"];

    private static IReadOnlyList<string> Faults(JsonSchema schema, string body)
    {
        try
        {
            return [.. Flatten(schema.Validate(body, SchemaType.OpenApi3, s_validation)).Select(fault => $"{fault.Path}: {fault.Kind}")];
        }
        catch (Newtonsoft.Json.JsonException wrong)
        {
            return [wrong.Message];
        }
    }

    private static IEnumerable<ValidationError> Flatten(IEnumerable<ValidationError> faults) =>
        faults.SelectMany(fault => fault is ChildSchemaValidationError child ? Flatten(child.Errors.Values.SelectMany(some => some)) : [fault]);
}
