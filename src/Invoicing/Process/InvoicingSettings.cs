using System.ComponentModel.DataAnnotations;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>Section <c>Invoicing</c>: the rules of the flow.</summary>
internal sealed class InvoicingSettings
{
    /// <summary>
    /// IANA name of the zone of the stores: of times that arrive without an offset, and of times that are sent or told as local ones.
    /// </summary>
    [Required]
    public string TimeZone { get; set; } = "America/El_Salvador";

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>
    /// Whether systems are called (<c>Live</c>), or what would be sent is only written down (<c>Shadow</c>). A database belongs to one of
    /// the two for ever.
    /// </summary>
    public InvoicingMode Mode { get; set; }

    /// <summary>
    /// When this service takes the place of another process: new orders that were completed earlier are put on hold, also those without a
    /// time. As orders have it, such as <c>2026-03-04T22:00</c>; without an offset local time of <see cref="TimeZone"/>. Off when empty.
    /// </summary>
    public string? GoLive { get; set; }

    /// <summary>Null: off.</summary>
    public DateTimeOffset? GoLiveAt =>
        !string.IsNullOrWhiteSpace(GoLive) && IsoTime.TryRead(GoLive.Trim(), Zone, out var at) ? at : null;

    /// <summary>Which store invoices a split order.</summary>
    public ElectionPolicy Election { get; set; } = ElectionPolicy.FirstToShip;

    /// <summary>What further sales channels are: <c>Invoice</c> (like ECOM) or <c>SendSale</c> (like POS), by the OMS's name.</summary>
    public Dictionary<string, ChannelKind> Channels { get; set; } = new(TextNormal.IgnoringCase);

    /// <summary>
    /// The systems that orders of a sales channel go through, by the OMS's name of the channel, with blanks between them: <c>retailpro</c>
    /// for all that is done there, <c>retailpro/slip</c> for that alone. Orders of other channels go through every system.
    /// </summary>
    public Dictionary<string, string> Routes { get; set; } = new(TextNormal.IgnoringCase);

    /// <summary>What is done otherwise with the orders of a sales channel, by the OMS's name of the channel.</summary>
    public Dictionary<string, ChannelPolicySettings> Policies { get; set; } = new(TextNormal.IgnoringCase);

    /// <summary>Goods that leave no store.</summary>
    public NeverShipsSettings NeverShips { get; set; } = new();

    /// <summary>
    /// How long to wait for the answer to a command before it is sent again. Above the call's time-out and margin together.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before the second attempt of a deferred step; doubled each time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan FirstDeferral { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between two attempts.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "12:00:00")]
    public TimeSpan LongestDeferral { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A step that has been deferred for this long fails and waits for a person.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "60.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>A step whose command was sent again this many times without any answer fails.</summary>
    [Range(1, 100)]
    public int UnansweredLimit { get; set; } = 5;

    /// <summary>How often the recovery looks for due orders.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan RecoveryInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Orders that the recovery may have in flight; it waits while the work queues hold more messages than this.</summary>
    [Range(1, 100_000)]
    public int RecoveryWindow { get; set; } = 500;

    /// <summary>How long personal data is kept.</summary>
    public RetentionSettings Retention { get; set; } = new();

    /// <summary>The former name of <see cref="RetentionSettings.Orders"/>; null: it is not used.</summary>
    [Range(1, 3650)]
    public int? EraseAfterDays { get; set; }

    /// <returns>One that says nothing, where none is set for the channel.</returns>
    public ChannelPolicySettings PolicyOf(string? channel) =>
        channel is not null && Policies.TryGetValue(channel, out var policy) ? policy : ChannelPolicySettings.None;

    /// <returns>Null: no route is set for the channel.</returns>
    public Route? RouteOf(string? channel) => channel is not null && Routes.TryGetValue(channel, out var systems) ? new(systems) : null;
}

/// <summary>The systems that an order goes through.</summary>
/// <param name="Systems">As <see cref="InvoicingSettings.Routes"/> has them.</param>
internal sealed record Route(string Systems)
{
    /// <summary>Each a system, or a system and one operation.</summary>
    public IReadOnlyList<string> Parts => Systems.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The system and the operation are listed together.</summary>
    public bool Lists(string system, string operation) => Parts.Contains($"{system}/{operation}");

    /// <param name="operation">Null: any.</param>
    public bool GoesTo(string system, string? operation = null) =>
        Parts.Any(part => part == system || (operation is null
            ? part.StartsWith(system + "/", StringComparison.Ordinal)
            : part == $"{system}/{operation}"));
}

/// <summary>
/// Section <c>Invoicing:NeverShips</c>: goods that leave no store, such as gift cards and downloads. They are invoiced with their order,
/// moved by no slip, elect nobody, and need neither <c>shippedFrom</c> nor <c>shippedAt</c>.
/// </summary>
internal sealed class NeverShipsSettings
{
    /// <summary>Their UPCs; one <c>*</c> stands for any characters: <c>GIFTCARD*</c>. Case is ignored.</summary>
    public string[] Upcs { get; set; } = [];

    /// <summary>
    /// The store that invoices an order of which nothing ships and whose lines do not agree on a store; such an order is refused when
    /// empty.
    /// </summary>
    public string? Store { get; set; }
}

/// <summary>What becomes of calls to systems.</summary>
internal enum InvoicingMode
{
    /// <summary>They are made.</summary>
    Live,

    /// <summary>None is made, and nobody outside is told of orders.</summary>
    Shadow,
}

/// <summary>One entry of <c>Invoicing:Policies</c>. What is null is as the settings for all channels say.</summary>
internal sealed class ChannelPolicySettings
{
    public static readonly ChannelPolicySettings None = new();

    /// <summary>Instead of <see cref="InvoicingSettings.Election"/>.</summary>
    public ElectionPolicy? Election { get; set; }

    /// <summary>What becomes of orders whose totals do not add up.</summary>
    public TotalsPolicy? Totals { get; set; }

    /// <summary>Of a channel of send sales.</summary>
    public SendSalePolicy? SendSale { get; set; }

    public override string ToString() => string.Join(' ', new[]
    {
        Election is null ? null : $"Election={Election}", Totals is null ? null : $"Totals={Totals}",
        SendSale is null ? null : $"SendSale={SendSale}",
    }.OfType<string>());
}

/// <summary>What becomes of an order whose totals do not add up.</summary>
internal enum TotalsPolicy
{
    /// <summary>It is sent unchanged, with a warning on the order.</summary>
    Warn,

    /// <summary>It is refused.</summary>
    Refuse,
}

/// <summary>Whether the stock of send sales is moved.</summary>
internal enum SendSalePolicy
{
    /// <summary>By slips to the store that sold.</summary>
    On,

    /// <summary>Orders are taken, and nothing is done for them.</summary>
    Off,
}

/// <summary>What the orders of a sales channel need.</summary>
internal enum ChannelKind
{
    /// <summary>An invoice, then the slips.</summary>
    Invoice,

    /// <summary>Slips only: the till has invoiced it.</summary>
    SendSale,
}

/// <summary>Which of the stores that shipped invoices the whole order.</summary>
internal enum ElectionPolicy
{
    /// <summary>The store that shipped first.</summary>
    FirstToShip,

    /// <summary>The store of the line that was shipped last.</summary>
    LastToShip,
}
