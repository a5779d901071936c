using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Orders;

namespace Invoicing.Storage;

/// <summary>A place where personal data lies, such as a folder of files, or what a system stores beside its orders.</summary>
internal interface IPersonalDataStore
{
    /// <summary>What is held of a person. It may look through all that there is: it is asked for now and then, by a person.</summary>
    /// <param name="orderNos">The person's orders.</param>
    Task<IReadOnlyList<HeldItem>> Find(Person person, IReadOnlyList<string> orderNos, CancellationToken ct);

    /// <summary>Erases an item that was found, at once or as soon as it may be.</summary>
    /// <returns>Null: it is erased. Else why it is kept, and until when.</returns>
    Task<KeptItem?> Erase(HeldItem item, CancellationToken ct);
}

/// <summary>Personal data that is erased when its time has come, without anybody asking for it.</summary>
internal interface IErasedInTime
{
    /// <summary>For the log, such as <c>files of mails</c>.</summary>
    string Name { get; }

    /// <summary>In batches: whoever is interrupted begins again, and so may several processes at once.</summary>
    /// <returns>How much was erased; the caller asks again while it is the limit.</returns>
    Task<int> EraseOld(int limit, CancellationToken ct);
}

/// <param name="Kind">Such as <c>order</c> or <c>invoice</c>.</param>
/// <param name="Name">The order's number, a file's name: what tells it from others of its kind.</param>
/// <param name="Content">All that is held. Personal data.</param>
internal sealed record HeldItem(string Kind, string Name, JsonObject Content);

/// <param name="Because">In plain words, with what to do where something can be done.</param>
/// <param name="Until">The last day; null: it depends on something else, which the reason names.</param>
internal sealed record KeptItem(string Because, DateOnly? Until = null);

/// <summary>Who asks what is held of them, by their mail address. Personal data: never logged.</summary>
internal sealed record Person
{
    private readonly string _escaped;

    public Person(string email)
    {
        Email = TextNormal.Of(email).ToLowerInvariant();
        _escaped = JsonEncodedText.Encode(Email).ToString().ToLowerInvariant();
        Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Email)).AsSpan(0, 16));
    }

    /// <summary>In lower case.</summary>
    public string Email { get; }

    /// <summary>As JSON may have it.</summary>
    public string EscapedEmail => _escaped;

    /// <summary>Stands for the person where the address itself must not be kept.</summary>
    public string Digest { get; }

    /// <summary>The address as a whole: that of somebody else may end or begin like it.</summary>
    public bool IsNamedIn(ReadOnlySpan<char> text) => Holds(text, Email) || (_escaped != Email && Holds(text, _escaped));

    public override string ToString() => Digest;

    private static bool Holds(ReadOnlySpan<char> text, string address)
    {
        for (var from = 0; text[from..].IndexOf(address, StringComparison.OrdinalIgnoreCase) is >= 0 and var at; from += at + 1)
        {
            var (start, end) = (from + at, from + at + address.Length);
            if ((start == 0 || !IsOfAddress(text[start - 1])) && (end == text.Length || !GoesOn(text[end..])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfAddress(char letter) => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' or '+';

    /// <summary>A point ends a sentence where nothing of a name follows it.</summary>
    private static bool GoesOn(ReadOnlySpan<char> rest) =>
        rest[0] == '.' ? rest.Length > 1 && char.IsLetterOrDigit(rest[1]) : IsOfAddress(rest[0]);
}

/// <summary>A place cannot be looked at now. The message goes on a sentence, and says what to do.</summary>
internal sealed class PersonalDataAwayException(string message) : Exception(message);
