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

    public static DocumentStore Open(NpgsqlDataSource database) => DocumentStore.For(options => Configure(options, database));

    public static void Configure(StoreOptions options, NpgsqlDataSource database)
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
        Operating(options);
    }

    /// <summary>camelCase, enumerations by name, nulls left out; an order as the source generator writes it.</summary>
    internal static Marten.Services.SystemTextJsonSerializer Json()
    {
        var json = new Marten.Services.SystemTextJsonSerializer { EnumStorage = EnumStorage.AsString, Casing = Casing.CamelCase };
        json.Configure(options => options.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull);
        json.UseTypeInfoResolver(ProcessJson.Default);
        return json;
    }

    /// <summary>
    /// A document an order: the truth. Its columns are what is searched, counted and waited for; the indexes leave out what is finished, so
    /// that history costs nothing.
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
            // Predicates are spelt as PostgreSQL prints them: any other spelling would be a difference at every start.
            mapping.Indexes.Add(new DocumentIndex(mapping, "order_no"));
            mapping.Indexes.Add(new DocumentIndex(mapping, "due_at") { Predicate = "(due_at IS NOT NULL)" });
            mapping.Indexes.Add(new DocumentIndex(mapping, "state", "mt_last_modified") { Predicate = "(NOT is_finished)" });
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

        options.Storage.ExtendedSchemaObjects.Add(new Sequence("public.slip_numbers"));
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
        var notices = TableOf(options, "failure_notices");
        notices.AddColumn<long>("id").BigAutoIncrement().AsPrimaryKey();
        notices.AddColumn<string>("cause").NotNull();
        notices.AddColumn<string>("kind").NotNull();
        // Of a step of an order …
        notices.AddColumn<string>("order_no");
        notices.AddColumn<string>("order_id");
        notices.AddColumn<string>("step");
        notices.AddColumn<int>("attempt");
        notices.AddColumn<string>("store");
        // … or of a message that ended in a queue's error queue; message_id is the fault's id when the message had none.
        notices.AddColumn<string>("queue");
        notices.AddColumn<Guid>("message_id");
        notices.AddColumn<string>("message").NotNull();
        notices.AddColumn<DateTimeOffset>("failed_at").NotNull();
        notices.AddColumn<Guid>("correlation_id");
        notices.AddColumn<DateTimeOffset>("noticed_at").NotNull().DefaultValueByExpression("now()");
        // Null until it is merged into a mail.
        notices.AddColumn<Guid>("mail_id");
        // A report, and a daily summary, have told that the order went on.
        notices.AddColumn<DateTimeOffset>("cure_reported_at");
        notices.AddColumn<DateTimeOffset>("cure_summarised_at");
        Index(notices, "order_no", "step", "attempt", "kind").IsUnique = true;
        Index(notices, "queue", "message_id").IsUnique = true;
        Index(notices, "noticed_at");
        Index(notices, "cause").Predicate = "(mail_id IS NULL)";

        var mails = TableOf(options, "mails");
        mails.AddColumn<Guid>("id").AsPrimaryKey();
        mails.AddColumn<string>("cause").NotNull();
        mails.AddColumn<string>("message_id").NotNull();
        mails.AddColumn<string>("subject").NotNull();
        mails.AddColumn<string>("body").NotNull();
        mails.AddColumn<string>("html_body");
        mails.AddColumn<string>("attachment_name");
        // Dropped once the mail is sent: it can be large, and can be made again from the notices.
        mails.AddColumn("attachment", "bytea");
        mails.AddColumn<DateTimeOffset>("created_at").NotNull().DefaultValueByExpression("now()");
        mails.AddColumn<int>("attempts").NotNull().DefaultValue(0);
        // Not before this: the back-off, and while an instance is sending, its lease. Null once sent.
        mails.AddColumn<DateTimeOffset>("next_attempt_at").DefaultValueByExpression("now()");
        mails.AddColumn<string>("last_error");
        mails.AddColumn<DateTimeOffset>("sent_at");
        // Null: whoever Mail:To names when the mail is sent. Of a mail that some recipients have, those that are still to get it.
        mails.AddColumn("recipients", "text[]");
        mails.AddColumn<DateTimeOffset>("reached_at");
        // Whom it did not and will not reach, each with what the mail server said.
        mails.AddColumn("unreached", "text[]");
        Index(mails, "next_attempt_at").Predicate = "(sent_at IS NULL)";
        Index(mails, "created_at").Predicate = "(unreached IS NOT NULL)";
        Index(mails, "cause", "created_at");

        // One row a day: whoever inserts it makes the mail, in the same transaction.
        var dailyMails = TableOf(options, "daily_mails");
        dailyMails.AddColumn<string>("kind").AsPrimaryKey();
        // Code of the store; empty for the summary.
        dailyMails.AddColumn<string>("recipient").AsPrimaryKey();
        dailyMails.AddColumn("day", "date").AsPrimaryKey();
        // The mail tells of what happened until then; the next one begins there.
        dailyMails.AddColumn<DateTimeOffset>("until").NotNull();
        // Null: there was nothing to tell.
        dailyMails.AddColumn<Guid>("mail_id");
    }

    /// <summary>Files of orders, what became of their entries, and how far the answers were written.</summary>
    private static void Feeds(StoreOptions options)
    {
        var feeds = TableOf(options, "feeds");
        feeds.AddColumn<long>("id").BigAutoIncrement().AsPrimaryKey();
        // As it was uploaded, and as it is called in processing, done, rejected and results.
        feeds.AddColumn<string>("file_name").NotNull();
        feeds.AddColumn<string>("stored_name").NotNull();
        feeds.AddColumn<long>("size").NotNull();
        feeds.AddColumn<string>("sha256");
        feeds.AddColumn<string>("state").NotNull();
        // Entries and bytes of the file that were taken; committed with the orders of these entries.
        feeds.AddColumn<long>("position").NotNull().DefaultValue(0);
        feeds.AddColumn<long>("bytes_read").NotNull().DefaultValue(0);
        feeds.AddColumn("outcomes", "jsonb").NotNull().DefaultValueByExpression("'{}'");
        // Why it was rejected, or where it ends too early; and what else is to be told, such as columns that nobody knows.
        feeds.AddColumn<string>("problem");
        feeds.AddColumn<string>("remark");
        // Times that it was taken up again because it had grown after its end.
        feeds.AddColumn<int>("reopened").NotNull().DefaultValue(0);
        feeds.AddColumn<DateTimeOffset>("claimed_at").NotNull().DefaultValueByExpression("now()");
        feeds.AddColumn<DateTimeOffset>("finished_at");
        // When the results file was written, and what the unfinished orders were like then.
        feeds.AddColumn<DateTimeOffset>("results_at");
        feeds.AddColumn<string>("results_like");
        // All orders have ended: the results file does not change any more.
        feeds.AddColumn<DateTimeOffset>("settled_at");
        feeds.AddColumn<DateTimeOffset>("removed_at");
        Index(feeds, "stored_name").IsUnique = true;
        Index(feeds, "sha256");
        Index(feeds, "id").Predicate = "(settled_at IS NULL)";
        Index(feeds, "finished_at").Predicate = "(removed_at IS NULL)";

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

        // How far the answers were written to the folder: the first transaction whose answers are not, the last file, and its length.
        var responses = TableOf(options, "feed_responses");
        responses.AddColumn<bool>("only_one").AsPrimaryKey().DefaultValueByExpression("true");
        responses.AddColumn<DateTimeOffset>("at").NotNull();
        responses.AddColumn<long>("xid").NotNull();
        responses.AddColumn("day", "date").NotNull();
        responses.AddColumn<long>("length").NotNull();

        // What lies in the way now. Places: incoming, processing, sftp (the server itself), or sftp:FOLDER.
        var troubles = TableOf(options, "feed_troubles");
        troubles.AddColumn<string>("place").AsPrimaryKey();
        troubles.AddColumn<string>("name").AsPrimaryKey();
        troubles.AddColumn<string>("problem").NotNull();
        troubles.AddColumn<DateTimeOffset>("since").NotNull().DefaultValueByExpression("now()");
        troubles.AddColumn<bool>("is_told").NotNull().DefaultValueByExpression("false");

        var looks = TableOf(options, "sftp_looks");
        looks.AddColumn<bool>("only_one").AsPrimaryKey().DefaultValueByExpression("true");
        looks.AddColumn<string>("server").NotNull();
        looks.AddColumn<DateTimeOffset>("looked_at").NotNull();
        looks.AddColumn<int>("waiting").NotNull();

        // Files of the SFTP server that were fetched whole: the id is in the name of the local copy until that is renamed.
        var remote = TableOf(options, "remote_files");
        remote.AddColumn<Guid>("id").AsPrimaryKey();
        remote.AddColumn<string>("folder").NotNull();
        // The bytes of the name, which need not be text.
        remote.AddColumn("name", "bytea").NotNull();
        remote.AddColumn<long>("size").NotNull();
        remote.AddColumn<DateTimeOffset>("modified_at").NotNull();
        remote.AddColumn<string>("local_name").NotNull();
        remote.AddColumn<DateTimeOffset>("fetched_at").NotNull().DefaultValueByExpression("now()");
        // Moved, deleted or replaced since: the next one of this name, size and time is another file.
        remote.AddColumn<DateTimeOffset>("gone_at");
        Index(remote, "folder").Predicate = "(gone_at IS NULL)";

        // Results and responses as they were put back last.
        var copies = TableOf(options, "remote_copies");
        copies.AddColumn<string>("folder").AsPrimaryKey();
        copies.AddColumn<string>("name").AsPrimaryKey();
        copies.AddColumn<long>("size").NotNull();
        copies.AddColumn<DateTimeOffset>("modified_at").NotNull();
    }

    /// <summary>What people did.</summary>
    private static void Operating(StoreOptions options)
    {
        // The index is of those whose message is still kept.
        options.Schema.For<ErrorAction>()
            .DocumentAlias("error_action")
            .Duplicate(
                action => action.At, notNull: true, configure: index => index.Predicate = "((data ->> 'discarded'::text) IS NOT NULL)");
        options.Schema.For<Restoration>();
        options.Schema.For<Pause>()
            .Identity(pause => pause.System)
            .UseNumericRevisions(true)
            .Metadata(metadata => metadata.Revision.MapTo(pause => pause.Version));
        // What was done to the pauses of a system: its name is that of the stream.
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.AddEventTypes([typeof(CallsPaused), typeof(CallsResumed), typeof(PauseEnded)]);
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
