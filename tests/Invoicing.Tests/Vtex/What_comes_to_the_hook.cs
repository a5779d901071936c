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
}
