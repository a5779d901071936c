using System.Text.Json;
using Invoicing.Harness;
using Invoicing.Intake;
using Invoicing.Intake.Results;
using Invoicing.IntegrationTests.Failures;
using Npgsql;

namespace Invoicing.IntegrationTests.Intake;

public sealed class When_answers_are_written : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("invoicing-answers-").FullName;

    private NoticeDatabase _database = null!;
    private NpgsqlConnection _connection = null!;
    private ResponseFiles _files = null!;

    public async Task InitializeAsync()
    {
        _database = await NoticeDatabase.Create();
        _connection = await _database.Source.OpenConnectionAsync();
        var folder = new FeedFolder(_root);
        folder.Create();
        _files = new ResponseFiles(new(_database.Store, _connection), folder);
        await _files.Append(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task one_whose_transaction_ends_after_that_of_later_ones_is_not_passed_over()
    {
        await using var late = await _database.Source.OpenConnectionAsync();
        await using var transaction = await late.BeginTransactionAsync();
        await Answered("late", late);
        await Answered("early", _connection);
        await _files.Append(CancellationToken.None);
        await transaction.CommitAsync();

        await AreWritten("early", "late");
    }

    [Fact]
    public async Task those_that_were_written_before_the_program_died_with_them_are_not_there_twice()
    {
        await Answered("1", _connection);
        await AreWritten("1");
        // Its file is on disk before the database knows.
        await File.AppendAllTextAsync(Directory.GetFiles(Path.Combine(_root, "responses")).Single(), "{\"number\":\"2\"}\n");
        await Answered("2", _connection);

        await AreWritten("1", "2");
    }

    [Fact]
    public async Task a_database_that_was_moved_to_a_server_which_has_counted_less_far_goes_on()
    {
        await Answered("1", _connection);
        await AreWritten("1");
        await Execute("update timeline set xid = xid + 1000000000", _connection);
        await Execute("update mt_doc_responses_position set data = jsonb_set(data, '{xid}', to_jsonb((data ->> 'xid')::bigint + 1000000000))", _connection);
        await Answered("2", _connection);

        await AreWritten("1", "2");
    }

    private static Task Answered(string number, NpgsqlConnection connection) => Execute(
        $$"""insert into timeline (order_id, what, details) values (gen_random_uuid(), 'called', '{"number":"{{number}}"}')""", connection);

    private static async Task Execute(string sql, NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Others use the server, too: what is complete has to wait for their transactions.</summary>
    private async Task AreWritten(params string[] numbers)
    {
        await Wait.Until(
            async () =>
            {
                await _files.Append(CancellationToken.None);
                return Written().Contains(numbers[^1]);
            },
            $"{numbers[^1]} is written");
        await _files.Append(CancellationToken.None);
        Written().ShouldBe(numbers, ignoreOrder: true);
    }

    private List<string> Written() =>
    [
        .. Directory.GetFiles(Path.Combine(_root, "responses")).SelectMany(File.ReadAllLines)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("number").GetString()!),
    ];
}
