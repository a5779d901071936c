using System.ComponentModel.DataAnnotations;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>Section <c>RetailPro</c>: where Retail Pro is, how it is called and what its answers mean.</summary>
internal sealed class RetailProSettings
{
    public const string Section = "RetailPro";

    /// <summary>Address without <c>/api/v1</c>, such as <c>https://retailpro.example.com:8443</c>.</summary>
    [Required]
    public Uri? BaseUrl { get; set; }

    /// <summary>Headers sent with every call, such as <c>Auth-Session</c>. Secret.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>User of basic authentication; none when empty.</summary>
    public string? UserName { get; set; }

    /// <summary>Password of basic authentication. Secret.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// The contract that the installation speaks: without (<c>Standard</c>) or with (<c>Fiscal</c>) FiscalCredit and TypeDocument.
    /// </summary>
    public ContractProfile Profile { get; set; } = ContractProfile.Standard;

    /// <summary>
    /// Writes <c>FiscalCredit</c> as the text <c>"true"</c> or <c>"false"</c>: the published table says Boolean, the published sample has a
    /// text.
    /// </summary>
    public bool FiscalCreditAsText { get; set; }

    /// <summary>The former name of <c>Invoicing:TimeZone</c>; its local time is what <c>CreatedDate</c> carries.</summary>
    public string TimeZone { get; set; } = "America/El_Salvador";

    /// <summary>Whether tax is contained in the prices.</summary>
    public TaxMode TaxMode { get; set; } = TaxMode.Inclusive;

    /// <summary>Refuse an order whose totals do not add up; otherwise it is sent unchanged, with a warning on the order.</summary>
    public bool RefuseTotalMismatch { get; set; }

    /// <summary>
    /// Product codes of digits alone whose check digit is wrong (8, 12, 13 or 14 digits) or that seem to have lost a leading zero (7 or
    /// 11): not looked at (<c>Off</c>), sent with a warning on the order (<c>Warn</c>), or refused (<c>Refuse</c>).
    /// </summary>
    public UpcCheck UpcCheck { get; set; } = UpcCheck.Warn;

    /// <summary>Take product codes that hold more than digits, such as <c>GIFTCARD50</c>; otherwise an order with one is refused.</summary>
    public bool UpcLetters { get; set; } = true;

    /// <summary>Numbers of <c>PaymentType</c> by the OMS's name.</summary>
    public Dictionary<string, int> PaymentTypes { get; set; } = new(TextNormal.IgnoringCase) { ["Card"] = 1, ["CashOnDelivery"] = 2 };

    /// <summary>
    /// Order numbers that Retail Pro knows under another number (at most 9 characters), by the OMS's number; off while empty. One <c>*</c>
    /// on both sides makes a pattern: <c>NNUS#*</c> = <c>*</c> takes a prefix off. An exact number wins, then the longest pattern.
    /// </summary>
    public Dictionary<string, string> OrderNumbers { get; set; } = new(TextNormal.Exactly);

    /// <summary>
    /// Retail Pro's code (at most 5 characters) of each store by the OMS's facility; off while empty. Else a facility that is not listed is
    /// refused; <c>*</c> = <c>*</c> lets others pass.
    /// </summary>
    public Dictionary<string, string> Stores { get; set; } = new(TextNormal.IgnoringCase);

    /// <summary>What upper and lower case in store codes mean.</summary>
    public StoreCodeCase StoreCodeCase { get; set; } = StoreCodeCase.Ignore;

    /// <summary>Longest time for a whole call, waiting for a free place included. 1 to 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest time to open a connection.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Added to <see cref="CallTimeout"/>: only after both may another process take the call for abandoned.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CallMargin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls of one process that are open at the same time.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>Share of failed calls, 0.01 to 1, at which the circuit breaker opens.</summary>
    [Range(0.01, 1)]
    public double BreakerFailureRatio { get; set; } = 0.9;

