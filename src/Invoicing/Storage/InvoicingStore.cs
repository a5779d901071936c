using Invoicing.Process;
using Invoicing.Systems;
using JasperFx;
using JasperFx.Events;
using Marten;
using Marten.Schema;
using Npgsql;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Invoicing.Storage;

/// <summary>Adds the documents of a system to those of <see cref="InvoicingStore"/>.</summary>
internal delegate void StoredBySystem(StoreOptions options);

/// <summary>
/// What is stored, and how it is found: Marten's documents, and beside them the tables that are no documents. <c>invoicing migrate</c>
/// brings a database into this form.
/// </summary>
internal static class InvoicingStore
{
    /// <summary>What says that two orders have claimed an id of the OMS at the same moment.</summary>
    public const string OrderIdsKey = "order_ids_pkey";

    /// <summary>Longer than any statement of the flow takes; those that go over everything set their own.</summary>
    private const int CommandTimeout = 30;

    public static DocumentStore Open(NpgsqlDataSource database) => DocumentStore.For(options => Configure(options, database, []));

    /// <param name="further">What systems store beside the orders.</param>
    public static void Configure(StoreOptions options, NpgsqlDataSource database, IEnumerable<StoredBySystem> further)
    {
        options.Connection(database);
        options.CommandTimeout = CommandTimeout;
        // The schema is changed by DatabaseSchema alone.
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.Serializer(Json());
        options.DisableNpgsqlLogging = true;
        // It is judged by what the driver and the server say of it; MassTransit cannot write down the commands that Marten adds.
        options.Advanced.ExceptionTransforms.IfExceptionIs<NpgsqlException>().TransformTo(e =>
        {
            e.Data.Remove(nameof(NpgsqlCommand));
            e.Data.Remove(nameof(NpgsqlBatch));
            return e;
        });

        Orders(options);
        Calls(options);
        Timeline(options);
        Failures(options);
        Feeds(options);
        Marketplaces(options);
        Operating(options);
        Groups(options);
        Reconciliations(options);
        foreach (var configure in further)
        {
            configure(options);
        }
    }

    /// <summary>camelCase, enumerations by name, nulls left out; an order as the source generator writes it.</summary>
    private static Marten.Services.SystemTextJsonSerializer Json()
    {
        var json = new Marten.Services.SystemTextJsonSerializer { EnumStorage = EnumStorage.AsString, Casing = Casing.CamelCase };
        json.Configure(options => options.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull);
        json.UseTypeInfoResolver(ProcessJson.Default);
        return json;
    }

    /// <summary>
    /// A document an order: the truth. Its columns are what is searched, counted and waited for; the indexes of the flow leave out what is
    /// finished, so that history costs it nothing.
    /// </summary>
    private static void Orders(StoreOptions options)
    {
        options.Schema.For<OrderProcess>()
            .DocumentAlias("order")
            .UseNumericRevisions(true)
            .FillFactor(70)
            .Metadata(metadata =>
            {
                metadata.Revision.MapTo(order => order.Version);
                metadata.CreatedAt.Enabled = true;
                metadata.DotNetType.Enabled = false;
            });
        options.Advanced.DuplicatedFieldEnumStorage = EnumStorage.AsString;
        // Not by Duplicate, which makes an index of every column.
        options.Policies.ForAllDocuments(mapping =>
        {
            if (mapping.DocumentType != typeof(OrderProcess))
            {
                return;
            }

            mapping.DuplicateField(nameof(OrderProcess.OrderNo), "text", notNull: true);
            mapping.DuplicateField(nameof(OrderProcess.OmsId), "text");
            mapping.DuplicateField(nameof(OrderProcess.State), "text", notNull: true);
            mapping.DuplicateField(nameof(OrderProcess.IsFinished), "boolean", notNull: true);
            mapping.DuplicateField(nameof(OrderProcess.InvoicingStore), "text");
            mapping.DuplicateField(nameof(OrderProcess.DueAt), "timestamptz");
            mapping.DuplicateField(nameof(OrderProcess.WaitsFor), "text");
            mapping.DuplicateField(nameof(OrderProcess.Resumed), "integer", notNull: true);
            mapping.DuplicateField(nameof(OrderProcess.ErasedAt), "timestamptz");
            mapping.DuplicateField(nameof(OrderProcess.MarketplaceId), "text");
            // Predicates are spelt as PostgreSQL prints them: any other spelling would be a difference at every start.
            mapping.Indexes.Add(new DocumentIndex(mapping, "order_no"));
            mapping.Indexes.Add(new DocumentIndex(mapping, "marketplace_id") { Predicate = "(marketplace_id IS NOT NULL)" });
            mapping.Indexes.Add(new DocumentIndex(mapping, "due_at") { Predicate = "(due_at IS NOT NULL)" });
            mapping.Indexes.Add(new DocumentIndex(mapping, "state", "mt_last_modified") { Predicate = "(NOT is_finished)" });
            // An order comes into it once, when it is finished: what changes all the time would come into it every time.
            mapping.Indexes.Add(new DocumentIndex(mapping, "state", "mt_created_at", "order_no") { Predicate = "is_finished" });
            mapping.Indexes.Add(new DocumentIndex(mapping, "mt_last_modified") { Predicate = "((erased_at IS NULL) AND is_finished)" });
        });
    }

