using Invoicing.Intake;
using Invoicing.Tests.RetailPro;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Intake;

public class A_file_that_is_being_written
{
    private readonly FakeTimeProvider _clock = new();
    private readonly QuietPeriod _files;

    public A_file_that_is_being_written() => _files = new(_ => TimeSpan.FromSeconds(5), _clock);

    [Fact]
    public void is_left_alone_until_it_has_kept_size_and_time_for_long_enough()
    {
        Look(100, 0).ShouldBeFalse();
        After(4, 100, 0).ShouldBeFalse();
        After(1, 100, 0).ShouldBeTrue();
    }

    [Theory]
    [InlineData(101, 0)]
    [InlineData(100, 1)]
    [InlineData(99, 0)]
    public void is_watched_anew_when_it_has_changed(long size, int time)
    {
        Look(100, 0);

        After(9, size, time).ShouldBeFalse();
        After(5, size, time).ShouldBeTrue();
    }

    [Fact]
    public void is_watched_anew_when_it_was_gone_meanwhile()
    {
        Look(100, 0);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _files.Ended([]).ShouldBeEmpty();

        Look(100, 0).ShouldBeFalse();
    }

    [Fact]
    public void gets_a_minute_while_it_is_empty()
    {
        Look(0, 0);

        After(59, 0, 0).ShouldBeFalse();
        After(1, 0, 0).ShouldBeTrue();
    }

    [Fact]
    public void is_not_judged_by_its_own_time()
    {
        Look(100, -1_000_000).ShouldBeFalse();
        After(5, 100, -1_000_000).ShouldBeTrue();
    }

    [Theory]
    [InlineData(".orders.json")]
    [InlineData("_orders.json")]
    [InlineData("orders.json.tmp")]
    [InlineData("orders.json.PART")]
    [InlineData("orders.json.filepart")]
    [InlineData("orders.json~")]
    public void may_be_called_so(string name) => FeedFolder.IsUnfinished(name).ShouldBeTrue();

    [Theory]
    [InlineData("orders.json")]
    [InlineData("tmp.orders.jsonl.gz")]
    [InlineData("parts")]
    public void is_not_called_so(string name) => FeedFolder.IsUnfinished(name).ShouldBeFalse();

    [Theory]
    [InlineData("orders.jsonl.gz", 1, "orders.jsonl.gz")]
    [InlineData("orders.jsonl.gz", 2, "orders.2.jsonl.gz")]
    [InlineData("orders.csv.zip", 2, "orders.2.csv.zip")]
    [InlineData("orders.tsv", 2, "orders.2.tsv")]
    [InlineData("orders", 3, "orders.3")]
    [InlineData("2026.03.04.CSV", 2, "2026.03.04.2.CSV")]
    [InlineData(".gz", 2, ".2.gz")]
    [InlineData("a\nERR b.json", 1, "a_ERR b.json")]
    public void keeps_its_ending_under_another_name(string name, int nth, string stored) =>
        FeedFolder.StoredName(name, nth).ShouldBe(stored);

    private bool After(int seconds, long size, int time)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return Look(size, time);
    }

    private bool Look(long size, int time) => _files.Ended([("f", new FileStamp(size, DateTime.UnixEpoch.AddSeconds(time)))]).Count == 1;
}
