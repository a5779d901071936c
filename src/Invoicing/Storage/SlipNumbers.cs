using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.Storage;

/// <summary>Numbers of transfer slips, eight digits from a stored sequence.</summary>
internal sealed class SlipNumbers : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly GroupCommit<Request, IReadOnlyList<string>> _requests;

    public SlipNumbers(NpgsqlDataSource database, IOptions<PostgresSettings> settings)
    {
        var largestBatch = settings.Value.LargestBatch;
        _database = database;
        _requests = new(largestBatch, request => request, Draw);
    }

    /// <exception cref="PostgresException">All 99,999,999 numbers are used up.</exception>
    public async Task<IReadOnlyList<string>> Take(int count, CancellationToken ct) => count == 0 ? [] : await _requests.Run(new Request(count), ct);

    public ValueTask DisposeAsync() => _requests.DisposeAsync();

    private async Task<IReadOnlyList<IReadOnlyList<string>>> Draw(IReadOnlyList<Request> requests, CancellationToken ct)
    {
        await using var command = _database.CreateCommand("select nextval('slip_numbers') from generate_series(1, $1)");
        command.Parameters.Add(new() { Value = requests.Sum(request => request.Count) });
        var numbers = new Queue<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            numbers.Enqueue(reader.GetInt64(0).ToString("00000000"));
        }

        return [.. requests.Select(request => (IReadOnlyList<string>)[.. Enumerable.Range(0, request.Count).Select(_ => numbers.Dequeue())])];
    }

    /// <summary>A class, so that two requests for the same count are two keys.</summary>
    private sealed class Request(int count)
    {
        public int Count => count;
    }
}
