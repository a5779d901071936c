namespace Invoicing.Simulators.Oms;

/// <summary>
/// What a generated order is about. "Sound" means: valid under every rule of the order's contract and of the Order to Invoice mapping
/// table, complete, totals that add up. Unless said otherwise a kind has one message, is sound and of channel <c>ECOM</c>.
/// Sound orders of every kind may hold: a product on several lines, a line price of 0, quantities and prices with up to four decimals,
/// a fiscal credit, a missing discount or shipping where it is 0, properties that are null or unknown, no city, country or phone,
/// an order number with <c>#</c>, with a blank behind it or with zeros in front (<c>01042</c> and <c>1042</c> are two orders).
/// </summary>
internal enum OrderKind
{
    /// <summary>All lines shipped by one store: invoiced there, no slip.</summary>
    SingleStore,

    /// <summary>Two to five stores shipped, at different instants: the first invoices, one slip for each other.</summary>
    SplitOrder,

    /// <summary>
    /// The first shipments of two stores are the same instant, written with different offsets. In turn: one of them shipped more units
    /// of the whole order; both shipped equally many (the code decides); equally many as 0.1 + 0.2 against 0.3. A third store may ship
    /// later.
    /// </summary>
    Tie,

    /// <summary>
    /// Two to four stores; every time has an offset of its own, so that the order of the texts is not that of the instants. Some
    /// instants differ by milliseconds.
    /// </summary>
    OtherOffsets,

    /// <summary>
    /// Two or three stores; times without an offset, meant in the tenant's zone (America/El_Salvador). In every second order
    /// <c>createdAt</c> and some lines have one.
    /// </summary>
    WithoutOffset,

    /// <summary>No <c>completedAt</c>, though every line is fulfilled.</summary>
    WithoutCompletedAt,

    /// <summary>
    /// <c>Store</c>, every line with a pickup store. In turn: handed over from the pickup store's own stock; shipped by two other
    /// stores to the pickup store; collected in two stores, each line handed over by its own.
    /// </summary>
    Bopis,

    /// <summary>
    /// <c>Home</c> with some lines that have a pickup store, from which they were handed over, and some that were shipped.
    /// </summary>
    Mixed,

    /// <summary>
    /// Some lines are cancelled, left out of the totals. A cancelled line may still name a store and a time before all others, which
    /// count for nothing.
    /// </summary>
    SomeLinesCancelled,

    /// <summary>Every line is cancelled, totals 0: nothing to invoice. Every second one has no <c>completedAt</c>.</summary>
    AllCancelled,

    /// <summary>
    /// An address line 1 of 41 to 80 characters, with or without a line 2, or a city or country of more than 40: sent with a warning,
    /// run over or cut.
    /// </summary>
    LongAddress,

    /// <summary>Total or discount does not add up, by more than any tolerance: sent unchanged, with a warning.</summary>
    TotalMismatch,

    /// <summary>Every text is exactly as long as allowed and one price is 999999.9999.</summary>
    AtTheLimits,

    /// <summary>
    /// Channel <c>POS</c>: no invoice, one slip to the selling store from each other store that shipped; some lines may be the selling
    /// store's own.
    /// </summary>
    SendSale,

    /// <summary>Channel <c>POS</c>, all lines shipped by the selling store: neither invoice nor slip.</summary>
    SendSaleFromSellingStore,

    /// <summary>
    /// Channel <c>POS</c>, customer data that could not be invoiced (no e-mail, no document number, names too long): slips all the
    /// same.
    /// </summary>
    SendSaleWithPoorCustomer,

    /// <summary>Some lines are open, no <c>completedAt</c>, and nothing follows: held, no effect.</summary>
    Held,

    /// <summary>
    /// Two messages of one order: first with open lines and without <c>completedAt</c>, then completed and sound (an open line was
    /// shipped, or cancelled).
    /// </summary>
    HeldThenCompleted,

    /// <summary>Two messages: the completed order first, then the stale held version, which must change nothing.</summary>
    CompletedThenHeld,

    /// <summary>A sound order published two or three times with the same bytes.</summary>
    Repeated,

    /// <summary>
    /// Two messages alike but for <c>orderId</c>: one order, imported twice. The second may write the number with or without its
    /// <c>#</c>.
    /// </summary>
    SameContentUnderAnotherId,

    /// <summary>
    /// Two sound messages of one number under two ids and with other customer, lines and total: the first counts, the second is a
    /// conflict without effect.
    /// </summary>
    OtherContentUnderAnotherId,

    /// <summary>Otherwise sound, of a channel that is neither <c>ECOM</c> nor <c>POS</c>: refused, no effect.</summary>
    UnknownChannel,

    /// <summary>
    /// One field is missing, empty, too long, out of range or of unknown value, in turn for every field: refused, no effect. See <see
    /// cref="InvalidFields"/>.
    /// </summary>
    InvalidField,

    /// <summary>Three to five fields are invalid at once: all are named, no effect.</summary>
    SeveralInvalidFields,

    /// <summary>
    /// A value has the wrong JSON type, such as <c>"quantity":"two"</c>: refused, no effect. See <see cref="WrongTypes"/>.
    /// </summary>
    WrongJsonType,

    /// <summary>The order number is missing, null, empty, blank or a lone <c>#</c>: no order can be kept for it. Only on request.</summary>
    WithoutOrderNo,

    /// <summary>No JSON at all, or JSON that breaks off. Only on request.</summary>
    BrokenJson,

    /// <summary>
    /// A field holds what systems write where they have no value, a time that cannot be, or an amount below 0: refused, no effect. See <see
    /// cref="NonsenseFields"/>. Only on request.
    /// </summary>
    Nonsense,

    /// <summary>
    /// Two stores shipped, and one of them is written in capitals on one line and in small letters on another: one store, as capitals have
    /// it. Only on request.
    /// </summary>
    MixedCase,
}
