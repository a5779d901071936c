namespace Invoicing.Emporix.Documents;

/// <summary>The lines of the invoice. Columns of numbers are as wide as what stands in them; the name has what is left.</summary>
internal sealed class InvoiceTable
{
    private const double Leading = 11.5, Padding = 2, HeadingHeight = 20;

    // A longer name is cut, so that any row fits on a page together with the totals.
    private const int MaxLines = 20;

    private readonly Sheet _sheet;
    private readonly NumberColumn _position, _quantity, _unitPrice, _taxRate, _total;
    private readonly double _skuLeft, _nameLeft, _unitLeft;
    private readonly bool _hasSkus;
    private readonly List<Row> _rows;

    public InvoiceTable(Sheet sheet)
    {
        _sheet = sheet;
        var (document, words, type) = (sheet.Document, sheet.Words, sheet.Type);
        _total = Column(words.LineTotal, line => sheet.Printed(line.Total)).EndingAt(Sheet.Right);
        _taxRate = Column(words.TaxRate, line => words.Rate(line.TaxRate)).EndingAt(_total.Left - Sheet.Gap);
        _unitPrice = Column(words.UnitPrice, line => words.Number(sheet.Side(line.UnitPrice), document.CurrencyDigits))
            .EndingAt(_taxRate.Left - Sheet.Gap);
        var unitWidth = Math.Min(Widest(line => line.Unit), 48);
        _unitLeft = _unitPrice.Left - Sheet.Gap - unitWidth;
        _quantity = Column(words.Quantity, line => words.Number(line.Quantity, 0)).EndingAt(_unitLeft - (unitWidth > 0 ? 3 : 0));
        _position = Column(words.Position, line => words.Amount(line.Position, 0));
        _position = _position.EndingAt(Sheet.Left + _position.Width);

        // An article number and a unit are broken rather than let take the name's place.
        _skuLeft = _position.Right + Sheet.Gap;
        var skuWidth = Widest(line => line.Sku);
        _hasSkus = skuWidth > 0;
        skuWidth = _hasSkus ? Math.Clamp(skuWidth, type.Line(words.Sku, bold: true).Width * Sheet.SmallSize, 76) + 1 : 0;
        _nameLeft = _skuLeft + (_hasSkus ? skuWidth + Sheet.Gap : 0);
        var nameWidth = Math.Max(60, _quantity.Left - Sheet.Gap - _nameLeft);
        _rows = [.. document.Lines.Select((line, index) => new Row(
            index,
            sheet.Block([line.Name], nameWidth, Sheet.TextSize, MaxLines),
            sheet.Block([line.Sku ?? ""], skuWidth, Sheet.TextSize, MaxLines),
            sheet.Block([line.Unit ?? ""], unitWidth + 1, Sheet.TextSize, MaxLines)))];
    }

    /// <summary>
    /// The rows of each page. A row is never split, and the last page has at least one beside the totals.
    /// </summary>
    public List<List<Row>> Pages(double firstTop, double nextTop, double bottom, double totalsHeight)
    {
        List<List<Row>> pages = [[]];
        var y = firstTop + HeadingHeight;
        foreach (var row in _rows)
        {
            if (y + row.Height > bottom && pages[^1].Count > 0)
            {
                pages.Add([]);
                y = nextTop + HeadingHeight;
            }

            pages[^1].Add(row);
            y += row.Height;
        }

        if (y + totalsHeight > bottom && pages[^1].Count > 1)
        {
            pages.Add([pages[^1][^1]]);
            pages[^2].RemoveAt(pages[^2].Count - 1);
        }

        return pages;
    }

    /// <summary>Draws the heading and the rows of a page; answers where they end.</summary>
    public double Draw(List<Row> rows, double top)
    {
        var (canvas, words) = (_sheet.Canvas, _sheet.Words);
        var y = top + 10;
        foreach (var column in new[] { _position, _quantity, _unitPrice, _taxRate, _total })
        {
            canvas.TextTo(column.Right, column.Label, y, Sheet.SmallSize, Sheet.Grey);
        }

        canvas.Text(_sheet.Type.Line(words.Name, bold: true), _nameLeft, y, Sheet.SmallSize, Sheet.Grey);
        if (_hasSkus)
        {
            canvas.Text(_sheet.Type.Line(words.Sku, bold: true), _skuLeft, y, Sheet.SmallSize, Sheet.Grey);
        }

        canvas.Rule(Sheet.Left, Sheet.Right, top + HeadingHeight - 4, 0.8, Sheet.Ink);
        y = top + HeadingHeight - 2;
        foreach (var row in rows)
        {
            Draw(row, y + Padding + 8);
            y += row.Height;
            canvas.Rule(Sheet.Left, Sheet.Right, y, 0.4, Sheet.Hairline);
        }

        return y;
    }

    private void Draw(Row row, double y)
    {
        var canvas = _sheet.Canvas;
        foreach (var column in new[] { _position, _quantity, _unitPrice, _taxRate, _total })
        {
            var (text, afterPoint) = column.Cells[row.Index];
            canvas.TextTo(column.Right - column.AfterPoint + afterPoint, text, y, Sheet.TextSize, Sheet.Ink);
        }

        Lines(row.Unit, _unitLeft);
        Lines(row.Sku, _skuLeft);
        Lines(row.Name, _nameLeft);

        void Lines(List<TextLine> lines, double x)
        {
            for (var i = 0; i < lines.Count; i++)
            {
                canvas.Text(lines[i], x, y + (i * Leading), Sheet.TextSize, Sheet.Ink);
            }
        }
    }

    private double Widest(Func<InvoiceLine, string?> text) =>
        _sheet.Document.Lines.Select(line => _sheet.Type.Line(text(line) ?? "").Width).DefaultIfEmpty().Max() * Sheet.TextSize;

    // Numbers of a column stand with their points below each other, however many digits follow.
    private NumberColumn Column(string label, Func<InvoiceLine, string> text)
    {
        var cells = _sheet.Document.Lines.Select(text).Select(number =>
        {
            var point = number.LastIndexOf(_sheet.Words.DecimalSeparator, StringComparison.Ordinal);
            var afterPoint = point < 0 ? 0 : _sheet.Type.Line(number[point..]).Width * Sheet.TextSize;
            return (Text: _sheet.Type.Line(number), AfterPoint: afterPoint);
        }).ToList();
        var after = cells.Select(cell => cell.AfterPoint).DefaultIfEmpty().Max();
        var heading = _sheet.Type.Line(label, bold: true);
        var widest = cells.Select(cell => (cell.Text.Width * Sheet.TextSize) - cell.AfterPoint).DefaultIfEmpty().Max() + after;
        return new(heading, cells, after, Math.Max(heading.Width * Sheet.SmallSize, widest), Right: 0);
    }

    internal sealed record Row(int Index, List<TextLine> Name, List<TextLine> Sku, List<TextLine> Unit)
    {
        public double Height => (new[] { 1, Name.Count, Sku.Count, Unit.Count }.Max() * Leading) + (2 * Padding);
    }

    private sealed record NumberColumn(
        TextLine Label,
        List<(TextLine Text, double AfterPoint)> Cells,
        double AfterPoint,
        double Width,
        double Right)
    {
        public double Left => Right - Width;

        public NumberColumn EndingAt(double right) => this with { Right = right };
    }
}
