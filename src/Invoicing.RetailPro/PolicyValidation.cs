using Invoicing.Process;
using Microsoft.Extensions.Options;

namespace Invoicing.RetailPro;

/// <summary>Every entry of <c>Invoicing:Policies</c> is of a channel that is known, and says nothing that would mean nothing there.</summary>
internal sealed class PolicyValidation : IValidateOptions<InvoicingSettings>
{
    public ValidateOptionsResult Validate(string? name, InvoicingSettings settings)
    {
        var problems = settings.Policies
            .Select(entry => ProblemOf(entry.Value, SalesChannels.KindOf(entry.Key, settings)) is { } problem
                ? $"Invoicing:Policies:{entry.Key}{problem}"
                : null)
            .OfType<string>()
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? ProblemOf(ChannelPolicySettings policy, ChannelKind? kind) =>
        kind is null ? " is of no channel that is invoiced or a send sale; allowed are ECOM, POS and those named in Invoicing:Channels"
        : policy is { Election: null, Totals: null, SendSale: null } ? " says nothing; allowed are Election, Totals and SendSale"
        : Undefined(nameof(policy.Election), policy.Election) ?? Undefined(nameof(policy.Totals), policy.Totals)
            ?? Undefined(nameof(policy.SendSale), policy.SendSale)
            ?? (kind == ChannelKind.Invoice && policy.SendSale is not null
                ? ":SendSale is set, but orders of this channel are invoiced; allowed for them are Election and Totals"
            : kind == ChannelKind.SendSale && (policy.Election is not null || policy.Totals is not null)
                ? " has Election or Totals, but orders of this channel are invoiced at the till; allowed for them is SendSale"
            : null);

    /// <summary>.NET's binder takes any number for a name.</summary>
    private static string? Undefined<T>(string setting, T? value)
        where T : struct, Enum => value is not { } given || Enum.IsDefined(given) ? null
        : $":{setting} is {given}, allowed is {string.Join(" or ", Enum.GetNames<T>())}";
}
