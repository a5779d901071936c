using System.Text.Json;

namespace Invoicing.Harness;

/// <summary>
/// What <c>invoicing migrate</c> leaves on the shared servers, made once for all tests of a run: each gets a copy of the database and of
/// the queues, where running the command for each took a fifth of the time of all.
/// </summary>
internal static class MigratedTemplate
{
    private static readonly Lazy<Task<(TestDatabase Database, JsonElement Queues)>> s_made = new(Make);

    public static async Task CopyTo(TestDatabase database, TestBroker broker)
    {
        var (template, queues) = await s_made.Value;
        await database.Create(template);
        await broker.Create();
        await broker.Define(queues);
    }

    private static async Task<(TestDatabase Database, JsonElement Queues)> Make()
    {
        var database = new TestDatabase(Servers.Shared.Postgres);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Drop(database);
        await database.Create();
        await using var broker = new TestBroker(Servers.Shared);
        await broker.Create();
        var migrated = await Command.Run(
            "dotnet",
            [TheProgram.Path, "migrate"],
            new Dictionary<string, string>
            {
                ["Postgres__ConnectionString"] = database.ConnectionString, ["RabbitMq__Uri"] = broker.Uri.ToString(),
            });
        migrated.ExitCode.ShouldBe(0, migrated.ToString());
        return (database, await broker.Definitions());
    }

    private static void Drop(TestDatabase database)
    {
        try
        {
            database.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        }
        catch (AggregateException)
        {
            // The server has gone before: what the tests have found counts.
        }
    }
}
