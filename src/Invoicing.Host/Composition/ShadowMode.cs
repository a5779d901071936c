using Invoicing.Messaging;
using Invoicing.Process;
using Microsoft.Extensions.Configuration;

namespace Invoicing.Host.Composition;

/// <summary>
/// <c>Invoicing:Mode=Shadow</c>: the flow runs, and nobody outside hears of it. Steps call nobody (<see cref="Systems.StepRunner"/>); what
/// calls outside by itself is not there; and no system has an address that could be reached, should anything else try.
/// </summary>
internal static class ShadowMode
{
    /// <summary>What credentials are where none are needed.</summary>
    public const string NoSecret = "shadow-mode-has-none";

    /// <summary>Resolved by no name server (RFC 2606).</summary>
    public static readonly Uri NoAddress = new("http://shadow-mode.invalid");

    private const Roles Outside = Roles.VtexFeed | Roles.EmporixApi;

    /// <summary>Read as the settings are, so that no other writing of it is shadow mode for some parts and not for others.</summary>
    public static bool IsShadow(this IConfiguration configuration) =>
        Enum.TryParse<InvoicingMode>(configuration[$"Invoicing:{nameof(InvoicingSettings.Mode)}"], ignoreCase: true, out var mode)
            && mode == InvoicingMode.Shadow;

    /// <summary>Those that can run: feed, hook and jobs ask the systems themselves.</summary>
    public static Roles Allowed(this Roles roles, IConfiguration configuration) => configuration.IsShadow() ? roles & ~Outside : roles;

    /// <summary>What is to be said at the start; null: all runs.</summary>
    public static string? Warning(IConfiguration configuration) => !configuration.IsShadow() ? null
        : "Shadow mode (Invoicing:Mode): no system is called, the OMS is told nothing, customers and stores get no mails. What would be "
            + "sent is in each order's timeline. Not run: VTEX's feed and hook, Emporix's jobs, SFTP, and files of results and responses";
}
