using System.IO.Compression;
using System.Text;

namespace Invoicing.Orders;

/// <summary>
/// The text of a message in the one form that all its readers take, UTF-8 without a mark, whatever it was encoded or packed in.
/// What the first bytes leave in no doubt is taken; everything else is named.
/// </summary>
internal static class MessageText
{
    /// <summary>Bytes of an unpacked message: a bomb is stopped here, and no order comes near it.</summary>
    public const int LongestUnpacked = 16 * 1024 * 1024;

    /// <summary>A sender that compresses and a gateway that does so again; nobody does it a third time.</summary>
    private const int MostLayers = 2;

    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    /// <returns>The text, or why there is none, continuing a sentence.</returns>
    public static (ReadOnlyMemory<byte> Text, string? Problem) Of(ReadOnlyMemory<byte> body)
    {
        for (var layers = 0; TextForms.Of(body.Span) == TextForm.Gzip; layers++)
        {
            if (layers == MostLayers)
            {
                return (default, $"it is compressed with gzip more than {MostLayers} times");
            }

            (body, var problem) = Unpack(body);
            if (problem is not null)
            {
                return (default, problem);
            }
        }

        var form = TextForms.Of(body.Span);
        return form switch
        {
            TextForm.Utf8 => (body, null),
            TextForm.Utf8WithMark => (WithoutMarks(body), null),
            _ when TextForms.EncodingOf(form, DecoderFallback.ExceptionFallback) is { } encoding => Decode(body, encoding),
            _ => (default, $"it is {TextForms.NameOf(form)}; JSON is expected, plain or compressed with gzip"),
        };
    }

    private static (ReadOnlyMemory<byte>, string?) Unpack(ReadOnlyMemory<byte> packed)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            using var text = new MemoryStream();
            var part = new byte[81920];
            while (gzip.Read(part) is var length and > 0)
            {
                if (text.Length + length > LongestUnpacked)
                {
                    return (default, $"it is compressed with gzip and longer than {LongestUnpacked / 1024 / 1024} MB when unpacked");
                }

                text.Write(part.AsSpan(0, length));
            }

            return (text.ToArray(), null);
        }
        catch (InvalidDataException)
        {
            return (default, "it is compressed with gzip and damaged or cut off");
        }
    }

    private static (ReadOnlyMemory<byte>, string?) Decode(ReadOnlyMemory<byte> text, Encoding encoding)
    {
        try
        {
            return (WithoutMarks(Encoding.UTF8.GetBytes(encoding.GetString(text.Span))), null);
        }
        catch (DecoderFallbackException)
        {
            // Without a mark it only looked like it.
            return text.Span is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..]
                ? (default, $"it is {TextForms.NameOf(TextForms.Of(text.Span))} and damaged; JSON in UTF-8 is expected")
                : (text, null);
        }
    }

    /// <summary>A program that adds a mark to a text that has one leaves two.</summary>
    private static ReadOnlyMemory<byte> WithoutMarks(ReadOnlyMemory<byte> text)
    {
        while (text.Span.StartsWith(Mark))
        {
            text = text[Mark.Length..];
        }

        return text;
    }
}