    /// <summary>The journal of calls: one row a business key, for ever.</summary>
    private static void Calls(StoreOptions options)
    {
        var calls = TableOf(options, "calls");
        calls.FillFactor = 70;
        calls.AddColumn<string>("key").AsPrimaryKey();
        calls.AddColumn<Guid>("order_id").NotNull();
        calls.AddColumn<string>("step").NotNull();
        // started, done, no_effect, refused or unknown
        calls.AddColumn<string>("state").NotNull();
        // The claim that holds the call; a process that lost it records nothing.
        calls.AddColumn<Guid>("owner").NotNull();
        calls.AddColumn<int>("attempt").NotNull();
        calls.AddColumn<int>("tries").NotNull();
        // An earlier call of this key has an outcome that is still not known.
        calls.AddColumn<bool>("unresolved").NotNull();
        calls.AddColumn<DateTimeOffset>("started_at").NotNull();
        calls.AddColumn<DateTimeOffset>("deadline").NotNull();
        calls.AddColumn<string>("document_no");
        calls.AddColumn<DateTimeOffset>("settled_at");
        Index(calls, "order_id");

        // Which order each id of the OMS belongs to; the key is a digest (OrderKey.OfId), for an id may be of any length.
        var orderIds = TableOf(options, "order_ids");
        orderIds.PrimaryKeyName = OrderIdsKey;
        orderIds.AddColumn<Guid>("key").AsPrimaryKey();
        orderIds.AddColumn<Guid>("order_key").NotNull();

        options.Storage.ExtendedSchemaObjects.Add(new SlipNumbers());
    }

    /// <summary>What happened to an order, in order: only ever added to, so no two writers meet in it.</summary>
    private static void Timeline(StoreOptions options)
    {
        var timeline = TableOf(options, "timeline");
        timeline.AddColumn<Guid>("order_id").AsPrimaryKey();
        timeline.AddColumn<long>("id").BigAutoIncrement().AsPrimaryKey();
        timeline.AddColumn<DateTimeOffset>("at").NotNull().DefaultValueByExpression("now()");
        timeline.AddColumn<string>("state");
        timeline.AddColumn<string>("what").NotNull();
        // json, not jsonb: a request is shown as it was sent.
        timeline.AddColumn("details", "json");
        // Rows of transactions below the oldest that is open are complete, whoever wrote them.
        timeline.AddColumn<long>("xid").NotNull().DefaultValueByExpression("((pg_current_xact_id())::text)::bigint");
        timeline.Indexes.Add(new IndexDefinition("timeline_xid")
        {
            Columns = ["xid"],
            Method = IndexMethod.brin,
            StorageParameters = { ["pages_per_range"] = 32, ["autosummarize"] = "true" },
        });
    }

