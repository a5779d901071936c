using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Invoicing.Simulators.Smtp;
using MimeKit;

namespace Invoicing.Harness;

/// <summary>The folder that mails are written to.</summary>
internal sealed class Mails(string folder)
{
    public string Folder => folder;

    public IReadOnlyList<ReceivedMail> All() => !Directory.Exists(folder) ? [] :
        [.. Directory.GetFiles(folder, "*.eml").Order()
            .Select(file => new ReceivedMail(File.GetLastWriteTimeUtc(file), "", [], File.ReadAllText(file), file))];

    /// <summary>Mails that name the order.</summary>
    public IReadOnlyList<ReceivedMail> About(string orderNo) => [.. All().Where(mail => mail.Names(orderNo))];

    /// <summary>Waits for the first mail that names the order.</summary>
    public async Task<ReceivedMail> Arrives(string orderNo) =>
        await Wait.For(() => Task.FromResult(About(orderNo).FirstOrDefault()), $"a mail about order {orderNo} arrives");
}

/// <summary>One text or file of a mail, decoded.</summary>
/// <param name="Type">Such as <c>text/plain</c>.</param>
internal sealed record MailPart(string Type, string? FileName, string Text)
{
    public static MailPart Of(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        var charset = part.ContentType.CharsetEncoding ?? Encoding.UTF8;
        return new(part.ContentType.MimeType, part.FileName, charset.GetString(content.ToArray()));
    }
}

internal static partial class MailReading
{
    private static readonly ConditionalWeakTable<ReceivedMail, IReadOnlyList<MailPart>> s_parts = [];

    extension(ReceivedMail mail)
    {
        /// <summary>As written, with its angle brackets; null when there is none.</summary>
        public string? MessageId => mail.Header("Message-ID");

        /// <summary>Texts and files, in their order. Kept: a file can be large, and is looked into for every order.</summary>
        public IReadOnlyList<MailPart> Parts =>
            s_parts.GetValue(mail, _ => [.. mail.Mime.BodyParts.OfType<MimePart>().Select(MailPart.Of)]);

        /// <summary>What is to be read, in plain text.</summary>
        public string Body => (mail.Parts.FirstOrDefault(part => part is { Type: "text/plain", FileName: null })
            ?? mail.Parts.FirstOrDefault())?.Text ?? "";

        /// <summary>The same in HTML; null when there is none.</summary>
        public string? Html => mail.Parts.FirstOrDefault(part => part is { Type: "text/html", FileName: null })?.Text;

        /// <summary>The first file of the mail; null when there is none.</summary>
        public MailPart? Attachment => mail.Parts.FirstOrDefault(part => part.FileName is not null);

        /// <summary>The first of this name, in any case, unfolded and decoded; null when there is none.</summary>
        public string? Header(string name) => mail.Mime.Headers[name];
    }

    /// <summary>
    /// Whether the mail tells of a failure of the order. Of a report with a file, only what that says counts: it has them all, and its
    /// figures have names.
    /// </summary>
    public static bool Names(this ReceivedMail mail, string orderNo) => mail.Listed() is { } listed
        ? listed.Orders.Contains(orderNo) || listed.OtherMessages.Any(message => Contains(NoOrderNumber().Replace(message, ""), orderNo))
        : Contains(mail.Subject, orderNo) || Contains(NoOrderNumber().Replace(mail.Body, ""), orderNo);

    /// <summary>All that the mail says of the order's failure.</summary>
    public static string Tells(this ReceivedMail mail, string orderNo) => mail.Listed() is { } listed
        ? string.Join('\n', listed.Messages[orderNo].Concat(listed.OtherMessages))
        : mail.Body;

    // A number is named only where no longer number begins or ends with it.
    private static bool Contains(string text, string orderNo)
    {
        for (
            var at = text.IndexOf(orderNo, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(orderNo, at + 1, StringComparison.Ordinal))
        {
            var end = at + orderNo.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    // A correlation id, an amount, also in VTEX's cents, or a place in a message that cannot be read, may look like an order's number by
    // chance; "such as #1042" explains the form.
    [GeneratedRegex(
        @"such as #[0-9]+|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\bbyte [0-9]+|^Total: .*$|^[0-9,]+ of [0-9,]+ reported earlier .*$"
            + @"|\bof [0-9]+ would be too much: VTEX's order is of [0-9]+, of which [0-9]+ |\bvalue [0-9]+\b"
            + @"|\bvalue is [0-9.]+|\bthan the order's [0-9.]+|\b[0-9]+ are to go back with all returns, [0-9.]+ were sold",
        RegexOptions.Multiline)]
    private static partial Regex NoOrderNumber();

    /// <summary>Failures that a mail about very many only counts. A report has a file that lists them.</summary>
    public static int Unlisted(this ReceivedMail mail) =>
        mail.Attachment is null && More().Match(mail.Body) is { Success: true } more ? int.Parse(more.Groups[1].Value) : 0;

    [GeneratedRegex(@"^and ([0-9]+) more: ", RegexOptions.Multiline)]
    private static partial Regex More();

    private static readonly ConditionalWeakTable<ReceivedMail, ListedFailures> s_listed = [];

    public static ListedFailures? Listed(this ReceivedMail mail) =>
        mail.Attachment is { } file ? s_listed.GetValue(mail, _ => ListedFailures.Read(file.Text)) : null;
}
