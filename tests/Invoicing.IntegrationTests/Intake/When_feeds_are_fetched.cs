using Invoicing.Harness;
using Invoicing.Intake.Sftp;

namespace Invoicing.IntegrationTests.Intake;

public sealed class When_feeds_are_fetched : FetchingTest
{
    [Fact]
    public async Task a_file_comes_whole_and_is_moved_to_done_on_the_server()
    {
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), "one\n");

        await Fetch();

        await IsFetched("orders.jsonl", "one\n");
        await Wait.Until(() => File.Exists(On("out/done", "orders.jsonl")) && !File.Exists(On("out", "orders.jsonl")), "it is in done");
        Local.Copies().ShouldBeEmpty();
    }

    [Fact]
    public async Task the_next_file_of_the_same_name_is_fetched_too_and_replaces_none()
    {
        await Fetch();
        await File.WriteAllTextAsync(On("out", "orders.jsonl.gz"), "one\n");
        await IsFetched("orders.jsonl.gz", "one\n");
        await Wait.Until(() => File.Exists(On("out/done", "orders.jsonl.gz")), "it is in done");

        // Of the same size and time: it is another one all the same.
        var time = File.GetLastWriteTimeUtc(On("out/done", "orders.jsonl.gz"));
        await File.WriteAllTextAsync(On("out", ".orders"), "two\n");
        File.SetLastWriteTimeUtc(On("out", ".orders"), time);
        File.Move(On("out", ".orders"), On("out", "orders.jsonl.gz"));

        await IsFetched("orders.2.jsonl.gz", "two\n");
        await Wait.Until(() => File.Exists(On("out/done", "orders.2.jsonl.gz")), "it is in done");
        (await File.ReadAllTextAsync(On("out/done", "orders.jsonl.gz"))).ShouldBe("one\n");
        (await File.ReadAllTextAsync(In("orders.jsonl.gz"))).ShouldBe("one\n");
    }

    [Fact]
    public async Task it_may_be_deleted_there_instead()
    {
        Settings.Sftp.WhenTaken = WhenTaken.Delete;
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), "one\n");

        await Fetch();

        await IsFetched("orders.jsonl", "one\n");
        await Wait.Until(() => !File.Exists(On("out", "orders.jsonl")), "it is deleted");
        Directory.Exists(On("out/done")).ShouldBeFalse();
    }

    [Fact]
    public async Task it_may_be_kept_there_and_is_fetched_again_only_when_it_has_changed()
    {
        Settings.Sftp.WhenTaken = WhenTaken.Keep;
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), "one\n");
        await Fetch();
        await IsFetched("orders.jsonl", "one\n");
        await LooksAgain();
        await StopAll();

        // Another process, which knows it from the database only.
        await Fetch();
        await LooksAgain();
        Directory.GetFiles(Local.Incoming).ShouldHaveSingleItem();
        await File.AppendAllTextAsync(On("out", "orders.jsonl"), "two\n");

        await IsFetched("orders.2.jsonl", "one\ntwo\n");
        (await File.ReadAllTextAsync(On("out", "orders.jsonl"))).ShouldBe("one\ntwo\n");
    }

    [Fact]
    public async Task a_name_that_is_no_UTF_8_or_would_be_left_alone_here_is_fetched_under_one_that_is_taken()
    {
        await Shell.Run($"cd {On("out")}; printf 1 > $'ped\\xeddos.json'; printf 2 > $'\\x01a\\nb.json'; printf 3 > $'\\xc3\\xa9.json'; "
            + $"printf 4 > {new string('n', 240)}.json");

        await Fetch();

        await IsFetched("ped_dos.json", "1");
        await IsFetched("file_a_b.json", "2");
        await IsFetched("é.json", "3");
        await IsFetched(new string('n', 195) + ".json", "4");
        await Wait.Until(
            () => Directory.GetFiles(On("out")).Length == 0 && Directory.GetFiles(On("out/done")).Length == 4,
            "all are moved");
    }

    [Fact]
    public async Task several_folders_are_looked_at_and_their_files_of_one_name_do_not_meet()
    {
        Directory.CreateDirectory(On("late"));
        Settings.Sftp.Folder += $", {On("late")}/";
        await File.WriteAllTextAsync(On("out", "orders.json"), "one");
        await File.WriteAllTextAsync(On("late", "orders.json"), "two");

        await Fetch();

        await Wait.Until(
            () => Directory.GetFiles(Local.Incoming, "orders*.json").Select(File.ReadAllText).Order().SequenceEqual(["one", "two"]),
            "both are here");
        await Wait.Until(
            () => File.Exists(On("late/done", "orders.json")) && File.Exists(On("out/done", "orders.json")),
            "each is in its done");
    }

    [Fact]
    public async Task what_cannot_be_a_feed_stays_and_is_told_once_and_what_is_being_written_is_left_alone()
    {
        await Shell.Run($"""
            cd {On("out")}; mkdir sub empty done; printf x > sub/orders.json; ln -s /etc/hostname link.json; mkfifo pipe.json
            printf x > orders.json.part; printf x > stalled.json.filepart; touch -d '2 hours ago' stalled.json.filepart
            """);
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), "one\n");

        await Fetch();

        await IsFetched("orders.jsonl", "one\n");
        var place = $"sftp:{On("out")}";
        (await Trouble(place, "link.json")).Problem.ShouldContain("links are not followed");
        (await Trouble(place, "pipe.json")).Problem.ShouldContain("a pipe, a socket or a device");
        (await Trouble(place, "sub")).Problem.ShouldContain("sub-folders are not looked into");
        (await Trouble(place, "stalled.json.filepart")).Problem.ShouldContain("still being written");
        await LooksAgain();
        (await Around()).Troubles.Count.ShouldBe(4);
        (await Database.Count($"mt_doc_notice where data ->> 'kind' = 'FileNotTaken' and data ->> 'queue' = '{place}'")).ShouldBe(4);
        Directory.GetFiles(Local.Incoming).ShouldHaveSingleItem();
        Log.Warnings.Count(warning => warning.Contains("link.json")).ShouldBe(1);

        File.Move(On("out", "stalled.json.filepart"), On("out", "stalled.json"));

        await IsFetched("stalled.json", "x");
        await Wait.Until(
            async () => (await Around()).Troubles.All(trouble => trouble.Name != "stalled.json.filepart"),
            "that trouble is over");
    }

    [Fact]
    public async Task results_and_responses_are_put_back_and_again_when_they_change_but_never_half_a_line()
    {
        (Settings.Sftp.ResultsFolder, Settings.Sftp.ResponsesFolder) = (On("results"), On("responses"));
        await File.WriteAllTextAsync(Path.Combine(Local.Results, "a.json.jsonl"), "{\"entry\":1}\n");
        await File.WriteAllTextAsync(On("results", ".a.json.jsonl.part"), "what was left when the connection was cut");
        await File.WriteAllTextAsync(Path.Combine(Local.Responses, "2026-03-06.jsonl"), "{\"at\":1}\n{\"at\":");

        await Fetch();
        await Has(On("results", "a.json.jsonl"), "{\"entry\":1}\n");
        await Has(On("responses", "2026-03-06.jsonl"), "{\"at\":1}\n");
        await File.WriteAllTextAsync(Path.Combine(Local.Results, "a.json.jsonl"), "{\"entry\":2}\n");
        await File.AppendAllTextAsync(Path.Combine(Local.Responses, "2026-03-06.jsonl"), "2}\n");

        await Has(On("results", "a.json.jsonl"), "{\"entry\":2}\n");
        await Has(On("responses", "2026-03-06.jsonl"), "{\"at\":1}\n{\"at\":2}\n");
        Directory.GetFiles(On("results")).Concat(Directory.GetFiles(On("responses"))).Count().ShouldBe(2, "nothing is left aside");
        var time = File.GetLastWriteTimeUtc(On("results", "a.json.jsonl"));
        await LooksAgain();
        File.GetLastWriteTimeUtc(On("results", "a.json.jsonl")).ShouldBe(time, "what has not changed is not put back again");
    }

    private static Task Has(string file, string content) =>
        Wait.Until(() => File.Exists(file) && File.ReadAllText(file) == content, $"{file} is {content}");
}
