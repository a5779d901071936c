namespace Invoicing.ErrorQueues;

/// <summary>Headers that tell how a message ended in an error queue. None of them may go back with it.</summary>
internal static class FaultHeaders
{
    public const string Message = "MT-Fault-Message";
    public const string ExceptionType = "MT-Fault-ExceptionType";
    public const string Timestamp = "MT-Fault-Timestamp";
    public const string Death = "x-death";

    /// <summary>By these the broker would send copies to further queues; where the sender wanted them, they went already.</summary>
    private static readonly string[] s_routing = ["CC", "BCC"];

    private static readonly string[] s_names = ["MT-Reason", "MT-Redelivery-Count", Death, "x-delivery-count"];
    private static readonly string[] s_prefixes = ["MT-Fault-", "MT-Host-", "x-first-death-", "x-last-death-"];

    public static bool Contains(string name) =>
        s_names.Contains(name, StringComparer.OrdinalIgnoreCase)
        || s_routing.Contains(name, StringComparer.Ordinal)
        || s_prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
