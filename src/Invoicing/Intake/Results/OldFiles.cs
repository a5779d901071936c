using System.Globalization;
using Npgsql;

namespace Invoicing.Intake.Results;

/// <summary>Deletes the files of feeds that ended long ago, their results, and the responses of those days: they hold personal data.</summary>
internal sealed class OldFiles(NpgsqlConnection connection, FeedFolder folder, TimeSpan keep)
{
    public async Task Delete(CancellationToken ct)
    {
        foreach (var (id, name) in await Old(ct))
        {
            File.Delete(Path.Combine(folder.Done, name));
            File.Delete(Path.Combine(folder.Rejected, name));
            File.Delete(folder.ResultsOf(name));
            await using var note = new NpgsqlCommand("update feeds set removed_at = now() where id = $1", connection) { Parameters = { new() { Value = id } } };
            await note.ExecuteNonQueryAsync(ct);
        }

        var oldest = await OldestDay(ct);
        foreach (var file in Directory.EnumerateFiles(folder.Responses, "*.jsonl").ToList())
        {
            if (DateOnly.TryParseExact(Path.GetFileNameWithoutExtension(file), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < oldest)
            {
                File.Delete(file);
            }
        }
    }

    private async Task<DateOnly> OldestDay(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select ((now() - $1) at time zone 'UTC')::date", connection) { Parameters = { new() { Value = keep } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetFieldValue<DateOnly>(0);
    }

    private async Task<List<(long Id, string Name)>> Old(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select id, stored_name from feeds where finished_at < now() - $1 and removed_at is null", connection) { Parameters = { new() { Value = keep } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var old = new List<(long, string)>();
        while (await reader.ReadAsync(ct))
        {
            old.Add((reader.GetInt64(0), reader.GetString(1)));
        }

        return old;
    }
}
