using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Invoicing.Orders;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Failures;

/// <summary>
/// All failures of a report as CSV (RFC 4180), for spreadsheets. These take a cell for a formula that begins with <c>=</c>, <c>+</c>,
/// <c>-</c> or <c>@</c>, and much of what stands in one comes from outside.
/// </summary>
internal sealed partial class ReportFile : IDisposable
{
    /// <summary>As it is called in the mail.</summary>
    public const string Name = "failures.csv";

    private const string Head = "order,OMS order id,state,store,kind,step,attempt,total,currency,failed at,message,what to do first,"
        + "queue or feed,message id,trace";

    private readonly FailureTexts _texts;
    private readonly MemoryStream _bytes = new();
    private readonly StreamWriter _text;

    public ReportFile(FailureTexts texts)
    {
        _texts = texts;
        // With the mark, without which Excel takes UTF-8 for something else.
        _text = new(_bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
        _text.WriteLine(Head);
    }

    public void Add(Notice notice)
    {
        string[] cells =
        [
            Text(notice.OrderNo),
            Text(notice.OrderId),
            Text(notice.OrderState),
            Text(notice.Store),
            Text(notice.Kind.ToString()),
            Text(notice.Step),
            notice.Attempt?.ToString(CultureInfo.InvariantCulture) ?? "",
            notice.Total?.ToString("0.00##", CultureInfo.InvariantCulture) ?? "",
            Text(notice.Currency),
            IsoTime.Text(notice.FailedAt),
            Text(notice.Message),
            Text(_texts.Remedies(notice.Cause, notice)[0]),
            Text(notice.Queue),
            Text(notice.MessageId?.ToString()),
            Text(Telemetry.IdOf(notice.Trace)),
        ];
        _text.WriteLine(string.Join(',', cells));
    }

    public Attachment Finish()
    {
        _text.Flush();
        return new(Name, _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length));
    }

    public void Dispose() => _text.Dispose();

    /// <summary>
    /// Always in quotes, and with an apostrophe before what would be a formula; also after the separators of other countries' spreadsheets.
    /// </summary>
    internal static string Text(string? text) =>
        string.IsNullOrEmpty(text) ? "" : $"\"{Formula().Replace(text, "$1'").Replace("\"", "\"\"")}\"";

    // A tab and a line break are themselves beginnings of a formula to some.
    [GeneratedRegex(@"(^|[;\t\r\n][ ]*)(?=[=+\-@\t\r\n＝＋－＠])")]
    private static partial Regex Formula();
}
