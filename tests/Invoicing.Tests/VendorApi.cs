using System.Text.RegularExpressions;
using NJsonSchema;
using NJsonSchema.Validation;
using NSwag;

namespace Invoicing.Tests;

/// <summary>A vendor's own description of its calls: what a request may be and what an answer looks like.</summary>
internal sealed partial class VendorApi
{
    private static readonly JsonSchemaValidatorSettings s_validation = new();

    private static readonly Lazy<VendorApi> s_vtex = new(() => new(
        ["Vtex/vtex-orders.yaml"], api => (_ => api.SchemaOf("POST", "/api/oms/pvt/orders/1/start-handling", 409))));

    private static readonly Lazy<VendorApi> s_emporix = new(() => new(
        [
            .. new[] { "order", "payment-gateway", "configuration", "sequential-id", "site-settings", "oauth" }
                .Select(service => $"Emporix/emporix-{service}.yaml"),
        ],
        api => (status => status == 401
            ? api.SchemaOf("POST", "/payment-gateway/acme/payment/1/capture", 401)
            : api.SchemaOf("GET", "/order-v2/acme/salesorders/1", 404))));

    private readonly IReadOnlyList<OpenApiDocument> _documents;
    private readonly Func<int, JsonSchema> _error;

    /// <param name="error">What an error of some status looks like that the vendor leaves out.</param>
    private VendorApi(IEnumerable<string> files, Func<VendorApi, Func<int, JsonSchema>> error)
    {
        _documents =
        [
            .. files.Select(file => File.ReadAllText(Harness.Repository.Path($"tests/Invoicing.Tests/{file}")))
                .Select(yaml => OpenApiYamlDocument.FromYamlAsync(yaml).GetAwaiter().GetResult()),
        ];
        _error = error(this);
    }

    public static VendorApi Vtex => s_vtex.Value;

    public static VendorApi Emporix => s_emporix.Value;

    /// <summary>Whether the vendor says what the call's answer of that status looks like.</summary>
    public bool Describes(string method, string path, int status) => Find(method, path)?.Responses.ContainsKey($"{status}") == true;

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
            return status is >= 400 and < 500 ? FaultsOfJson(_error(status), mediaType, body) : [$"{status} is no answer of {method} {path}"];
        }

        if (response.ActualResponse.Content.Values.FirstOrDefault()?.Schema is { } schema)
        {
            return FaultsOfJson(schema, mediaType, body);
        }

        return status is < 400 || body.Length == 0 ? [] : FaultsOfJson(_error(status), mediaType, body);
    }

    /// <summary>What the vendor's schema forbids of a request.</summary>
    public IReadOnlyList<string> FaultsOfRequest(string method, string path, string body) =>
        Faults(Find(method, path)!.RequestBody.Content["application/json"].Schema, body);

    /// <summary>The call's name in the vendor's description.</summary>
    public string NameOf(string method, string path) => Find(method, path)?.OperationId ?? $"{method} {path}";

    private JsonSchema SchemaOf(string method, string path, int status) =>
        Find(method, path)!.Responses[$"{status}"].ActualResponse.Content["application/json"].Schema;

    private OpenApiOperation? Find(string method, string path) => _documents
        .SelectMany(document => document.Paths)
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
            return
            [
                .. Flatten(schema.Validate(body, SchemaType.OpenApi3, s_validation))
                    .Where(fault => !Contradiction().IsMatch($"{fault.Path}"))
                    .Select(fault => $"{fault.Path}: {fault.Kind}"),
            ];
        }
        catch (Newtonsoft.Json.JsonException wrong)
        {
            return [wrong.Message];
        }
    }

    private static IEnumerable<ValidationError> Flatten(IEnumerable<ValidationError> faults) =>
        faults.SelectMany(fault => fault is ChildSchemaValidationError child ? Flatten(child.Errors.Values.SelectMany(some => some)) : [fault]);

    // Emporix describes the tax lines of an order's final price as an array and as an object; its examples are arrays.
    [GeneratedRegex(@"\.finalPrice\.taxAggregate\.lines(\.\w+)?$")]
    private static partial Regex Contradiction();
}
