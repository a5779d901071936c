using SkiaSharp;

namespace Invoicing.Emporix.Documents;

/// <summary>
/// A picture from outside, made one that every reader of PDF can show: eight bits a colour, on white, no larger than it is printed.
/// </summary>
internal static class Logo
{
    public const double MaxWidth = 180, MaxHeight = 48;

    private const int MaxBytes = 2 * 1024 * 1024;
    private const int MaxPixels = 16_000_000;

    // 300 dots an inch, where an inch has 72 points.
    private const double DotsPerPoint = 300 / 72.0;

    /// <summary>The picture as PNG; without one, why not.</summary>
    public static (byte[]? Png, string? Problem) Of(byte[] picture)
    {
        if (picture.Length > MaxBytes)
        {
            return (null, $"it has {picture.Length:N0} bytes, and {MaxBytes:N0} are allowed");
        }

        try
        {
            using var codec = SKCodec.Create(new MemoryStream(picture));
            if (codec?.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp))
            {
                return (null, "it is not a PNG, JPEG or WebP");
            }

            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if ((long)width * height > MaxPixels)
            {
                return (null, $"it has {width} × {height} pixels, and {MaxPixels:N0} are allowed");
            }

            using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
            if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
            {
                return (null, "it is damaged or cut off");
            }

            var scale = Math.Min(1, Math.Min(MaxWidth * DotsPerPoint / width, MaxHeight * DotsPerPoint / height));
            var size = new SKImageInfo(
                Math.Max(1, (int)(width * scale)),
                Math.Max(1, (int)(height * scale)),
                SKColorType.Rgb888x,
                SKAlphaType.Opaque);
            using var surface = SKSurface.Create(size);
            using var image = SKImage.FromBitmap(bitmap);
            surface.Canvas.Clear(SKColors.White);
            surface.Canvas.DrawImage(
                image,
                SKRect.Create(size.Width, size.Height),
                new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            using var shot = surface.Snapshot();
            using var png = shot.Encode(SKEncodedImageFormat.Png, 100);
            return (png.ToArray(), null);
        }
        catch (Exception trouble) when (trouble is not OutOfMemoryException)
        {
            return (null, $"it cannot be read ({trouble.GetType().Name})");
        }
    }
}
