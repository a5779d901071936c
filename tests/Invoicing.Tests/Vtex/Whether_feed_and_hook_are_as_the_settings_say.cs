using System.Text.Json.Nodes;
using Invoicing.Vtex;
using Invoicing.Vtex.Intake;

namespace Invoicing.Tests.Vtex;

public class Whether_feed_and_hook_are_as_the_settings_say
{
    private const string Secret = "sixteen-characters";

    private static readonly Subscription s_feed = new(Subscription.Feed, ["handling", "invoiced"]);

    private static readonly Subscription s_hook = new(Subscription.HookPlace, ["handling"], new()
    {
        Urls = ["http://0.0.0.0:8090"], PublicUrl = new("https://hook.example.com/vtex"), Secret = Secret,
    });

    [Fact]
    public void what_is_written_is_what_is_looked_for()
    {
        s_feed.DifferenceOf(s_feed.Body()).ShouldBeNull();
        s_hook.DifferenceOf(s_hook.Body()).ShouldBeNull();
        var other = s_hook with { Hook = new() { Urls = ["http://x"], PublicUrl = new("https://y/"), Secret = Secret, Header = "X-Key" } };
        other.DifferenceOf(other.Body()).ShouldBeNull();
        JsonNode.Parse(other.Body())!["hook"]!["headers"]!["key"].ShouldNotBeNull("VTEX wants it");
    }

    [Fact]
    public void the_feed_s_events_are_those_of_the_workflow_kept_for_as_long_as_VTEX_allows() =>
        s_feed.Body().ShouldBe("""{"filter":{"type":"FromWorkflow","status":["handling","invoiced"]},"queue":{"visibilityTimeoutInSeconds":120,"MessageRetentionPeriodInSeconds":1209600}}""");

    [Fact]
    public void the_order_of_the_states_and_what_VTEX_adds_do_not_matter() => Feed(body =>
    {
        body["filter"]!["status"] = new JsonArray("invoiced", "handling");
        body["quantity"] = 3;
    }).ShouldBeNull();

    [Fact]
    public void another_filter_is_told_with_what_is_expected()
    {
        Feed(body => body["filter"] = new JsonObject { ["type"] = "FromOrders", ["expression"] = "value > 100" })
            .ShouldNotBeNull().ShouldContain("FromOrders");
        Feed(body => body["filter"]!["status"]!.AsArray().RemoveAt(0)).ShouldNotBeNull().ShouldContain("handling, invoiced are expected");
        Feed(body => body["filter"]!["status"]!.AsArray().Add("canceled")).ShouldNotBeNull();
        Feed(body => body.Remove("filter")).ShouldNotBeNull();
        s_feed.DifferenceOf("<html>").ShouldNotBeNull();
    }

    [Fact]
    public void another_address_or_secret_of_the_hook_is_told_and_no_secret_is_quoted()
    {
        Hook(body => body["hook"]!["url"] = "https://elsewhere.example.com/").ShouldNotBeNull().ShouldContain("elsewhere");
        var told = Hook(body => body["hook"]!["headers"]!["key"] = "an-older-secret-than-ours").ShouldNotBeNull();
        told.ShouldNotContain("an-older-secret");
        told.ShouldNotContain(Secret);
        Hook(body => body["hook"]!.AsObject().Remove("headers")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("http://0.0.0.0:8090", Secret, null)]
    [InlineData("http://0.0.0.0:8090", null, "Vtex:Hook:Secret is missing")]
    [InlineData("http://0.0.0.0:8090", "short", "Vtex:Hook:Secret is too short")]
    [InlineData("http://0.0.0.0:8090", "sixteen characters", "Vtex:Hook:Secret has characters")]
    [InlineData("https://0.0.0.0:8090", Secret, "Vtex:Hook:Urls")]
    [InlineData("8090", Secret, "Vtex:Hook:Urls")]
    public void settings_of_the_hook_that_cannot_work_are_refused_by_name(string urls, string? secret, string? problem)
    {
        var settings = SomeVtex.Settings();
        settings.Hook = new() { Urls = [urls], Secret = secret };

        var result = new VtexIntakeSettingsValidation().Validate(null, settings);

        (result.FailureMessage ?? "").ShouldContain(problem ?? "");
        result.Succeeded.ShouldBe(problem is null);
    }

    [Fact]
    public void nothing_can_be_read_or_managed_without_an_account_a_feed_or_an_address()
    {
        Problem(settings => settings.Feed.Manage = true).ShouldContain("nothing to manage");
        Problem(settings => (settings.Feed.Enabled, settings.Accounts) = (true, [])).ShouldContain("Vtex:Accounts");
        Problem(settings => (settings.Feed.Manage, settings.Hook) = (true, new() { Urls = ["http://0.0.0.0:1"], Secret = Secret }))
            .ShouldContain("Vtex:Hook:PublicUrl is missing");

        static string Problem(Action<VtexSettings> change)
        {
            var settings = SomeVtex.Settings();
            change(settings);
            return new VtexIntakeSettingsValidation().Validate(null, settings).FailureMessage ?? "";
        }
    }

    private static string? Feed(Action<JsonObject> change) => Difference(s_feed, change);

    private static string? Hook(Action<JsonObject> change) => Difference(s_hook, change);

    private static string? Difference(Subscription subscription, Action<JsonObject> change)
    {
        var body = JsonNode.Parse(subscription.Body())!.AsObject();
        change(body);
        return subscription.DifferenceOf(body.ToJsonString());
    }
}
