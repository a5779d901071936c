using System.Diagnostics;
using System.Text;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_a_large_feed_is_fetched(ITestOutputHelper output)
{
    [Fact]
    public async Task every_order_is_invoiced_once_through_ten_cut_connections_and_a_kill_and_the_results_are_put_back()
    {
        await using var installation = await Installation.Create(output.WriteLine, settings: Installation.Hurried);
        await using var sftp = await Sftp.Start();
        await using var line = new CutLine(sftp.Port);
        var feeds = new Feeds(installation);
        var remote = Path.Combine(installation.Folder, "remote");
        feeds.Use();
        feeds.FetchFrom(sftp, remote, line.Port);
        var orders = OrderSet.Generated(Sizes.FeedOrders, seed: 12);
        var files = Upload(orders.Messages, Path.Combine(remote, "out"));
        (line.After, line.CutsLeft) = (new FileInfo(Path.Combine(remote, "out", files[0])).Length / 8, 5);
        var clock = Stopwatch.StartNew();

        var first = await installation.Serve();
        await Wait.Until(() => line.Cuts == 5, "five connections are cut");
        await first.Kill();
        Directory.GetFiles(Path.Combine(feeds.Folder, "incoming"), ".sftp-*.part")
            .ShouldHaveSingleItem("the kill must hit the middle of the file");
        (await installation.Database.Count("mt_doc_fetched_file")).ShouldBe(0);
        line.CutsLeft = 5;
        await installation.Serve();
        foreach (var file in files)
        {
            await feeds.WasRead(file);
        }

        output.WriteLine($"{orders.Messages.Count} messages in {files.Count} files fetched through {line.Cuts} cuts and taken after "
            + $"{clock.Elapsed.TotalSeconds:0} s");
        line.Cuts.ShouldBe(10);
        await installation.Ends(orders.Expected, intakeErrors: 0);
        output.WriteLine($"all ended after {clock.Elapsed.TotalSeconds:0} s");
        await installation.ShouldHaveInvoiced(orders.Expected);
        (await installation.Database.Count("mt_doc_feed")).ShouldBe(files.Count, "each file was taken once");
        (await installation.Database.Count("feed_lines")).ShouldBe(orders.Messages.Count);
        await AreBack(feeds, remote, files);
        Directory.GetFiles(Path.Combine(remote, "out")).ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(remote, "out/done")).Select(Path.GetFileName).Order().ShouldBe(files.Order());
    }

    /// <summary>The first half in one file, the rest in four, of which one is an archive; the oldest first.</summary>
    private static IReadOnlyList<string> Upload(IReadOnlyList<string> messages, string folder)
    {
        var half = messages.Count / 2;
        string[][] parts = [[.. messages.Take(half)], .. messages.Skip(half).Chunk((half / 4) + 1)];
        return [.. parts.Select((part, i) =>
        {
            var name = i == 2 ? $"orders-{i}.jsonl.gz" : $"orders-{i}.jsonl";
            var content = Encoding.UTF8.GetBytes(string.Join('\n', part) + "\n");
            File.WriteAllBytes(Path.Combine(folder, name), i == 2 ? Feeds.Gzip(content) : content);
            File.SetLastWriteTimeUtc(Path.Combine(folder, name), DateTime.UtcNow.AddMinutes(i - 10));
            return name;
        })];
    }

    private static async Task AreBack(Feeds feeds, string remote, IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            var there = Path.Combine(remote, "results", file + ".jsonl");
            await Wait.Until(
                () => File.Exists(there) && File.ReadAllText(there) == File.ReadAllText(feeds.In("results", file + ".jsonl")),
                $"the results of {file} are put back as they are");
            feeds.Results(file).ShouldAllBe(entry => entry.GetProperty("outcome").GetString() != "rejected");
        }

        await Wait.Until(
            () => Directory.GetFiles(Path.Combine(remote, "responses")).Sum(file => File.ReadLines(file).Count()) == feeds.Responses()
                .Count, "every answer is put back");
    }
}
