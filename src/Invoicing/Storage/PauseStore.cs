using Invoicing.Systems;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>The row that every process reads before it calls a system.</summary>
internal sealed class PauseStore(NpgsqlDataSource database, NoticeStore notices, TimeProvider clock)
{
    /// <summary>Calls that must have been answered before all may be made again.</summary>
    public const int AnswersToEnd = 30;

    // Each call that is answered brings two more: 1, 2, 4, 8 at a time.
    private const int PermitsPerAnswer = 2;

    private const string CurrentSql = """
        select id, system, state, paused_at, paused_by, reason, resumed_by, permits
        from pauses
        where state <> 'ended'
        order by system
        """;

    // What was being resumed is paused again under an id of its own: people are told again.
    private const string EndResumingSql = "update pauses set state = 'ended', ended_at = now() where system = $1 and state = 'resuming'";

    private const string PauseSql = """
        insert into pauses (id, system, state, paused_by, reason)
        values ($2, $1, 'paused', $3, $4)
        on conflict (system) where state <> 'ended' do nothing
        """;

    private const string ResumeSql = """
        update pauses
        set state         = 'resuming',
            resumed_at    = now(),
            resumed_by    = $2,
            resume_reason = $3,
            permits       = 1,
            permitted_at  = now()
        where system = $1 and state = 'paused'
        """;

    private const string TakePermitSql = """
        update pauses
        set permits = permits - 1, permitted_at = now()
        where system = $1 and state = 'resuming' and permits > 0
        """;

    // A permit that was not answered may have gone down with its process, or Retail Pro was silent. Where calls were answered and nobody
    // has asked for a permit for a while, no order waits any more.
    private const string MoveOnSql = """
        update pauses
        set permits      = greatest(permits, 1),
            permitted_at = now(),
            state        = case when answered > 0 and permits > 0 then 'ended' else state end,
            ended_at     = case when answered > 0 and permits > 0 then now() end
        where system = $1 and state = 'resuming'
          and permitted_at < now() - case when permits = 0 then interval '10 seconds' else interval '1 minute' end
        """;

    private const string GiveBackSql = "update pauses set permits = permits + 1 where system = $1 and state = 'resuming'";

    private const string AnsweredSql = """
        update pauses
        set answered = answered + 1,
            permits  = permits + $2,
            state    = case when answered + 1 >= $3 then 'ended' else state end,
            ended_at = case when answered + 1 >= $3 then now() end
        where system = $1 and state = 'resuming'
        """;

    /// <returns>One for each system whose calls are held back.</returns>
    public async Task<IReadOnlyList<Pause>> Current(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await Current(connection, ct);
    }

    /// <summary>The same within the connection's transaction.</summary>
    public static async Task<IReadOnlyList<Pause>> Current(NpgsqlConnection connection, CancellationToken ct) => await connection.Query(
        CurrentSql,
        reader => new Pause(
            reader.GetGuid(0),
            reader.GetString(1),
            reader.GetString(2) == "paused" ? PauseState.Paused : PauseState.Resuming,
            reader.GetFieldValue<DateTimeOffset>(3),
            reader.GetString(4),
            reader.GetString(5),
            reader.Text(6),
            reader.GetInt32(7)),
        ct);

    /// <param name="kind">What people are to be told of it, once; null when a person has done it.</param>
    /// <returns>False: it is paused already.</returns>
    public async Task<bool> Begin(string system, string by, string reason, NoticeKind? kind, CancellationToken ct)
    {
        var id = Guid.NewGuid();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.Execute(EndResumingSql, ct, system);
        if (await connection.Execute(PauseSql, ct, system, id, by, reason) == 0)
        {
            return false;
        }

        if (kind is not null)
        {
            await notices.Add(Notice.Of(kind.Value, system, id, reason, clock.GetUtcNow()), connection, ct);
        }

        await transaction.CommitAsync(ct);
        return true;
    }

    /// <returns>False: it is not paused.</returns>
    public Task<bool> Resume(string system, string by, string reason, CancellationToken ct) => Change(ResumeSql, ct, system, by, reason);

    /// <summary>Takes one of the calls that may be made while resuming, across all processes.</summary>
    public Task<bool> TakePermit(string system, CancellationToken ct) => Change(TakePermitSql, ct, system);

    /// <summary>A permit was taken, and no call was made.</summary>
    public Task GiveBack(string system, CancellationToken ct) => Change(GiveBackSql, ct, system);

    /// <summary>Looked at every second while resuming: lets it go on where it would hang.</summary>
    public Task MoveOn(string system, CancellationToken ct) => Change(MoveOnSql, ct, system);

    /// <summary>A permitted call was answered: more may be made.</summary>
    public Task Answered(string system, CancellationToken ct) => Change(AnsweredSql, ct, system, PermitsPerAnswer, AnswersToEnd);

    private async Task<bool> Change(string sql, CancellationToken ct, params object[] values)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.Execute(sql, ct, values) > 0;
    }
}
