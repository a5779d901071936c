using Invoicing.Harness;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_the_SFTP_server_of_feeds_is_checked(ITestOutputHelper output) : IAsyncLifetime
{
    private Installation _installation = null!;
    private Sftp _sftp = null!;
    private Feeds _feeds = null!;

    private string Remote => Path.Combine(_installation.Folder, "remote");

    public async Task InitializeAsync()
    {
        _installation = await Installation.Create(output.WriteLine);
        _sftp = await Sftp.Start();
        _feeds = new Feeds(_installation);
        _feeds.Use();
        _feeds.FetchFrom(_sftp, Remote);
    }

    public async Task DisposeAsync()
    {
        await _installation.DisposeAsync();
        await _sftp.DisposeAsync();
    }

    [Fact]
    public async Task all_is_well_and_nothing_stays_behind()
    {
        var check = await _installation.Run("check");

        check.ExitCode.ShouldBe(0, check.ToString());
        check.Output
            .ShouldMatch($"\nSFTP        ok     127.0.0.1:{_sftp.Port}, .* can use {Remote}/out, {Remote}/results, {Remote}/responses\n");
        Directory.GetFileSystemEntries(Remote, "*", SearchOption.AllDirectories).Length.ShouldBe(3);
    }

    [Fact]
    public async Task each_step_names_the_setting_to_mend()
    {
        (await Line(("Host", "nobody.invalid"))).ShouldMatch("WRONG .*Feeds:Sftp:Host");
        (await Line(("Port", "1"))).ShouldMatch("WRONG .*Feeds:Sftp:Port");
        (await Line(("HostKey", await _sftp.OtherHostKey()))).ShouldMatch("WRONG .*Feeds:Sftp:HostKey");
        (await Line(("KeyFile", ""), ("Password", "hidden1"))).ShouldMatch("WRONG .*Feeds:Sftp:Password");
        (await Line(("HostKey", ""))).ShouldMatch("WRONG .*Feeds:Sftp:HostKey is missing.*ssh-keyscan");
        var folders = await Line(("Folder", $"{Remote}/none"), ("ResultsFolder", $"{Remote}/also-none"));
        folders.ShouldMatch("WRONG .*none cannot be listed .*Feeds:Sftp:Folder.*also-none cannot be written to .*Feeds:Sftp:ResultsFolder");
        await _sftp.Stop();
        await _sftp.GoOn("-R");
        (await Line()).ShouldMatch("WRONG .*cannot be moved.*Feeds:Sftp:WhenTaken.*Feeds:Sftp:ResponsesFolder");
    }

    [Fact]
    [Produces(NoticeKind.SftpFaulted)]
    public async Task the_documented_cure_is_to_check_and_to_mend_what_it_says()
    {
        await File.WriteAllTextAsync(Path.Combine(Remote, "out", "orders.jsonl"), Sample.Order("1042") + "\n");
        _installation.Set(("Feeds__Sftp__HostKey", await _sftp.OtherHostKey()));
        var failure = new DocumentedFailure(_installation, NoticeKind.SftpFaulted);
        var service = await _installation.Serve();
        (await failure.Looks("host key")).Body.ShouldContain(_sftp.HostKey);
        await service.Stop();

        _installation.Set(("Feeds__Sftp__HostKey", _sftp.HostKey));
        await failure.IsCuredBy("invoicing check");
        await _installation.Serve();

        await _feeds.Settled("orders.jsonl");
        await _installation.ShouldHaveInvoiced(OrderSet.Of(Sample.Order("1042")).Expected);
        await Wait.Until(() => File.Exists(Path.Combine(Remote, "results", "orders.jsonl.jsonl"))
            && Directory.GetFiles(Path.Combine(Remote, "responses")).Length == 1, "results and responses are put back");
        await Wait.Until(
            async () => (await _installation.Run("status")).Output.Contains("0 files wait there"),
            "status tells of the server");
        (await _installation.Run("feeds", "list")).Output.ShouldContain($"127.0.0.1:{_sftp.Port}");
    }

    private async Task<string> Line(params (string Name, string Value)[] settings)
    {
        var check = await _installation.Run(
            ["check", .. settings.SelectMany(setting => new[] { "--set", $"Feeds:Sftp:{setting.Name}={setting.Value}" })]);
        check.ExitCode.ShouldBe(1);
        check.ToString().ShouldNotContain("hidden");
        return check.Output.Split('\n').Single(line => line.StartsWith("SFTP ", StringComparison.Ordinal));
    }
}
