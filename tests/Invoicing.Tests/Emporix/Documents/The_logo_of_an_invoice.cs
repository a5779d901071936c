using SkiaSharp;

namespace Invoicing.Tests.Emporix.Documents;

public class The_logo_of_an_invoice
{
    // 2 × 2 pixels of 16 bits a colour, and of one bit with a palette.
    private const string SixteenBits =
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACEAIAAACtREYwAAAAFklEQVR4nGP4/5+BkYGJUQdIczIgcwB0kwhribpQqAAAAABJRU5ErkJggg==";
    private const string Palette =
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQMAAABIeJ9nAAAABlBMVEX/AAAAAP9sof2OAAAADElEQVR4nGNwYGgAAAFEAME6ehxWAAAAAElFTkSuQmCC";

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void any_usual_picture_is_printed(SKEncodedImageFormat format) => IsPrinted(Picture(600, 150, format));

    [Theory]
    [InlineData(SixteenBits)]
    [InlineData(Palette)]
    public void pictures_that_pdf_does_not_know_are_converted(string png) => IsPrinted(Convert.FromBase64String(png));

    [Fact]
    public void a_large_picture_is_no_larger_in_the_file_than_it_is_printed()
    {
        var pdf = Rendered.From(SomeInvoice.Of(), Picture(3000, 1500, SKEncodedImageFormat.Png));

        using var read = UglyToad.PdfPig.PdfDocument.Open(pdf.Bytes);
        var image = read.GetPage(1).GetImages().ShouldHaveSingleItem();
        (image.WidthInSamples, image.HeightInSamples).ShouldBe((400, 200));
        image.BoundingBox.Height.ShouldBe(48, 0.1);
        image.BoundingBox.Width.ShouldBe(96, 0.1);
    }

    [Fact]
    public void without_a_logo_the_seller_is_named_in_its_place() => Rendered.From(SomeInvoice.Of()).Text.ShouldStartWith("Muster Schuhe GmbH");

    [Theory]
    [InlineData("nothing", "not a PNG, JPEG or WebP")]
    [InlineData("a web page", "not a PNG, JPEG or WebP")]
    [InlineData("SVG", "not a PNG, JPEG or WebP")]
    [InlineData("20 MiB", "bytes")]
    [InlineData("cut off", "damaged or cut off")]
    [InlineData("a header of a huge picture", "pixels")]
    public void whatever_is_wrong_the_invoice_comes_without_it_and_with_a_warning(string kind, string reason)
    {
        var pdf = Rendered.From(SomeInvoice.Of(), kind switch
        {
            "a web page" => "<html>not found</html>"u8.ToArray(),
            "SVG" => "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray(),
            "20 MiB" => new byte[20 * 1024 * 1024],
            "cut off" => Picture(600, 150, SKEncodedImageFormat.Png)[..400],
            "a header of a huge picture" => Huge(),
            _ => [],
        });

        pdf.Warnings.ShouldHaveSingleItem(kind).ShouldContain(reason);
        pdf.Text.ShouldStartWith("Muster Schuhe GmbH");
        using var read = UglyToad.PdfPig.PdfDocument.Open(pdf.Bytes);
        read.GetPage(1).GetImages().ShouldBeEmpty();
    }

    [Fact]
    public void any_bytes_changed_in_a_picture_stop_nothing()
    {
        var random = new Random(20260304);
        var picture = Picture(60, 20, SKEncodedImageFormat.Jpeg);
        for (var i = 0; i < 60; i++)
        {
            var changed = picture.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)random.Next(1, 256);
            Rendered.From(SomeInvoice.Of(), changed).Text.ShouldContain("74.90");
        }
    }

    private static void IsPrinted(byte[] picture)
    {
        var pdf = Rendered.From(SomeInvoice.Of(), picture);

        pdf.Warnings.ShouldBeEmpty();
        using var read = UglyToad.PdfPig.PdfDocument.Open(pdf.Bytes);
        read.GetPage(1).GetImages().ShouldHaveSingleItem().BitsPerComponent.ShouldBe(8);
    }

    private static byte[] Picture(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { Color = SKColors.SteelBlue };
        canvas.Clear(SKColors.Transparent);
        canvas.DrawCircle(width / 3, height / 2, height / 3, paint);
        return bitmap.Encode(format, 90).ToArray();
    }

    private static byte[] Huge()
    {
        var png = Picture(10, 10, SKEncodedImageFormat.Png);
        (png[18], png[19], png[22], png[23]) = (0x75, 0x30, 0x75, 0x30);
        var crc = System.IO.Hashing.Crc32.HashToUInt32(png.AsSpan(12, 17));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), crc);
        return png;
    }
}
