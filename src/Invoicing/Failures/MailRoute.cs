using Invoicing.Storage;

namespace Invoicing.Failures;

/// <summary>One entry of <c>Mail:Routes</c>: who is told of some of the failures. The first entry that a failure matches decides.</summary>
internal sealed class MailRoute
{
    /// <summary>
    /// Codes of the stores whose failures these are: the invoicing store, or the one that a slip leaves. Empty: all, and what is of no
    /// store.
    /// </summary>
    public SettingList Stores { get; set; } = [];

    /// <summary>Names of <see cref="NoticeKind"/>. Empty: all.</summary>
    public SettingList Kinds { get; set; } = [];

    /// <summary>Recipients. One at least.</summary>
    public SettingList To { get; set; } = [];

    /// <summary>Without the recipients: it may be logged.</summary>
    public override string ToString() => $"{Of("Stores", Stores)} {Of("Kinds", Kinds)}";

    private static string Of(string name, SettingList values) => $"{name}={(values.Count == 0 ? "all" : string.Join('+', values))}";
}
