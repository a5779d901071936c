using Invoicing.Host.Http.Api;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Invoicing.Host.Http;

/// <summary>What the description of the API says of it as a whole.</summary>
internal sealed class ApiDescription : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Invoicing",
            Version = "v1",
            Description = "Orders, failures, retries and systems. A key is sent as `Authorization: Bearer inv_…`. Requests that change "
                + $"something need the header `{OncePerKey.Header}`; faults are application/problem+json.",
        };
        // Of whoever asks.
        document.Servers?.Clear();
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference("key", document)] = [] }];
        return Task.CompletedTask;
    }
}
