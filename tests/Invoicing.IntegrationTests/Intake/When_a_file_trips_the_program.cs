using Invoicing.Harness;
using Invoicing.Intake;
using Invoicing.Intake.Parsing;
using Invoicing.Intake.Queries;
using Invoicing.IntegrationTests.Failures;
using Invoicing.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Invoicing.IntegrationTests.Intake;

public sealed class When_a_file_trips_the_program
{
    [Fact]
    public async Task the_others_go_on_and_a_person_is_told_without_what_it_holds()
    {
        await using var database = await NoticeDatabase.Create();
        var root = Directory.CreateTempSubdirectory("invoicing-trip-").FullName;
        var soon = TimeSpan.FromMilliseconds(200);
        var settings = Options.Create(new FeedSettings { Folder = root, Interval = soon, StableFor = soon, CsvStableFor = soon });
        var (folder, log) = (new FeedFolder(root), new RecordingLog<FeedIntake>());
        folder.Create();
        await File.WriteAllTextAsync(Path.Combine(folder.Incoming, "a.json"), """{"orderNo":"1042"}""");
        await File.WriteAllTextAsync(Path.Combine(folder.Incoming, "b.csv"), "no,order\n1,2\n");

        // Nobody is there to take orders: every file that has some throws what the program does not know.
        var reading = new FeedReading(null!, null!, new NoLists(), settings, TimeProvider.System, NullLogger<FeedReading>.Instance);
        var postgres = Options.Create(new PostgresSettings { ConnectionString = database.ConnectionString });
        using var intake = new FeedIntake(folder, reading, database.Store, settings, postgres, TimeProvider.System, log);
        await intake.StartAsync(CancellationToken.None);

        await Wait.Until(() => File.Exists(Path.Combine(folder.Rejected, "b.csv")), "the other is dealt with");
        var trouble = await Wait.For(
            async () => (await new FeedViews(database.Store).Around(CancellationToken.None)).Troubles.FirstOrDefault(), "it is told");
        (trouble.Place, trouble.Name).ShouldBe(("processing", "a.json"));
        trouble.Problem.ShouldStartWith("it cannot be read: The program failed in a way that it does not know (code ");
        await Wait.Until(async () => await database.Count("mt_doc_notice where data ->> 'kind' = 'FileNotTaken'") == 1, "a person is told");
        File.Exists(Path.Combine(folder.Processing, "a.json")).ShouldBeTrue();
        await intake.StopAsync(CancellationToken.None);
        Directory.Delete(root, recursive: true);
    }

    private sealed class NoLists : IOrderLists
    {
        public bool IsList(string fileName) => false;

        public Task<string> Compare(FileInspection file, Guid id, CancellationToken ct) => throw new NotSupportedException();
    }
}
