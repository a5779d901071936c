using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Invoicing.Failures;

/// <summary>
/// Who is told of what. Recipients have numbers, so that the database can sort notices by them (<c>mail_route</c> in the schema).
/// </summary>
internal sealed class MailRoutes
{
    private readonly List<string[]> _recipients = [];

    public MailRoutes(IOptions<MailSettings> options)
    {
        var settings = options.Value;
        Json = JsonSerializer.Serialize(settings.Routes.Select(route => new
        {
            stores = route.Stores, kinds = route.Kinds, recipients = NumberOf([.. route.To], settings.Recipients()),
        }));
        Keys = [.. _recipients.Select(KeyOf).Prepend("")];
    }

    /// <summary>As <c>mail_route</c> takes them.</summary>
    public string Json { get; }

    /// <summary>By number, how the recipients are compared with those of a stored mail.</summary>
    public string[] Keys { get; }

    /// <returns>Null: those of <c>Mail:To</c>.</returns>
    public string[]? Recipients(int number) => number == 0 ? null : _recipients[number - 1];

    // Routes to the same people share their mails.
    private int NumberOf(string[] to, IReadOnlyList<string> others)
    {
        if (KeyOf(to) == KeyOf(others))
        {
            return 0;
        }

        var index = _recipients.FindIndex(known => KeyOf(known) == KeyOf(to));
        if (index < 0)
        {
            index = _recipients.Count;
            _recipients.Add(to);
        }

        return index + 1;
    }

    private static string KeyOf(IEnumerable<string> recipients) => string.Join(',', recipients);
}
