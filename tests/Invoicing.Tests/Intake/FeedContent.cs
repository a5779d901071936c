using System.IO.Compression;
using System.Text;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;

namespace Invoicing.Tests.Intake;

/// <summary>Reads a feed file of a given content.</summary>
internal static class FeedContent
{
    public static Task<(FileInspection File, IReadOnlyList<OrderText> Texts)> Read(
        string content,
        string name,
        FeedSettings? settings = null) =>
        Read(Encoding.UTF8.GetBytes(content), name, settings);

    public static async Task<(FileInspection File, IReadOnlyList<OrderText> Texts)> Read(
        byte[] content,
        string name,
        FeedSettings? settings = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, content);
            var file = await FileInspection.Of(path, name, CancellationToken.None);
            var texts = new List<OrderText>();
            await foreach (var text in file.Read(settings ?? new FeedSettings(), _ => { }, CancellationToken.None))
            {
                texts.Add(text);
            }

            return (file, texts);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static byte[] Gzip(string content)
    {
        using var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(content));
        }

        return archive.ToArray();
    }

    /// <summary>Line and content, or line and problem.</summary>
    public static string Told(OrderText text) => $"{text.Line}: {text.Problem ?? Encoding.UTF8.GetString(text.Json.Span)}";
}
