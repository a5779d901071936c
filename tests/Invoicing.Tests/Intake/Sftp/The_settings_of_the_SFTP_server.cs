using Invoicing.Intake;
using Invoicing.Intake.Sftp;

namespace Invoicing.Tests.Intake.Sftp;

public class The_settings_of_the_SFTP_server
{
    private const string Key = "SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og";

    private readonly FeedSettings _feeds = new()
    {
        Folder = "feeds", Sftp = new() {
            Host = "sftp.example.com",
            Port = 2022,
            User = "someone",
            Password = "hidden",
            HostKey = Key,
            Folder = "/out" },
    };

    private SftpSettings Sftp => _feeds.Sftp;

    [Fact]
    public void are_sound_with_what_is_needed() => Problems().ShouldBeEmpty();

    [Fact]
    public void may_have_several_keys_and_folders()
    {
        (Sftp.HostKey, Sftp.Folder, Sftp.ResultsFolder) = ($"{Key}, {Key}=", "/out/, /late", "/results/");

        Problems().ShouldBeEmpty();
        Sftp.HostKeys.Count.ShouldBe(2);
        Sftp.Folders.ShouldBe(["/out", "/late"]);
        Sftp.PutBack.ShouldBe([("ResultsFolder", "/results")]);
    }

    [Fact]
    public void tell_how_to_see_the_key_that_is_missing()
    {
        Sftp.HostKey = "";

        Problems().ShouldHaveSingleItem().ShouldContain("`ssh-keyscan -p 2022 sftp.example.com | ssh-keygen -lf -`");
    }

    [Theory]
    [InlineData("16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA")]
    [InlineData("SHA256:short")]
    [InlineData(Key + "," + "MD5:1")]
    public void take_no_other_form_of_it(string key)
    {
        Sftp.HostKey = key;

        Problems().ShouldHaveSingleItem().ShouldContain("Feeds:Sftp:HostKey is not a fingerprint");
    }

    [Theory]
    [InlineData("/out")]
    [InlineData("/out/")]
    [InlineData("/out/done")]
    public void do_not_let_results_come_back_as_feeds(string folder)
    {
        Sftp.ResultsFolder = folder;

        Problems().ShouldHaveSingleItem().ShouldContain("Feeds:Sftp:ResultsFolder must be another folder");
    }

    [Fact]
    public void do_not_mix_results_and_responses()
    {
        (Sftp.ResultsFolder, Sftp.ResponsesFolder) = ("/back", "/back/");

        Problems().ShouldHaveSingleItem().ShouldContain("Feeds:Sftp:ResponsesFolder must be two folders");
    }

    [Fact]
    public void name_all_that_is_wrong_at_once_and_no_secret()
    {
        (_feeds.Folder, Sftp.User, Sftp.Folder, Sftp.KeyPassphrase) = ("", "", "", "hidden too");

        var problems = Problems();

        problems.Length.ShouldBe(4, string.Join('\n', problems));
        problems.ShouldAllBe(problem => !problem.Contains("hidden"));
    }

    [Theory]
    [InlineData("someone@sftp.example.com")]
    [InlineData("sftp.example.com:22")]
    [InlineData("sftp.example.com/out")]
    public void take_the_host_alone(string host)
    {
        Sftp.Host = host;

        Problems().ShouldContain(problem => problem.StartsWith("Feeds:Sftp:Host must be", StringComparison.Ordinal));
    }

    private string[] Problems() => [.. new SftpSettingsValidation().Validate(null, _feeds).Failures ?? []];
}
