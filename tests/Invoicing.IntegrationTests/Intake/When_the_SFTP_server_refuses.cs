using Invoicing.Harness;
using Invoicing.Intake.Queries;
using Invoicing.Intake.Sftp;

namespace Invoicing.IntegrationTests.Intake;

public sealed class When_the_SFTP_server_refuses : FetchingTest
{
    [Fact]
    public async Task to_be_written_to_each_file_comes_once_and_it_is_told_once()
    {
        (Settings.Sftp.ResultsFolder, Settings.Sftp.ResponsesFolder) = (On("results"), On("responses"));
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), "one\n");
        await File.WriteAllTextAsync(Path.Combine(Local.Results, "a.json.jsonl"), "{}\n");
        await Server.Stop();
        await Server.GoOn("-R");

        await Fetch();
        await IsFetched("orders.jsonl", "one\n");
        (await Trouble("sftp", $"folder {On("out")}")).Problem.ShouldContain("Feeds:Sftp:WhenTaken");
        (await Trouble("sftp", $"folder {On("results")}")).Problem.ShouldContain("Feeds:Sftp:ResultsFolder");
        await LooksAgain();
        await StopAll();
        await Fetch();
        await LooksAgain();

        Directory.GetFiles(Local.Incoming).ShouldHaveSingleItem();
        (await Database.Count("mt_doc_notice")).ShouldBe(2);
        (await Database.Count("mt_doc_notice where data ->> 'kind' = 'SftpFaulted'")).ShouldBe(2);
        await StopAll();

        await Server.Stop();
        await Server.GoOn();
        await Fetch();

        await Wait.Until(
            () => File.Exists(On("out/done", "orders.jsonl")) && File.Exists(On("results", "a.json.jsonl")),
            "all is made good");
        await Wait.Until(async () => (await Around()).Troubles.Count == 0, "the troubles are over");
        Directory.GetFiles(Local.Incoming).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task to_say_how_long_a_file_is_it_is_told_and_never_taken_in_part()
    {
        // Files of the system say that they have a page, and give some bytes.
        (Settings.Sftp.Folder, Settings.Sftp.WhenTaken) = ("/sys/devices/system/cpu", WhenTaken.Keep);

        await Fetch();

        (await Trouble($"sftp:{Settings.Sftp.Folder}", "online")).Problem
            .ShouldStartWith($"the server says that it has {Environment.SystemPageSize} bytes and gives ");
        await Wait.Until(async () => await Database.Count("mt_doc_notice where data ->> 'kind' = 'FileNotTaken'") > 0, "a person is told");
        Directory.GetFiles(Local.Incoming).ShouldBeEmpty();
    }

    [Fact]
    public async Task and_has_another_key_nobody_signs_in_and_it_is_told_once()
    {
        Settings.Sftp.HostKey = await Server.OtherHostKey();
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), "one\n");

        await Fetch();
        var trouble = await Trouble("sftp", "host key");

        trouble.Problem.ShouldContain(Server.HostKey);
        trouble.Problem.ShouldContain("Feeds:Sftp:HostKey");
        await StopAll();
        await Fetch();
        await Wait.Until(
            () => Server.Log.Count(line => line.Contains("Connection closed by") || line.Contains("Connection reset by")) >= 2,
            "it was tried twice");
        Server.Log.ShouldNotContain(line => line.Contains("Accepted") || line.Contains("Failed") || line.Contains("authenticating user"));
        (await Database.Count("mt_doc_notice where data ->> 'kind' = 'SftpFaulted'")).ShouldBe(1);
        Directory.GetFiles(Local.Incoming).ShouldBeEmpty();
        await StopAll();

        // The old key and the new one, while the owner changes it.
        Settings.Sftp.HostKey += $", {Server.HostKey}";
        await Fetch();

        await IsFetched("orders.jsonl", "one\n");
    }

    [Fact]
    public async Task the_password_it_is_told_without_the_password()
    {
        (Settings.Sftp.KeyFile, Settings.Sftp.Password) = ("", "hunter-2-hidden");

        await Fetch();

        (await Trouble("sftp", "sign-in")).Problem.ShouldContain("Feeds:Sftp:Password");
        Log.Entries.ShouldAllBe(entry => !entry.Text.Contains("hidden"));
        (await Database.Count("mt_doc_notice where data ->> 'message' like '%Feeds:Sftp:Password%' and data ->> 'message' not like '%hidden%'")).ShouldBe(1);
    }

    [Fact]
    public async Task a_key_that_cannot_be_used_it_says_why()
    {
        Settings.Sftp.KeyFile = Path.Combine(Root, "none");
        await Fetch();
        await Wait.Until(async () => (await Trouble("sftp", "sign-in")).Problem.Contains("cannot be read"), "there is no key");
        await StopAll();

        await File.WriteAllTextAsync(Settings.Sftp.KeyFile, "no key\n");
        await Fetch();
        await Wait.Until(async () => (await Trouble("sftp", "sign-in")).Problem.Contains("is no private key"), "it is no key");
        await StopAll();

        await Shell.Run($"rm {Settings.Sftp.KeyFile}; ssh-keygen -q -t ed25519 -N secret -f {Settings.Sftp.KeyFile}");
        await Fetch();
        await Wait.Until(
            async () => (await Trouble("sftp", "sign-in")).Problem.Contains("Feeds:Sftp:KeyPassphrase"),
            "it has a passphrase");
        await StopAll();

        Settings.Sftp.KeyPassphrase = "secret";
        await Fetch();
        await Wait.Until(async () => (await Trouble("sftp", "sign-in")).Problem.Contains("refuses"), "the server does not know it");
    }

    [Fact]
    public async Task to_give_a_file_out_it_is_told_and_the_file_stays()
    {
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), "one\n");
        await Server.Stop();
        await Server.GoOn("-P open");

        await Fetch();

        (await Trouble($"sftp:{On("out")}", "orders.jsonl")).Problem.ShouldContain("it cannot be read");
        await LooksAgain();
        (await Database.Count("mt_doc_notice where data ->> 'kind' = 'FileNotTaken'")).ShouldBe(1);
        (await Around()).Sftp!.Waiting.ShouldBe(1);
        await Server.Stop();
        await Server.GoOn();

        await IsFetched("orders.jsonl", "one\n");
        await Wait.Until(async () => (await Around()).Troubles.Count == 0, "it is over");
    }

    [Fact]
    public async Task a_folder_the_others_are_looked_at_all_the_same()
    {
        Settings.Sftp.Folder = $"{On("nowhere")},{On("out")}";
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), "one\n");

        await Fetch();

        await IsFetched("orders.jsonl", "one\n");
        (await Trouble("sftp", $"folder {On("nowhere")}")).Problem.ShouldContain("Feeds:Sftp:Folder");
        await Wait.Until(() => File.Exists(On("out/done", "orders.jsonl")), "it is moved");
    }

    [Fact]
    public async Task because_it_is_down_it_is_seen_at_once_told_after_an_hour_and_over_by_itself()
    {
        await Server.Stop();
        await File.WriteAllTextAsync(On("out", "orders.jsonl"), "one\n");
        await Fetch();
        (await Trouble("sftp", "connection")).Problem.ShouldContain("cannot be reached");
        (await Database.Count("mt_doc_notice")).ShouldBe(0);

        await Database.Execute(Feeds.TroublesLast);
        await Wait.Until(async () => await Database.Count("mt_doc_notice where data ->> 'kind' = 'SftpFaulted'") == 1, "it is told");
        await Server.GoOn();

        await IsFetched("orders.jsonl", "one\n");
        await Wait.Until(async () => (await Around()).Troubles.Count == 0, "it is over");
        Log.Warnings.Count(warning => warning.Contains("connection")).ShouldBe(1);
        Log.Entries.ShouldContain(entry => entry.Text.Contains("connection: this trouble is over"));
    }

    [Fact]
    public async Task nothing_but_the_disk_here_is_full_it_goes_on_when_there_is_room()
    {
        var disk = Path.Combine(Root, "small");
        await Shell.Run($"mkdir {disk} && mount -t tmpfs -o size=1m tmpfs {disk}");
        try
        {
            Settings.Folder = disk;
            Local.Create();
            await Shell.Run($"head -c 700000 /dev/zero > {disk}/ballast");
            var content = new string('x', 600_000);
            await File.WriteAllTextAsync(On("out", "orders.jsonl"), content);
            await Fetch();
            (await Trouble("sftp", "disk")).Problem.ShouldContain("No space left");
            File.Exists(On("out", "orders.jsonl")).ShouldBeTrue("it is not moved before it is here");

            File.Delete(Path.Combine(disk, "ballast"));

            await IsFetched("orders.jsonl", content);
            await Wait.Until(async () => (await Around()).Troubles.Count == 0, "it is over");
        }
        finally
        {
            await StopAll();
            await Shell.Run($"umount -l {disk}");
        }
    }
}
