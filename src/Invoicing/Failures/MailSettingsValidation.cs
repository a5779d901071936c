using Invoicing.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Invoicing.Failures;

/// <summary>Refuses settings by which a mail would not go where it should, all at once, each by its name and value.</summary>
internal sealed class MailSettingsValidation(IConfiguration configuration) : IValidateOptions<MailSettings>
{
    public ValidateOptionsResult Validate(string? name, MailSettings settings)
    {
        string[] problems =
        [
            .. Recipients(settings), .. Routes(settings), .. Server(settings.Smtp),
            .. Twofold(configuration.GetSection(MailSettings.Section)),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => $"{MailSettings.Section}:{problem}"));
    }

    private static IEnumerable<string> Recipients(MailSettings settings)
    {
        if (MailAddresses.Problem(settings.From) is { } problem)
        {
            yield return $"From {problem}";
        }

        foreach (var to in MailAddresses.Problems(settings.To))
        {
            yield return $"To {to}";
        }

        if (settings.UsesSmtp() && settings.To.Count == 0)
        {
            yield return "To names nobody: at least one mail address is expected, because Mail:Smtp:Host is set.";
        }

        foreach (var store in settings.Stores.SelectMany(store => Named(store.Value).Select(found => $"Stores:{store.Key} {found}")))
        {
            yield return store;
        }
    }

    private static IEnumerable<string> Routes(MailSettings settings)
    {
        var kinds = string.Join(", ", Enum.GetNames<NoticeKind>());
        for (var i = 0; i < settings.Routes.Length; i++)
        {
            foreach (var to in Named(settings.Routes[i].To))
            {
                yield return FormattableString.Invariant($"Routes:{i}:To {to}");
            }

            foreach (var kind in settings.Routes[i].Kinds.Except(Enum.GetNames<NoticeKind>()))
            {
                yield return FormattableString.Invariant($"Routes:{i}:Kinds has {kind}, allowed is {kinds}.");
            }
        }
    }

    private static IEnumerable<string> Named(SettingList addresses) =>
        addresses.Count == 0 ? ["names nobody: at least one mail address is expected."] : MailAddresses.Problems(addresses);

    private static IEnumerable<string> Server(SmtpSettings smtp)
    {
        if (string.IsNullOrEmpty(smtp.UserName) != string.IsNullOrEmpty(smtp.Password))
        {
            yield return "Smtp:UserName and Mail:Smtp:Password must be set together, or neither.";
        }

        if (smtp is { StartTls: not null, Security: not SmtpSecurity.Auto })
        {
            yield return "Smtp:StartTls and Mail:Smtp:Security say the same in two ways: set Mail:Smtp:Security alone.";
        }
    }

    /// <summary>
    /// Of a setting that is given as one text in one place and as a list in another, .NET's binder would take the text and lose the list.
    /// </summary>
    private static IEnumerable<string> Twofold(IConfigurationSection section) => section.GetChildren()
        .SelectMany(child => Twofold(child).Prepend(
            !string.IsNullOrEmpty(child.Value) && child.GetChildren().Any()
                ? $"{child.Path[(MailSettings.Section.Length + 1)..]} is given as one text and as a list; take one of the two, in "
                    + "one place."
                : null))
        .OfType<string>();
}
