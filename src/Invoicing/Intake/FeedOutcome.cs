namespace Invoicing.Intake;

/// <summary>What became of an order of a feed when it was taken in; as results files and <c>feeds show</c> name it.</summary>
internal static class FeedOutcome
{
    /// <summary>Stored, and on its way to Retail Pro.</summary>
    public const string Accepted = "accepted";

    /// <summary>The same was taken before, from wherever: nothing happens.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Newer content is known: this one is ignored.</summary>
    public const string Older = "older";

    /// <summary>Newer content of an order that a person has taken out: it is noted, and nothing follows.</summary>
    public const string Dismissed = "dismissed";

    /// <summary>Newer content of an order that was invoiced already: the invoice stays as it is.</summary>
    public const string TooLate = "too-late";

    /// <summary>Items are still open: it waits for newer content.</summary>
    public const string Held = "held";

    /// <summary>Every item was cancelled.</summary>
    public const string NothingToInvoice = "nothing-to-invoice";

    /// <summary>A send sale: only its stock is moved.</summary>
    public const string AlreadyInvoiced = "already-invoiced-at-the-till";

    /// <summary>Stored, and cannot be sent as it is.</summary>
    public const string Invalid = "invalid";

    /// <summary>Not stored: its number belongs to another order, or its id of the OMS to another number.</summary>
    public const string Conflict = "conflict";

    /// <summary>Not stored: it cannot be told which order it is, or what it says.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Those that a person is told of by the feed's notice; what else goes wrong is told of as for every order.</summary>
    public static bool IsNotTaken(string outcome) => outcome is Conflict or Unreadable;
}
