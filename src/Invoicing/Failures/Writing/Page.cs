namespace Invoicing.Failures.Writing;

/// <summary>What a mail says, before it becomes text and HTML: of the same parts, so that neither knows more than the other.</summary>
internal sealed record Page(string Title, IReadOnlyList<Part> Parts);

/// <summary>One part of a page. Texts may hold commands between backticks.</summary>
internal abstract record Part;

/// <summary>What matters most, in a sentence or two.</summary>
internal sealed record Lead(string Text) : Part;

internal sealed record Paragraph(string Text) : Part;

/// <summary>The beginning of one cause, or of one list.</summary>
internal sealed record Section(string Title) : Part;

/// <summary>A few words above what follows.</summary>
internal sealed record Label(string Title) : Part;

/// <summary>Names and values; those without a value are left out.</summary>
internal sealed record Facts(params IReadOnlyList<(string Name, string? Value)> Values) : Part;

/// <summary>Words of another program.</summary>
internal sealed record Quotation(string Text) : Part;

/// <summary>Numbered.</summary>
internal sealed record Steps(IReadOnlyList<string> Texts) : Part;

/// <param name="Text">Free of commands.</param>
internal sealed record Link(string Text, string Url) : Part;

/// <param name="More">What follows the last row, such as how many there are beyond it.</param>
internal sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows, string? More = null) : Part;

/// <param name="IsNumber">Set to the right.</param>
internal sealed record Column(string Name, bool IsNumber = false);

/// <param name="Below">A line of its own under the cells.</param>
internal sealed record Row(IReadOnlyList<string?> Cells, string? Below = null);
