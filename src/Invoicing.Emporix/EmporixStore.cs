using Invoicing.Emporix.Api;
using Invoicing.Emporix.Jobs;
using Invoicing.Emporix.SetUp;
using Marten;
using Marten.Schema;
using Weasel.Core;
using Weasel.Postgresql.Tables;

namespace Invoicing.Emporix;

/// <summary>What is stored for Emporix beside the orders.</summary>
internal static class EmporixStore
{
    public static void Configure(StoreOptions options)
    {
        options.Schema.For<EmporixInvoice>()
            .DocumentAlias("emporix_invoice")
            .UniqueIndex(UniqueIndexType.Computed, invoice => invoice.Token!)
            .UniqueIndex(UniqueIndexType.Computed, invoice => invoice.Tenant, invoice => invoice.Number!);
        options.Storage.ExtendedSchemaObjects.Add(new InvoicePdfs());
        options.Schema.For<InvoiceJob>()
            .DocumentAlias("emporix_job")
            .Duplicate(job => job.IsTakenIn, notNull: true, configure: index => index.Predicate = "(NOT is_taken_in)")
            .Index(job => new { job.Tenant, job.CreatedAt });
        options.Schema.For<JobRequest>().DocumentAlias("emporix_job_request");
        options.Events.AddEventTypes([typeof(JobCreated), typeof(OrdersSelected), typeof(SelectionEnded), typeof(SelectionGivenUp)]);
        options.Schema.For<EmporixNumber>()
            .DocumentAlias("emporix_number")
            .Index([number => number.Tenant, number => number.Type, number => number.Number]);
        options.Schema.For<ApiToken>().DocumentAlias("api_token");
        options.Schema.For<StoredConfiguration>().DocumentAlias("emporix_configuration");
        options.Schema.For<StoredSite>().DocumentAlias("emporix_site");
        options.Schema.For<SequenceSchema>().DocumentAlias("emporix_schema");
        options.Schema.For<SequenceCounter>().DocumentAlias("emporix_counter");
    }

    /// <summary>
    /// The invoices' bytes, by <see cref="EmporixInvoice.Id"/>. A PDF is compressed already: the server leaves it as it is. Weasel has no
    /// word for that.
    /// </summary>
    private sealed class InvoicePdfs : Table
    {
        public InvoicePdfs()
            : base("public.emporix_pdfs")
        {
            AddColumn<string>("id").AsPrimaryKey();
            AddColumn("pdf", "bytea").NotNull();
        }

        public override void WriteCreateStatement(Migrator migrator, TextWriter writer)
        {
            base.WriteCreateStatement(migrator, writer);
            writer.WriteLine($"ALTER TABLE {Identifier} ALTER COLUMN pdf SET STORAGE EXTERNAL;");
        }
    }
}

/// <summary>An invoice as it came about: number, file, mails. Free of personal data, but for the file.</summary>
internal sealed record EmporixInvoice
{
    /// <summary>The order's number here (<see cref="EmporixOrders.NumberOf"/>).</summary>
    public string Id { get; init; } = "";

    public required string Tenant { get; init; }

    public required string OrderId { get; init; }

    /// <summary>Null: none was drawn yet.</summary>
    public string? Number { get; init; }

    /// <summary>The instant of the number: invoice date and placeholders are taken from it.</summary>
    public DateTimeOffset? NumberedAt { get; init; }

    /// <summary>IANA name of the zone in which that instant is a date.</summary>
    public string? Zone { get; init; }

    /// <summary>A draw from a series that Emporix keeps was begun, and has not ended.</summary>
    public DateTimeOffset? DrawnAt { get; init; }

    /// <summary>Draws whose answers were lost: each has used up a number that nobody knows.</summary>
    public IReadOnlyList<DateTimeOffset> LostDraws { get; init => field = value ?? []; } = [];

    /// <summary>Numbers that Emporix has drawn for it, too, and that other invoices have.</summary>
    public IReadOnlyList<TakenNumber> TakenNumbers { get; init => field = value ?? []; } = [];

    /// <summary>Of the link: nobody can guess it. Null: there is no file yet.</summary>
    public string? Token { get; init; }

    /// <summary>Of the file, hexadecimal.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Of the seller, in two letters: its law says how long the file is kept. Null: not known.</summary>
    public string? Country { get; init; }

    /// <summary>
    /// Stands for the customer's mail address (<see cref="Storage.Person.Digest"/>), by which they can ask for what is held of them;
    /// erased with the file.
    /// </summary>
    public string? CustomerDigest { get; init; }

    /// <summary>What was not as it should be, and did not stop it.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    public IReadOnlyList<CustomerMailAttempt> Mails { get; init => field = value ?? []; } = [];
}

/// <param name="OrderId">Whose invoice has it.</param>
internal sealed record TakenNumber(string Number, DateTimeOffset At, string OrderId);

/// <param name="Step">The step that sends it.</param>
/// <param name="StartedAt">When the server was last called for it.</param>
/// <param name="Tries">How often.</param>
internal sealed record CustomerMailAttempt(string Step, string MessageId, DateTimeOffset StartedAt, int Tries);

/// <summary>The number under which an order of a tenant is known here.</summary>
internal static class EmporixOrders
{
    public const string Prefix = "emporix/";

    /// <summary>The number of an order has 100 characters at most.</summary>
    public const int LongestId = 75;

    /// <summary>Whether it can be the id of an order in Emporix.</summary>
    public static bool IsId(string? id) => id is { Length: > 0 and <= LongestId } and not ("." or "..") && id == id.Trim()
        && !id.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter));

    public static string NumberOf(string tenant, string orderId) => $"{Prefix}{tenant}/{orderId}";

    /// <returns>Null: it is no order of Emporix.</returns>
    public static (string Tenant, string OrderId)? Parse(string orderNo) =>
        orderNo.StartsWith(Prefix, StringComparison.Ordinal)
            && orderNo[Prefix.Length..].Split('/', 2) is [{ Length: > 0 } tenant, { Length: > 0 } id]
            ? (tenant, id)
            : null;
}
