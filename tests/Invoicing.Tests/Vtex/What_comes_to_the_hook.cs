using Invoicing.Vtex.Intake;

namespace Invoicing.Tests.Vtex;

public class What_comes_to_the_hook
{
    private static readonly string[] s_states = ["ready-for-handling", "handling"];

    [Theory]
    [InlineData("""{"Domain":"Fulfillment","OrderId":"v1","State":"handling","CurrentChange":"2026-03-04T09:10:11.1234567Z","Origin":{"Account":"acme","Key":"k"}}""")]
    [InlineData("""{"domain":"Fulfillment","orderId":"v1","state":"handling","currentChange":"2026-03-04T03:10:11.1234567-06:00","origin":{"account":"ACME","key":"k"}}""")]
    public void is_an_event_in_either_case_of_its_keys(string body)
    {
        var push = Read(body);

        (push.Account, push.Told!.OrderId, push.Told.State).ShouldBe(("acme", "v1", "handling"));
        push.Told.Change.ShouldBe(new DateTimeOffset(2026, 3, 4, 9, 10, 11, TimeSpan.Zero).AddTicks(1234567));
    }

    [Fact]
    public void asks_only_whether_somebody_is_there() => Read("""{"hookConfig":"ping"}""").ShouldBe(new HookPush());

    [Fact]
    public void may_be_of_a_state_that_is_not_wanted() =>
        Read("""{"OrderId":"v1","State":"payment-pending","Origin":{"Account":"acme"}}""").ShouldBe(new HookPush("acme"));

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"OrderId":17}""")]
    [InlineData("""{"OrderId":"","State":"handling","Origin":{"Account":"acme"}}""")]
    [InlineData("""{"State":"handling","Origin":{"Account":"acme"}}""")]
    [InlineData("""{"OrderId":"v1","State":"handling"}""")]
    [InlineData("""{"OrderId":"v1","State":"handling","Origin":{"Account":"other"}}""")]
    public void may_be_nothing_that_can_be_read(string body)
    {
        var push = Read(body);

        push.Told.ShouldBeNull();
        push.Problem.ShouldNotBeNull();
    }

    [Fact]
    public void must_show_the_secret()
    {
        HookPush.IsSecret("sixteen-characters", "sixteen-characters").ShouldBeTrue();
        HookPush.IsSecret("Sixteen-characters", "sixteen-characters").ShouldBeFalse();
        HookPush.IsSecret("", "sixteen-characters").ShouldBeFalse();
        HookPush.IsSecret(null, "sixteen-characters").ShouldBeFalse();
    }

    private static HookPush Read(string body) => HookPush.Read(body, ["acme", "other-one"], s_states);

    [Fact]
    public void is_read_one_by_one_in_the_feed_so_that_an_odd_event_keeps_no_other_away()
    {
        var events = VtexEvent.ReadAll(
            """[{"orderId":"v1","state":5,"handle":"h1"},{"orderId":"v2","state":"handling","handle":"h2"},7]""")!;

        events.Select(told => (told.NamesOrder, told.Handle)).ShouldBe([(false, "h1"), (true, "h2"), (false, null)]);
        events[0].Text.ShouldContain("v1");
        VtexEvent.ReadAll("""{"error":"no"}""").ShouldBeNull();
    }
}
