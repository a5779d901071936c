using Invoicing.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Invoicing.IntegrationTests.Tracing;

/// <summary>Takes traces as OpenTelemetry's collector does over HTTP, and writes what it was sent to files.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly string _folder;
    private int _files;

    private Collector(WebApplication server, string folder) => (_server, _folder) = (server, folder);

    /// <summary>Of the program that is to send to it. At once, for a test waits for it.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _server.Urls.Single()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "200"),
    ];

    public static async Task<Collector> Start(string folder)
    {
        Directory.CreateDirectory(folder);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add($"http://127.0.0.1:{FreePort.Find()}");
        var collector = new Collector(server, folder);
        server.MapPost("/v1/traces", collector.Take);
        server.MapPost("/v1/metrics", () => Results.Bytes([], "application/x-protobuf"));
        await server.StartAsync();
        return collector;
    }

    public IReadOnlyList<Span> Spans() => [.. Directory.GetFiles(_folder, "*.pb").SelectMany(file => Span.AllOf(File.ReadAllBytes(file)))];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<IResult> Take(HttpRequest request)
    {
        var file = Path.Combine(_folder, $"{Interlocked.Increment(ref _files)}");
        await using (var written = File.Create(file))
        {
            await request.Body.CopyToAsync(written);
        }

        File.Move(file, $"{file}.pb");
        return Results.Bytes([], "application/x-protobuf");
    }
}
