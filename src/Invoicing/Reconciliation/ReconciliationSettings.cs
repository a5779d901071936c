using System.ComponentModel.DataAnnotations;
using Invoicing.Orders;

namespace Invoicing.Reconciliation;

/// <summary>Section <c>Reconciliation</c>: what is compared by itself, and when.</summary>
internal sealed class ReconciliationSettings
{
    public const string Section = "Reconciliation";

    /// <summary>
    /// Files of these names among the feeds are lists of completed orders to compare with, and no orders are taken from them. One <c>*</c>
    /// stands for any characters: <c>completed-*</c>. Case is ignored. None while it is empty.
    /// </summary>
    public string Files { get; set; } = "";

    /// <summary>Local time at which our own books are looked through, every day; not at all when empty.</summary>
    public TimeOnly? DailyAt { get; set; } = new(5, 0);

    /// <summary>An order that is not finished so long after it came is told.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "60.00:00:00")]
    public TimeSpan UnfinishedAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Business hours without any order after which people are told, by sales channel: 0.1 to 1000.</summary>
    public Dictionary<string, double> Silence { get; set; } = new(TextNormal.IgnoringCase);

    /// <summary>
    /// When orders are expected, in <c>Invoicing:TimeZone</c>: days and times with commas between them, such as
    /// <c>Mon-Fri 08:00-20:00, Sat 09:00-14:00</c>.
    /// </summary>
    [Required]
    public string BusinessHours { get; set; } = "Mon-Sun 00:00-24:00";

    public bool IsList(string fileName) =>
        Files.Length > 0 && NamePatterns.Matches(Files, fileName, StringComparison.OrdinalIgnoreCase);
}