    /// <summary>What people are told, and the mails that tell it.</summary>
    private static void Failures(StoreOptions options)
    {
        options.Schema.For<Notice>()
            .DocumentAlias("notice")
            .Metadata(metadata => metadata.CreatedAt.MapTo(notice => notice.NoticedAt))
            .IndexCreatedAt()
            .Duplicate(notice => notice.OrderNo)
            .Duplicate(notice => notice.MailId, configure: index => index.Predicate = "(mail_id IS NULL)");
        options.Schema.For<StoredMail>()
            .DocumentAlias("mail")
            .Metadata(metadata => metadata.CreatedAt.MapTo(mail => mail.CreatedAt))
            .IndexCreatedAt()
            .Duplicate(mail => mail.SentAt, configure: index => index.Predicate = "(sent_at IS NULL)");
        options.Schema.For<MailFile>().DocumentAlias("mail_file");
        options.Schema.For<DailyMail>().DocumentAlias("daily_mail");
    }

    /// <summary>Files of orders, what became of their entries, and how far the answers were written.</summary>
    private static void Feeds(StoreOptions options)
    {
        options.Schema.For<Feed>()
            .DocumentAlias("feed")
            // People type the numbers: no gaps that each process would leave.
            .HiloSettings(new() { MaxLo = 1 })
            .Duplicate(feed => feed.State, pgType: "text", notNull: true)
            .Duplicate(feed => feed.FinishedAt)
            .Duplicate(feed => feed.SettledAt, configure: index => index.Predicate = "(settled_at IS NULL)")
            .Index(feed => feed.Sha256!)
            .UniqueIndex(UniqueIndexType.Computed, feed => feed.StoredName);
        options.Schema.For<StoredTrouble>().DocumentAlias("feed_trouble");
        options.Schema.For<SftpLook>().DocumentAlias("sftp_look");
        options.Schema.For<FetchedFile>()
            .DocumentAlias("fetched_file")
            .SoftDeleted()
            .Index(file => file.Folder, index => index.Predicate = "(NOT mt_deleted)");
        options.Schema.For<RemoteCopy>().DocumentAlias("remote_copy").Index(copy => copy.Folder);
        options.Schema.For<ResponsesPosition>().DocumentAlias("responses_position");

        // What became of each order of a file when it was taken in.
        var lines = TableOf(options, "feed_lines");
        lines.AddColumn<long>("feed_id").AsPrimaryKey();
        lines.AddColumn<long>("entry").AsPrimaryKey();
        lines.AddColumn<long>("line").NotNull();
        lines.AddColumn<string>("order_no");
        // Null: the entry is about no order that is stored.
        lines.AddColumn<Guid>("order_key");
        lines.AddColumn<string>("outcome").NotNull();
        lines.AddColumn<string>("detail");
        Index(lines, "order_key").Predicate = "(order_key IS NOT NULL)";
    }

    /// <summary>What marketplaces tell of their orders: what is still to be looked at, and what each was like then.</summary>
    private static void Marketplaces(StoreOptions options)
    {
        options.Schema.For<MarketplaceEvent>().DocumentAlias("marketplace_event");
        options.Schema.For<MarketplaceOrder>()
            .DocumentAlias("marketplace_order")
            .Duplicate(order => order.Integration, pgType: "text", notNull: true);
        options.Schema.For<MarketplaceAccount>().DocumentAlias("marketplace_account");
        options.Schema.For<UnreadablePush>().DocumentAlias("unreadable_push");
    }

