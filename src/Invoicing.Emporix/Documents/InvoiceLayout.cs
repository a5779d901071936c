namespace Invoicing.Emporix.Documents;

/// <summary>The pages of an invoice: who writes to whom, the table, the totals. It decides where they stand and computes no amount.</summary>
internal sealed class InvoiceLayout
{
    private const double AddressTop = 122, AddressLeading = 12.5, NextTableTop = 66;
    private const double DeliveryLeft = 216, FactsLeft = 384, FootLeading = 9.5;

    private readonly Sheet _sheet;
    private readonly List<TextLine> _billing, _delivery;
    private readonly List<(TextLine Label, List<TextLine> Value)> _facts;
    private readonly (double X, List<TextLine> Lines)[] _foot;
    private readonly double _footTop;

    public InvoiceLayout(Sheet sheet)
    {
        _sheet = sheet;
        var (document, words, seller) = (sheet.Document, sheet.Words, sheet.Document.Seller);
        _billing = sheet.Block(document.BillingAddress.Lines, DeliveryLeft - Sheet.Left - Sheet.Gap, Sheet.AddressSize);
        _delivery = sheet.Block(document.DeliveryAddress.Lines, FactsLeft - DeliveryLeft - Sheet.Gap, Sheet.AddressSize);
        _facts =
        [
            .. Fact(words.InvoiceDate, words.Day(document.IssuedOn)),
            .. Fact(words.Delivered, document.DeliveredOn is { } day ? words.Day(day) : null),
            .. Fact(words.OrderNumber, document.OrderNumber),
            .. Fact(words.CustomerReference, document.CustomerReference),
        ];
        string?[] tax =
        [
            seller.VatId is { } vatId ? $"{words.VatId} {vatId}" : null,
            seller.TaxNumber is { } number ? $"{words.TaxNumber} {number}" : null,
        ];
        _foot =
        [
            (Sheet.Left, sheet.Block([seller.Name, .. seller.Address.Lines.Where(line => line != seller.Name)], 156, Sheet.SmallSize)),
            (DeliveryLeft, sheet.Block(seller.Contact ?? [], 156, Sheet.SmallSize)),
            (FactsLeft, sheet.Block(tax.OfType<string>(), 116, Sheet.SmallSize)),
        ];
        _footTop = Canvas.Height - 40 - (_foot.Max(column => column.Lines.Count) * FootLeading);
    }

    public void Draw(byte[]? logo)
    {
        var (canvas, table, totals) = (_sheet.Canvas, new InvoiceTable(_sheet), new InvoiceTotals(_sheet));
        var firstTop = AddressTop + 30 + (AddressLeading * Math.Max(
            Math.Max(_billing.Count, _delivery.Count) + 1,
            _facts.Sum(fact => Math.Max(1, fact.Value.Count))));
        var pages = table.Pages(firstTop, NextTableTop, _footTop - 6, totals.Height);
        for (var page = 1; page <= pages.Count; page++)
        {
            canvas.NewPage();
            if (_sheet.Document.IsDraft)
            {
                canvas.Watermark(_sheet.Type.Line(_sheet.Words.Draft, bold: true), Sheet.Pale);
            }

            if (page == 1)
            {
                Head(logo, firstTop);
            }
            else
            {
                NextHead();
            }

            var end = table.Draw(pages[page - 1], page == 1 ? firstTop : NextTableTop);
            if (page == pages.Count)
            {
                totals.Draw(end);
            }

            Foot($"{page}/{pages.Count}");
        }

        canvas.EndPage();
    }

    private string Title => _sheet.Document.Number is "" ? _sheet.Words.Draft : _sheet.Document.Number;

    private void Head(byte[]? logo, double tableTop)
    {
        var (canvas, type, words, document) = (_sheet.Canvas, _sheet.Type, _sheet.Words, _sheet.Document);
        if (logo is null)
        {
            Lines(type.Wrap(document.Seller.Name, 290, 15, bold: true).Take(2), Sheet.Left, 62, 15, 18);
        }
        else
        {
            canvas.Picture(logo, Sheet.Left, 42, Logo.MaxWidth, Logo.MaxHeight);
        }

        canvas.TextTo(Sheet.Right, type.Line(words.Invoice, bold: true), 62, 24, Sheet.Ink);
        canvas.TextTo(Sheet.Right, type.Line(Title), 80, 11, Sheet.Grey);

        Address(words.BillTo, _billing, Sheet.Left);
        Address(words.DeliverTo, _delivery, DeliveryLeft);
        var y = AddressTop;
        foreach (var (label, value) in _facts)
        {
            canvas.Text(label, FactsLeft, y, Sheet.SmallSize, Sheet.Grey);
            foreach (var line in value)
            {
                canvas.TextTo(Sheet.Right, line, y, Sheet.TextSize, Sheet.Ink);
                y += AddressLeading;
            }
        }

        var prices = string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            document.PricesIncludeTax ? words.GrossPrices : words.NetPrices,
            document.Currency);
        canvas.TextTo(Sheet.Right, type.Line(prices), tableTop - 6, Sheet.SmallSize, Sheet.Grey);
    }

    private void NextHead()
    {
        var (canvas, type) = (_sheet.Canvas, _sheet.Type);
        canvas.Text(type.Line(_sheet.Document.Seller.Name), Sheet.Left, 48, Sheet.TextSize, Sheet.Grey);
        canvas.TextTo(Sheet.Right, type.Line($"{_sheet.Words.Invoice} {Title}", bold: true), 48, Sheet.TextSize, Sheet.Ink);
    }

    private void Foot(string page)
    {
        _sheet.Canvas.Rule(Sheet.Left, Sheet.Right, _footTop, 0.4, Sheet.Hairline);
        foreach (var (x, lines) in _foot)
        {
            Lines(lines, x, _footTop + 13, Sheet.SmallSize, FootLeading, grey: true);
        }

        _sheet.Canvas.TextTo(
            Sheet.Right,
            _sheet.Type.Line($"{_sheet.Words.Page} {page}"),
            _footTop + 13,
            Sheet.SmallSize,
            Sheet.Ink);
    }

    private void Address(string label, List<TextLine> lines, double x)
    {
        _sheet.Canvas.Text(_sheet.Type.Line(label, bold: true), x, AddressTop, Sheet.SmallSize, Sheet.Grey);
        Lines(lines, x, AddressTop + AddressLeading + 2, Sheet.AddressSize, AddressLeading);
    }

    private void Lines(IEnumerable<TextLine> lines, double x, double y, double size, double leading, bool grey = false)
    {
        foreach (var line in lines)
        {
            _sheet.Canvas.Text(line, x, y, size, grey ? Sheet.Grey : Sheet.Ink);
            y += leading;
        }
    }

    private IEnumerable<(TextLine Label, List<TextLine> Value)> Fact(string label, string? value)
    {
        if (value is not null)
        {
            var line = _sheet.Type.Line(label);
            var width = Math.Max(60, Sheet.Right - FactsLeft - Sheet.Gap - (line.Width * Sheet.SmallSize));
            yield return (line, _sheet.Type.Wrap(value, width, Sheet.TextSize));
        }
    }
}