    /// <summary>Calls within <see cref="BreakerWindow"/> below which the circuit breaker does not judge. 2 to 10,000.</summary>
    [Range(2, 10_000)]
    public int BreakerMinimumCalls { get; set; } = 10;

    /// <summary>The time over which failed calls are counted.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the circuit breaker stays open.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakerDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// True only if Retail Pro is known to refuse a second invoice or slip of the same number: then a call of unknown outcome is repeated.
    /// </summary>
    public bool RefusesDuplicates { get; set; }

    /// <summary>Status of the answer that says the number exists already.</summary>
    [Range(200, 599)]
    public int DuplicateStatus { get; set; } = 409;

    /// <summary>Text that such an answer must contain, case ignored; any when empty.</summary>
    public string? DuplicateText { get; set; }

    /// <summary>
    /// Statuses that say that Retail Pro takes nobody's calls with these credentials: nothing was done, and calls are paused until a person
    /// resumes them. Without 403, where Retail Pro answers that for single orders.
    /// </summary>
    public int[] CredentialStatuses { get; set; } = [401, 403];

    /// <summary>
    /// Statuses that guarantee that nothing was done; <c>503+Retry-After</c> counts only together with that header. 429 always counts.
    /// </summary>
    public string[] NoEffectStatuses { get; set; } = ["503+Retry-After"];

    /// <summary>
    /// Texts in a plain refusal under 2xx, case ignored, that mean the same as <see cref="CredentialStatuses"/>: at least 4 characters
    /// each.
    /// </summary>
    public string[] CredentialTexts { get; set; } =
    [
        "session has expired", "session expired", "invalid session", "session is not valid", "not logged in", "must log in",
        "please log in", "login required", "unauthorized", "not authenticated", "token expired", "token has expired", "invalid token",
        "sesión ha expirado", "sesión expirada", "no autenticado", "no autorizado",
    ];

    /// <summary>
    /// Path that tells whether an invoice exists (200 with JSON that names it) or not (404 with JSON), such as
    /// <c>/api/v1/Document/Ordertoinvoice/{number}</c>; cannot be asked when empty.
    /// </summary>
    public string? InvoiceLookup { get; set; }

    /// <summary>The same for a transfer slip, such as <c>/api/v1/Transfer/Slip/{number}</c>.</summary>
    public string? SlipLookup { get; set; }

    /// <summary>
    /// What the answer to <see cref="SlipLookup"/> holds of a slip whose goods were not received yet: <c>property=value</c>, case ignored.
    /// Only reconciliation asks; not known when empty.
    /// </summary>
    public string? SlipNotReceived { get; set; }

    /// <summary>
    /// Properties of an answer that may hold Retail Pro's document number, case ignored; the first one found counts. A number is an
    /// acceptance, unless the answer says no as well.
    /// </summary>
    public string[] DocumentNoProperties { get; set; } = ["documentNo", "DocNo", "invoiceNo", "slipNo"];

    /// <summary>
    /// What else is an acceptance: <c>property=value</c>, at the top of the JSON or one level below, case ignored; or a status such as
    /// <c>204</c>, whose answer may then be empty or JSON without a message.
    /// </summary>
    public string[] AcceptedAnswers { get; set; } = ["success=true"];
}

/// <summary>Which fields the Order to Invoice contract of an installation has.</summary>
internal enum ContractProfile
{
    /// <summary>As in the published mapping table.</summary>
    Standard,

    /// <summary>With FiscalCredit and the company's fields, and TypeDocument for each customer.</summary>
    Fiscal,
}

/// <summary>What upper and lower case in store codes mean.</summary>
internal enum StoreCodeCase
{
    /// <summary>Nothing: codes of one order that differ only so are one store, spelled as on the order.</summary>
    Ignore,

    /// <summary>Nothing, and all are sent in capitals.</summary>
    Upper,

    /// <summary>Codes that differ so are two stores.</summary>
    Exact,
}

/// <summary>Whether tax is contained in prices.</summary>
internal enum TaxMode
{
    Inclusive,
    Exclusive,
}
