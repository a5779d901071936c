using Invoicing.Harness;
using Invoicing.Intake.Sftp;
using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Intake;

[Trait("Takes", "long")]
public sealed class When_fetching_is_cut_off : FetchingTest
{
    private const int Size = 4 * 1024 * 1024;

    private readonly string _content = string.Concat(Enumerable.Range(0, Size / 16).Select(i => $"{i,15}\n"));

    [Fact]
    public async Task a_connection_that_is_cut_goes_on_where_it_was_and_never_is_half_a_file_seen()
    {
        // The server sends twice of it in all, so that beginning anew each time would never end.
        await using var line = new CutLine(Server.Port) { After = 600_000, CutsLeft = 10 };
        Settings.Sftp.Port = line.Port;
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), _content);

        await Fetch();

        await Wait.Until(() => File.Exists(In("orders.jsonl")), "it is here");
        new FileInfo(In("orders.jsonl")).Length.ShouldBe(_content.Length);
        await IsFetched("orders.jsonl", _content);
        line.Cuts.ShouldBeGreaterThan(5);
        await Wait.Until(() => File.Exists(On("out/done", "orders.jsonl")), "it is moved");
        await Wait.Until(async () => (await Around()).Troubles.Count == 0, "the trouble is over");
        (await Database.Count("mt_doc_notice")).ShouldBe(0, "a line that breaks concerns nobody");
    }

    [Fact]
    public async Task a_server_that_is_silent_is_left_and_asked_again()
    {
        await using var line = new CutLine(Server.Port) { IsSilent = true };
        Settings.Sftp.Port = line.Port;
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), _content);
        await Fetch();
        (await Trouble("sftp", "connection")).Problem.ShouldContain("has not answered in time");

        line.IsSilent = false;

        await IsFetched("orders.jsonl", _content);
    }

    [Fact]
    public async Task a_copy_that_was_whole_when_the_process_died_gets_its_name_and_another_is_begun_anew()
    {
        var (whole, half) = (Guid.NewGuid(), Guid.NewGuid());
        await File.WriteAllTextAsync(On("out", "whole.json"), "whole");
        await File.WriteAllTextAsync(On("out", "half.json"), "half");
        await File.WriteAllTextAsync(Local.CopyPath(whole), "whole");
        await File.WriteAllTextAsync(Local.CopyPath(half), "XX");
        var modifiedAt = File.GetLastWriteTimeUtc(On("out", "whole.json"));
        await using (var session = Database.Store.LightweightSession())
        {
            session.Store(new FetchedFile
            {
                Id = whole, Folder = On("out"), Name = "whole.json", LocalName = "whole.json", Size = 5,
                // As the server tells it.
                ModifiedAt = modifiedAt.AddTicks(-(modifiedAt.Ticks % TimeSpan.TicksPerSecond)),
            });
            await session.SaveChangesAsync();
        }


        await Fetch();

        await IsFetched("whole.json", "whole");
        await IsFetched("half.json", "half");
        await Wait.Until(
            () => Directory.GetFiles(On("out"), "*.json", SearchOption.AllDirectories).All(file => file.Contains("/done/")),
            "both are moved");
        Directory.GetFileSystemEntries(Local.Incoming).Length.ShouldBe(2);
    }

    [Fact]
    public async Task a_file_that_changes_while_it_is_fetched_is_fetched_as_it_is_then()
    {
        await using var line = new CutLine(Server.Port) { After = 600_000, CutsLeft = 1 };
        Settings.Sftp.Port = line.Port;
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), _content);
        await Fetch();
        await Wait.Until(() => line.Cuts == 1, "half of it is here");

        var other = new string('x', _content.Length - 1) + "\n";
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), other);
        File.SetLastWriteTimeUtc(On("out", "orders.jsonl"), DateTime.UtcNow.AddSeconds(5));

        await Wait.Until(() => File.Exists(On("out/done", "orders.jsonl")), "it is moved");
        (await File.ReadAllTextAsync(In("orders.jsonl"))).ShouldBe(other);
        Directory.GetFileSystemEntries(Local.Incoming).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task one_of_two_processes_fetches_and_the_other_takes_over()
    {
        var first = await Fetch();
        await File.WriteAllTextAsync(On("out", "a.json"), "a");
        await IsFetched("a.json", "a");
        await Fetch();
        await LooksAgain();
        await File.WriteAllTextAsync(On("out", "b.json"), "b");
        await IsFetched("b.json", "b");

        await first.StopAsync(CancellationToken.None);
        await File.WriteAllTextAsync(On("out", "c.json"), "c");

        await IsFetched("c.json", "c");
        Directory.GetFileSystemEntries(Local.Incoming).Length.ShouldBe(3);
        (await Database.Count("mt_doc_fetched_file")).ShouldBe(3);
    }
}