    private static void Operating(StoreOptions options)
    {
        // The index is of those whose message is still kept.
        options.Schema.For<ErrorAction>()
            .DocumentAlias("error_action")
            .Duplicate(
                action => action.At, notNull: true, configure: index => index.Predicate = "((data ->> 'discarded'::text) IS NOT NULL)");
        options.Schema.For<AuditEntry>()
            .DocumentAlias("audit")
            .Duplicate(entry => entry.At, notNull: true)
            .Index(entry => entry.Target);
        options.Schema.For<AccessKey>().DocumentAlias("access_key");
        options.Schema.For<SignInLink>().DocumentAlias("sign_in_link");
        options.Schema.For<Session>().DocumentAlias("session");
        options.Schema.For<ProtectionKey>().DocumentAlias("protection_key");
        options.Schema.For<AnsweredRequest>().DocumentAlias("answered_request");
        options.Schema.For<GroupOperation>()
            .DocumentAlias("group_operation")
            .Duplicate(group => group.StartedAt, notNull: true)
            .Duplicate(
                group => group.State, pgType: "text", notNull: true, configure: index => index.Predicate = "(state = 'Running'::text)");
        options.Schema.For<ErasureWish>().DocumentAlias("erasure_wish");
        options.Schema.For<StoredStore>().DocumentAlias("store");
        options.Schema.For<Restoration>();
        options.Schema.For<InstallationMode>().DocumentAlias("installation");
        options.Schema.For<WaitingUpdate>().DocumentAlias("waiting_update").Index(update => update.OrderKey);
        options.Schema.For<Pause>()
            .Identity(pause => pause.System)
            .UseNumericRevisions(true)
            .Metadata(metadata => metadata.Revision.MapTo(pause => pause.Version));
        // What was done to the pauses of a system: its name is that of the stream.
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.AddEventTypes([typeof(CallsPaused), typeof(CallsResumed), typeof(PauseEnded)]);
    }

    /// <summary>The orders of group operations, and what became of each.</summary>
    private static void Groups(StoreOptions options)
    {
        var orders = TableOf(options, "group_orders");
        orders.AddColumn<Guid>("group_id").AsPrimaryKey();
        orders.AddColumn<int>("nr").AsPrimaryKey();
        orders.AddColumn<Guid>("order_id").NotNull();
        orders.AddColumn<string>("order_no").NotNull();
        // The attempts of the steps that had failed; null: none had.
        orders.AddColumn("failed", "jsonb");
        // Waiting, Decided or Refused
        orders.AddColumn<string>("state").NotNull();
        // Accepted, Deferred or FailedAgain; null: not known, or none
        orders.AddColumn<string>("outcome");
        orders.AddColumn<string>("detail");
        // The attempts that the decision has led to
        orders.AddColumn("retried", "jsonb");
        orders.AddColumn<DateTimeOffset>("decided_at");
    }

    /// <summary>Comparisons with the lists of the OMS, and what differed.</summary>
    private static void Reconciliations(StoreOptions options)
    {
        options.Schema.For<ReconciliationReport>()
            .DocumentAlias("reconciliation")
            .Duplicate(report => report.StartedAt, notNull: true);
        var rows = TableOf(options, "reconciliation_rows");
        rows.AddColumn<Guid>("report_id").AsPrimaryKey();
        rows.AddColumn<long>("nr").AsPrimaryKey();
        rows.AddColumn<string>("kind").NotNull();
        rows.AddColumn("data", "jsonb").NotNull();
    }

    /// <summary>Eight digits, as in the documented sample; numbers may be skipped, never repeated. Weasel has no word for the limit.</summary>
    private sealed class SlipNumbers() : Sequence("public.slip_numbers")
    {
        public override void WriteCreateStatement(Migrator migrator, TextWriter writer) =>
            writer.WriteLine($"CREATE SEQUENCE {Identifier} MAXVALUE 99999999 NO CYCLE;");
    }

    private static Table TableOf(StoreOptions options, string name)
    {
        var table = new Table($"public.{name}");
        options.Storage.ExtendedSchemaObjects.Add(table);
        return table;
    }

    private static IndexDefinition Index(Table table, params string[] columns)
    {
        var index = new IndexDefinition($"{table.Identifier.Name}_{string.Join('_', columns)}") { Columns = columns };
        table.Indexes.Add(index);
        return index;
    }
}
