using System.Globalization;
using Invoicing.RetailPro;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Failures.Reports;

/// <summary>
/// Makes the summary and the stores' lists, once a day each. Whoever inserts the row of the day makes the mail, in the same transaction: with
/// several instances one of them does, and one that was down at the time does it later on the same day.
/// </summary>
internal sealed class DailyMails(
    NpgsqlDataSource database, IOptions<MailSettings> options, IOptions<RetailProSettings> retailPro, TimeProvider clock)
{
    private const string Summary = "summary";
    private const string Store = "store";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    // What was stored by a transaction that began earlier may only become visible now: it belongs to the next day.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private long _lookedAt;

    private MailSettings Settings => options.Value;

    /// <summary>Makes what is due, looking three times a minute at most.</summary>
    public async Task LookNowAndThen(CancellationToken cancellationToken)
    {
        if (Settings.DailyAt is null || (_lookedAt != 0 && clock.GetElapsedTime(_lookedAt) < Pause))
        {
            return;
        }

        // Also if it fails: what is told at once must not wait for a daily mail that is tried without a pause.
        _lookedAt = clock.GetTimestamp();
        await MakeDue(cancellationToken);
    }

    /// <returns>The mails that were made.</returns>
    public async Task<IReadOnlyList<Mail>> MakeDue(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var now = await Now(connection, cancellationToken);
        var local = TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(retailPro.Value.TimeZone));
        if (Settings.DailyAt is not { } at || TimeOnly.FromDateTime(local.DateTime) < at)
        {
            return [];
        }

        var day = DateOnly.FromDateTime(local.DateTime);
        return [.. await MakeSummary(connection, day, now, cancellationToken), .. await MakeStoreLists(connection, day, now, cancellationToken)];
    }

    private async Task<IReadOnlyList<Mail>> MakeSummary(NpgsqlConnection connection, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Begin(connection, Summary, [""], day, now, cancellationToken) is not [{ } begun])
        {
            return [];
        }

        var summary = await new SummaryStore(connection).Read(day, begun.Since, now - Margin, cancellationToken);
        var id = Guid.CreateVersion7();
        Mail[] mails = summary.IsQuiet ? [] : [SummaryMail.Compose(id, Settings.From, summary)];
        await Finish(connection, Summary, [.. mails.Select(mail => ("", mail))], day, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return mails;
    }

    private async Task<IReadOnlyList<Mail>> MakeStoreLists(NpgsqlConnection connection, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Settings.Stores.Count == 0)
        {
            return [];
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var begun = await Begin(connection, Store, [.. Settings.Stores.Keys], day, now, cancellationToken);
        if (begun.Count == 0)
        {
            return [];
        }

        var lists = await new StoreListStore(connection).Read(begun, day, now - Margin, cancellationToken);
        var mails = lists.Where(list => !list.IsQuiet).Select(list => (list.Store, Mail: StoreListMail.Compose(Guid.CreateVersion7(), Settings.From, list) with
        {
            Recipients = Settings.Stores[list.Store],
        })).ToList();
        await Finish(connection, Store, mails, day, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. mails.Select(made => made.Mail)];
    }

    private static async Task<DateTimeOffset> Now(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select now()", connection);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <returns>Whose mails of this day are this transaction's to make, and where the last ones ended.</returns>
    private static async Task<IReadOnlyList<DailyMailSlot>> Begin(
        NpgsqlConnection connection, string kind, string[] recipients, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("set local idle_in_transaction_session_timeout = '30s'"),
                // In one order: two instances that begin at the same time must not wait for each other.
                new(
                    """
                    insert into daily_mails (kind, recipient, day, until)
                    select $1, r, $3, $4
                    from unnest($2) r
                    order by r
                    on conflict do nothing
                    returning recipient,
                              (select max(d.until) from daily_mails d where d.kind = $1 and d.recipient = daily_mails.recipient)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = kind }, new() { Value = recipients }, new() { Value = day }, new() { Value = (now - Margin).ToUniversalTime() },
                    },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var begun = new List<DailyMailSlot>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var last = reader.IsDBNull(1) ? now - TimeSpan.FromDays(1) : reader.GetFieldValue<DateTimeOffset>(1);
            begun.Add(new(reader.GetString(0), last));
        }

        return begun;
    }

    private static async Task Finish(
        NpgsqlConnection connection, string kind, IReadOnlyList<(string Recipient, Mail Mail)> mails, DateOnly day, CancellationToken cancellationToken)
    {
        foreach (var (recipient, mail) in mails)
        {
            await MailStore.Add(connection, string.Create(CultureInfo.InvariantCulture, $"{kind}/{recipient}"), mail, cancellationToken);
            await using var command = new NpgsqlCommand("update daily_mails set mail_id = $4 where kind = $1 and recipient = $2 and day = $3", connection)
            {
                Parameters = { new() { Value = kind }, new() { Value = recipient }, new() { Value = day }, new() { Value = mail.Id } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

/// <param name="Since">Where the last mail ended; a day ago when there was none.</param>
internal sealed record DailyMailSlot(string Recipient, DateTimeOffset Since);
