using System.Security.Cryptography;
using System.Text;

namespace Invoicing.Vtex.Intake;

/// <summary>What came to the hook, judged. Pure.</summary>
/// <param name="Told">The event; null: there is nothing to take in.</param>
/// <param name="Problem">Why it is no event that can be read.</param>
internal sealed record HookPush(string? Account = null, VtexEvent? Told = null, string? Problem = null)
{
    /// <summary>A body that is longer is no event.</summary>
    public const int LongestBody = 64 * 1024;

    /// <param name="accounts">Names of the accounts that the settings know.</param>
    /// <param name="states">Of which events are taken in.</param>
    public static HookPush Read(string body, IEnumerable<string> accounts, IReadOnlyCollection<string> states)
    {
        if (VtexEvent.Read(body) is not { } told)
        {
            return new(Problem: "it is no JSON object with the fields of an event");
        }

        if (told.IsPing)
        {
            return new();
        }

        if (!told.NamesOrder)
        {
            return new(Problem: "it has no OrderId that could be one");
        }

        var account = accounts.FirstOrDefault(name => name.Equals(told.Origin?.Account, StringComparison.OrdinalIgnoreCase));
        return account is null ? new(Problem: "its Origin.Account is none of Vtex:Accounts")
            : states.Contains(told.State) ? new(account, told)
            : new(account);
    }

    /// <summary>In a time that does not tell how much of it was right.</summary>
    public static bool IsSecret(string? given, string expected) => given is not null && CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
