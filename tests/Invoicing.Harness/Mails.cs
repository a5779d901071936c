using System.Text.RegularExpressions;
using Invoicing.Simulators.Smtp;

namespace Invoicing.Harness;

/// <summary>The folder that mails are written to.</summary>
internal sealed class Mails(string folder)
{
    public string Folder => folder;

    public IReadOnlyList<ReceivedMail> All() => !Directory.Exists(folder) ? [] :
        [.. Directory.GetFiles(folder, "*.eml").Order().Select(file => new ReceivedMail(File.GetLastWriteTimeUtc(file), "", [], File.ReadAllText(file), file))];

    /// <summary>Mails that name the order.</summary>
    public IReadOnlyList<ReceivedMail> About(string orderNo) => [.. All().Where(mail => mail.Names(orderNo))];

    /// <summary>Waits for the first mail that names the order.</summary>
    public async Task<ReceivedMail> Arrives(string orderNo) =>
        await Wait.For(() => Task.FromResult(About(orderNo).FirstOrDefault()), $"a mail about order {orderNo} arrives");
}

internal static partial class MailReading
{
    public static bool Names(this ReceivedMail mail, string orderNo) => Contains(mail.Subject, orderNo) || Contains(NoOrderNumber().Replace(mail.Body, ""), orderNo);

    // A number is named only where no longer number begins or ends with it.
    private static bool Contains(string text, string orderNo)
    {
        for (var at = text.IndexOf(orderNo, StringComparison.Ordinal); at >= 0; at = text.IndexOf(orderNo, at + 1, StringComparison.Ordinal))
        {
            var end = at + orderNo.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    // A correlation id, or a place in a message that cannot be read, may look like an order's number by chance; "such as #1042" explains the form.
    [GeneratedRegex(@"such as #[0-9]+|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\bbyte [0-9]+")]
    private static partial Regex NoOrderNumber();

    /// <summary>Failures that a mail about very many only counts.</summary>
    public static int Unlisted(this ReceivedMail mail) => More().Match(mail.Body) is { Success: true } more ? int.Parse(more.Groups[1].Value) : 0;

    [GeneratedRegex(@"^and ([0-9]+) more: ", RegexOptions.Multiline)]
    private static partial Regex More();
}
