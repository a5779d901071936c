namespace Invoicing.Contracts;

/// <summary>
/// What the steps in Retail Pro are called in messages, commands and mails; steps in other systems begin with their system's name.
/// </summary>
public static class StepNames
{
    /// <summary>The invoice of an order.</summary>
    public const string Invoice = "invoice";

    private const string SlipPrefix = "slip/";

    /// <summary>The name of a transfer slip, such as <c>slip/00000731</c>.</summary>
    /// <param name="slipNo">Its number, eight digits.</param>
    public static string Slip(string slipNo) => SlipPrefix + slipNo;

    /// <summary>The number in a slip's name.</summary>
    /// <returns>Null: it is no slip's name.</returns>
    public static string? SlipNoOf(string step) => step.StartsWith(SlipPrefix, StringComparison.Ordinal) ? step[SlipPrefix.Length..] : null;
}
