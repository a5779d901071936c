using Invoicing.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Invoicing.Failures;

/// <summary>Refuses settings by which a mail would not go where it should, all at once, each by its name and value.</summary>
internal sealed class MailSettingsValidation(IConfiguration configuration) : IValidateOptions<MailSettings>
{
    public ValidateOptionsResult Validate(string? name, MailSettings settings)
    {
        var smtp = settings.Smtp;
        IEnumerable<string?> found =
        [
            MailAddresses.Problem(settings.From) is { } problem ? $"From {problem}" : null,
            .. MailAddresses.Problems(settings.To).Select(to => $"To {to}"),
            settings.UsesSmtp() && settings.To.Count == 0
                ? "To names nobody: at least one mail address is expected, because Mail:Smtp:Host is set."
                : null,
            .. settings.Stores.SelectMany(store => Named($"Stores:{store.Key}", store.Value)),
            .. settings.Routes.SelectMany((route, place) => Route(FormattableString.Invariant($"Routes:{place}"), route)),
            string.IsNullOrEmpty(smtp.UserName) != string.IsNullOrEmpty(smtp.Password)
                ? "Smtp:UserName and Mail:Smtp:Password must be set together, or neither."
                : null,
            smtp is { StartTls: not null, Security: not SmtpSecurity.Auto }
                ? "Smtp:StartTls and Mail:Smtp:Security say the same in two ways: set Mail:Smtp:Security alone."
                : null,
            .. Twofold(configuration.GetSection(MailSettings.Section)),
        ];
        var problems = found.OfType<string>().Select(text => $"{MailSettings.Section}:{text}").ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Route(string setting, MailRoute route) =>
    [
        .. Named($"{setting}:To", route.To),
        .. route.Kinds.Except(Enum.GetNames<NoticeKind>())
            .Select(kind => $"{setting}:Kinds has {kind}, allowed is {string.Join(", ", Enum.GetNames<NoticeKind>())}."),
    ];

    private static IEnumerable<string> Named(string setting, SettingList addresses) => addresses.Count == 0
        ? [$"{setting} names nobody: at least one mail address is expected."]
        : MailAddresses.Problems(addresses).Select(problem => $"{setting} {problem}");

    /// <summary>
    /// Of a setting that is given as one text in one place and as a list in another, .NET's binder would take the text and lose the list.
    /// </summary>
    private static IEnumerable<string?> Twofold(IConfigurationSection section) => section.GetChildren()
        .SelectMany(child => Twofold(child).Prepend(
            !string.IsNullOrEmpty(child.Value) && child.GetChildren().Any()
                ? $"{child.Path[(MailSettings.Section.Length + 1)..]} is given as one text and as a list; take one of the two, in "
                    + "one place."
                : null));
}
