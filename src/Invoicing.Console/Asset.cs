using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Invoicing.Pages;

/// <summary>Style and script of the pages, under an address that changes with what they hold, so that browsers may keep them.</summary>
internal sealed class Asset(string name, string type)
{
    private static readonly Asset[] s_all =
        [new("console.css", "text/css"), new("console.js", "text/javascript"), new("icon.svg", "image/svg+xml")];

    private readonly byte[] _bytes = Read(name);

    public static string Css => s_all[0].Path;

    public static string Script => s_all[1].Path;

    public static string Icon => s_all[2].Path;

    private string Path => $"/assets/{Convert.ToHexStringLower(SHA256.HashData(_bytes).AsSpan(0, 6))}/{name}";

    /// <summary>They tell nobody anything, and the page to sign in needs them.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        foreach (var asset in s_all)
        {
            pages.MapGet(asset.Path, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return Results.Bytes(asset._bytes, $"{asset.Type}; charset=utf-8");
            }).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private string Type => type;

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program lacks {name}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
