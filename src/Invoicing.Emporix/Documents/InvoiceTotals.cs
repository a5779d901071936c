namespace Invoicing.Emporix.Documents;

/// <summary>What stands below the lines and is never split: sums at the right, taxes of each rate at the left, how it is paid.</summary>
internal sealed class InvoiceTotals
{
    private const double SumsLeft = 330, Leading = 15, NoteLeading = 12, Above = 14;
    private const double TaxNetRight = 190, TaxRight = 262;

    private readonly Sheet _sheet;
    private readonly List<Sum> _sums = [];
    private readonly List<List<TextLine>> _notes;

    public InvoiceTotals(Sheet sheet)
    {
        _sheet = sheet;
        var (document, words) = (sheet.Document, sheet.Words);
        if (document.Shipping is not null || document.Fees.Count + document.Discounts.Count > 0 || document.Rounding != 0)
        {
            Add(words.Subtotal, sheet.Printed(document.Subtotal));
        }

        if (document.Shipping is { } shipping)
        {
            Add(shipping.Name ?? words.Shipping, sheet.Printed(shipping.Amount));
        }

        foreach (var fee in document.Fees)
        {
            Add(fee.Name ?? words.Fee, sheet.Printed(fee.Amount));
        }

        foreach (var discount in document.Discounts)
        {
            Add(discount.Name ?? words.Discount, sheet.Amount(-sheet.Side(discount.Amount)));
        }

        if (document.Rounding != 0)
        {
            Add(words.Rounding, sheet.Amount(document.Rounding));
        }

        if (!document.PricesIncludeTax)
        {
            Add(words.NetTotal, sheet.Amount(document.Total.Net));
            Add(words.Tax, sheet.Amount(document.Total.Tax));
        }

        Add(words.Total, Money(document.Total.Gross), Weight.Total);
        if (document.PricesIncludeTax)
        {
            Add(words.TaxIncluded, sheet.Amount(document.Total.Tax), Weight.Small);
        }

        if (document.Paid != 0)
        {
            Add(words.Paid, sheet.Amount(-document.Paid));
            Add(words.Due, Money(document.Due), Weight.Bold);
        }

        _notes = [.. document.PaymentNotes.Select(note => sheet.Block([note], Sheet.Right - Sheet.Left, Sheet.TextSize))];
        Height = Above + Math.Max(_sums.Sum(sum => sum.Height), document.Taxes.Count * Leading + 24)
            + _notes.Sum(note => (note.Count * NoteLeading) + 4) + 12;
    }

    private enum Weight
    {
        Plain,
        Small,
        Bold,
        Total,
    }

    public double Height { get; }

    public void Draw(double top)
    {
        var (canvas, y) = (_sheet.Canvas, top + Above);
        foreach (var sum in _sums)
        {
            var color = sum.Weight == Weight.Small ? Sheet.Grey : Sheet.Ink;
            if (sum.Weight == Weight.Total)
            {
                canvas.Rule(SumsLeft, Sheet.Right, y + 1, 0.8, Sheet.Ink);
            }

            var baseLine = y + (sum.Weight == Weight.Total ? 17 : 10);
            for (var i = 0; i < sum.Label.Count; i++)
            {
                canvas.Text(sum.Label[i], SumsLeft, baseLine + (i * 11), sum.Size, color);
            }

            canvas.TextTo(Sheet.Right, sum.Amount, baseLine, sum.Size, color);
            y += sum.Height;
        }

        y = Math.Max(y, Taxes(top + Above)) + 12;
        foreach (var note in _notes)
        {
            foreach (var line in note)
            {
                canvas.Text(line, Sheet.Left, y + 9, Sheet.TextSize, Sheet.Ink);
                y += NoteLeading;
            }

            y += 4;
        }
    }

    private double Taxes(double y)
    {
        var (canvas, type, words) = (_sheet.Canvas, _sheet.Type, _sheet.Words);
        if (_sheet.Document.Taxes.Count == 0)
        {
            return y;
        }

        canvas.Text(type.Line(words.TaxOverview, bold: true), Sheet.Left, y + 10, Sheet.SmallSize, Sheet.Grey);
        canvas.TextTo(TaxNetRight, type.Line(words.TaxNet, bold: true), y + 10, Sheet.SmallSize, Sheet.Grey);
        canvas.TextTo(TaxRight, type.Line(words.Tax, bold: true), y + 10, Sheet.SmallSize, Sheet.Grey);
        canvas.Rule(Sheet.Left, TaxRight, y + 15, 0.4, Sheet.Hairline);
        y += 18;
        foreach (var tax in _sheet.Document.Taxes)
        {
            canvas.Text(type.Line(words.Rate(tax.Rate)), Sheet.Left, y + 9, Sheet.TextSize, Sheet.Ink);
            canvas.TextTo(TaxNetRight, type.Line(_sheet.Amount(tax.Net)), y + 9, Sheet.TextSize, Sheet.Ink);
            canvas.TextTo(TaxRight, type.Line(_sheet.Amount(tax.Tax)), y + 9, Sheet.TextSize, Sheet.Ink);
            y += Leading;
        }

        return y;
    }

    private string Money(decimal amount) => string.Format(
        System.Globalization.CultureInfo.InvariantCulture,
        _sheet.Words.Money,
        _sheet.Amount(amount),
        _sheet.Document.Currency);

    private void Add(string label, string amount, Weight weight = Weight.Plain)
    {
        var size = weight switch { Weight.Total => 12, Weight.Small => Sheet.SmallSize, _ => 9 };
        var bold = weight is Weight.Bold or Weight.Total;
        var line = _sheet.Type.Line(amount, bold);
        var width = Math.Max(40, Sheet.Right - SumsLeft - (line.Width * size) - Sheet.Gap);
        var lines = _sheet.Type.Wrap(label, width, size, bold);
        _sums.Add(new(lines, line, size, weight));
    }

    private sealed record Sum(List<TextLine> Label, TextLine Amount, double Size, Weight Weight)
    {
        public double Height => (Weight == Weight.Total ? 26 : Leading) + ((Math.Max(1, Label.Count) - 1) * 11);
    }
}
