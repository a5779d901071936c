namespace Invoicing.Process;

/// <summary>What a person, or a program in somebody's name, has decided.</summary>
/// <param name="By">The user of a session, or the name of an API key.</param>
/// <param name="Via">One of <see cref="DecidedVia"/>.</param>
/// <param name="From">The network address that it came from; null: this machine's command line.</param>
internal sealed record OperatorDecision(string By, string Reason, string Via = DecidedVia.Command, string? From = null)
{
    public void Deconstruct(out string by, out string reason) => (by, reason) = (By, Reason);
}

/// <summary>By which way people decide.</summary>
internal static class DecidedVia
{
    public const string Command = "command";
    public const string Api = "api";
    public const string Console = "console";
}
