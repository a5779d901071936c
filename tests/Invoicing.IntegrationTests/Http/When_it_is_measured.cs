using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

[Trait("Takes", "long")]
public sealed partial class When_it_is_measured(ITestOutputHelper output)
{
    // As Prometheus asks, and as others do.
    private static readonly string[] s_forms = ["application/openmetrics-text;version=1.0.0", "text/plain;version=0.0.4"];

    [Fact]
    public async Task dashboard_alerts_and_document_name_what_is_there_and_no_order_is_told()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.RetailPro.Refuses("770077");
        await installation.Publish(Sample.SingleStore("770077"), Sample.SingleStore("770078"));
        await installation.Serve();
        await installation.Is("Failed", "770077");
        await installation.Is("Completed", "770078");
        using var scraper = await ApiCaller.Of(installation, address, "viewer");

        string text = "";
        await Wait.Until(
            async () => (text = (await scraper.Get("/metrics")).Is(200).Text).Contains("invoicing_orders_failed{")
                && Regex.IsMatch(text, "invoicing_error_queue_entries\\{[^}]*queue=\"invoice-order_error\"[^}]*\\} 1\n"),
            "the numbers of the flow are read");

        text.ShouldMatch("invoicing_orders\\{[^}]*state=\"Failed\"[^}]*\\} 1\n");
        text.ShouldMatch("invoicing_orders_failed\\{[^}]*cause=\"Refused\"[^}]*step=\"invoice\"[^}]*\\} 1\n");
        text.ShouldMatch("invoicing_call_duration_seconds_count\\{[^}]*outcome=\"Done\"[^}]*system=\"retailpro\"[^}]*\\} 1\n");
        text.ShouldMatch("invoicing_orders_received_lately\\{[^}]*\\} 2\n");
        text.ShouldNotContain("77007");
        var document = await File.ReadAllTextAsync(Repository.Path("docs/telemetry.md"));
        IReadOnlyList<Chart> charts = [.. Chart.OfDashboard(), .. Chart.OfAlerts()];
        charts.Count.ShouldBeGreaterThan(25);
        foreach (var form in s_forms)
        {
            var scrape = new Scrape((await scraper.Send("GET", "/metrics", headers: ("Accept", form))).Is(200).Text);
            charts.SelectMany(chart => Expression.Read(chart.Expression).Unknown(scrape, chart.Shown)
                .Select(unknown => $"{chart.Where}: {unknown}")).ShouldBeEmpty(form);
            Name().Matches(document).Select(found => found.Value).Distinct().ToList().ShouldBe(scrape.Own, ignoreOrder: true, form);
        }
    }

    [Fact]
    public async Task it_is_ready_only_while_database_and_broker_can_be_used()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var address = installation.ServesHttp();
        await installation.Serve("--roles", "api,saga");
        using var nobody = new ApiCaller(address, null);
        (await nobody.Get("/health/ready")).Is(200).Text.ShouldBe("ready");

        await installation.Database.GoesAway();
        await Wait.Until(async () => (await nobody.Get("/health/ready")).Status == 503, "it is not ready");
        (await nobody.Get("/health/live")).Is(200);
    }

    [AlertsFact]
    public async Task Prometheus_understands_every_panel_of_the_dashboard()
    {
        var panels = Chart.OfDashboard();
        panels.Select(panel => panel.Expression).ShouldAllBe(expression => !expression.Contains('$'));
        var file = Path.Combine(Directory.CreateTempSubdirectory("invoicing-panels-").FullName, "panels.yml");
        var rules = panels.Select((panel, place) => new { record = $"panel:{place}", expr = panel.Expression });
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { groups = new[] { new { name = "panels", rules } } }));

        var told = await Command.Run("promtool", ["check", "rules", file], []);

        var named = panels.Select((panel, place) => $"panel:{place} is of {panel.Where}: {panel.Expression}");
        told.ExitCode.ShouldBe(0, $"{told}\n{string.Join('\n', named)}");
        told.Output.ShouldContain($"{panels.Count} rules found");
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [AlertsFact]
    public async Task the_alerts_go_off_when_they_should_and_no_sooner()
    {
        foreach (var arguments in new[] { "check rules rules.yml", "check config --syntax-only prometheus.yml", "test rules rules.test.yml" })
        {
            var folder = Repository.Path("infra/prometheus");
            var told = await Command.Run("/bin/sh", ["-c", $"cd '{folder}' && promtool {arguments}"], []);
            told.ExitCode.ShouldBe(0, told.ToString());
        }
    }

    [GeneratedRegex(@"\binvoicing_[a-z_]+\b")]
    private static partial Regex Name();

    private sealed class AlertsFactAttribute : FactAttribute
    {
        public AlertsFactAttribute()
        {
            if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "promtool"))))
            {
                Skip = "promtool of Debian's package prometheus judges the alert rules and the dashboard.";
            }
        }
    }
}
