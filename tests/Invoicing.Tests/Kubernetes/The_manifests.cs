using Invoicing.Messaging;
using Invoicing.Tests.Documents;
using k8s;
using k8s.Models;

namespace Invoicing.Tests.Kubernetes;

/// <summary>That what lies in infra/kubernetes fits together, as far as that shows without a cluster.</summary>
public class The_manifests
{
    [Fact]
    public void name_every_file_and_no_other()
    {
        var named = Manifests.Kustomizations.SelectMany(folder => folder.Value.Named
            .Select(name => Path.GetRelativePath(Repository.Path(""), Path.GetFullPath(Path.Combine(Repository.Path(folder.Key), name))))).ToList();

        named.Where(path => !Manifests.Files.Contains(path) && !Manifests.Kustomizations.ContainsKey(path)).ShouldBeEmpty();
        Manifests.Files.Except(named).Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .ShouldBe([$"{Manifests.Folder}/README.md"]);
        // Nothing names the two that people apply.
        Manifests.Kustomizations.Keys.Except(named)
            .ShouldBe([$"{Manifests.Folder}/overlays/example", $"{Manifests.Folder}/overlays/example/migrate"], ignoreOrder: true);
    }

    [Fact]
    public void say_nothing_that_Kubernetes_does_not_know()
    {
        Manifests.All<IKubernetesObject<V1ObjectMeta>>().Count().ShouldBeGreaterThan(15);
        Should.Throw<Exception>(() => Manifests.Read("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: { name: invoicing }
            automountServiceAcountToken: false
            """));
    }

    [Fact]
    public void select_the_pods_that_they_are_about()
    {
        foreach (var deployment in Manifests.Deployments)
        {
            var labels = deployment.Spec.Template.Metadata.Labels;
            deployment.Metadata.Labels.ShouldBe(labels, deployment.Metadata.Name);
            deployment.Spec.Selector.MatchLabels.ShouldBe(labels, deployment.Metadata.Name);
            deployment.Spec.Template.Spec.TopologySpreadConstraints.ShouldAllBe(spread => Same(spread.LabelSelector.MatchLabels, labels));
            Manifests.All<V1PodDisruptionBudget>().Where(budget => Same(budget.Spec.Selector.MatchLabels, labels))
                .ShouldHaveSingleItem(deployment.Metadata.Name);
        }

        // No two deployments fight for the same pods.
        Manifests.Pods.Select(pod => pod.Pod.Metadata.Labels["app.kubernetes.io/component"]).ShouldBeUnique();
        Selected(new V1LabelSelector { MatchLabels = Manifests.All<V1Service>().Single().Spec.Selector }).ShouldBe(["invoicing-api"]);
        foreach (var policy in Manifests.All<V1NetworkPolicy>())
        {
            Selected(policy.Spec.PodSelector).ShouldNotBeEmpty(policy.Metadata.Name);
        }

        Selected(Policy("deny-all").Spec.PodSelector).Count().ShouldBe(Manifests.Pods.Count);
        Selected(Policy("invoicing-api-is-called").Spec.PodSelector).ShouldBe(["invoicing-api"]);
        Manifests.All<ScaledObject>().Single().Spec.ScaleTargetRef.Name.ShouldBeOneOf([.. Manifests.Deployments.Select(some => some.Metadata.Name)]);
        Manifests.Kustomizations[$"{Manifests.Folder}/keda"].Patches.Single().Target["name"]
            .ShouldBe(Manifests.All<ScaledObject>().Single().Spec.ScaleTargetRef.Name);
    }

    [Fact]
    public void have_placeholders_for_all_that_is_secret()
    {
        var secrets = Manifests.SecretsOfTheExample;
        secrets.Values.ShouldAllBe(value => value.Contains("CHANGE-ME"));
        var marked = new Markdown("docs/settings.md").Rows.Where(row => row.Length > 3 && row[^1].Contains("Secret"))
            .SelectMany(row => Markdown.Code(row[0])).Select(setting => setting.Replace(":", "__")).ToList();
        marked.Count.ShouldBeGreaterThan(5);
        Manifests.SettingsOfTheExample.Keys.Intersect(marked).ShouldBeEmpty();
        secrets.Keys.ShouldBeSubsetOf(marked);

        foreach (var parameter in Manifests.All<TriggerAuthentication>().Single().Spec.SecretTargetRef)
        {
            parameter.Name.ShouldBe(Manifests.Kustomizations[$"{Manifests.Folder}/overlays/example/installation"].SecretGenerator.Single().Name);
            secrets.Keys.ShouldContain(parameter.Key);
        }
    }

    [Fact]
    public void lead_those_who_call_to_the_port_and_under_names_that_are_answered()
    {
        var service = Manifests.All<V1Service>().Single();
        var ports = Manifests.Deployment("invoicing-api").Spec.Template.Spec.Containers.Single().Ports.Select(port => port.Name).ToList();
        var space = Manifests.All<V1Namespace>().Single().Metadata.Name;

        service.Spec.Ports.Single().TargetPort.Value.ShouldBeOneOf([.. ports]);
        foreach (var policy in Manifests.All<V1NetworkPolicy>().Where(policy => policy.Spec.Ingress is { Count: > 0 }))
        {
            policy.Spec.Ingress.SelectMany(rule => rule.Ports).ShouldAllBe(port => ports.Contains(port.Port.Value), policy.Metadata.Name);
        }

        Manifests.Kustomizations[$"{Manifests.Folder}/overlays/example/installation"].Namespace.ShouldBe(space);
        Manifests.SettingsOfTheExample["Http__Hosts"].Split(',').ShouldContain($"{service.Metadata.Name}.{space}.svc");
    }

    [Fact]
    public void let_the_example_reach_its_servers_and_nothing_by_default()
    {
        Policy("deny-all").Spec.ShouldSatisfyAllConditions(
            spec => spec.PolicyTypes.ShouldBe(["Ingress", "Egress"]),
            spec => (spec.Ingress ?? []).ShouldBeEmpty(),
            spec => (spec.Egress ?? []).ShouldBeEmpty());

        var settings = Manifests.EnvironmentOf(Manifests.Deployment("invoicing-orders").Spec.Template);
        var database = new Npgsql.NpgsqlConnectionStringBuilder(settings["Postgres__ConnectionString"]);
        string[] servers = [$"{database.Port}", $"{BrokerAddress.Parse(settings["RabbitMq__Uri"]).Port}"];
        string[] systems = [$"{new Uri(settings["RetailPro__BaseUrl"]).Port}", settings["Mail__Smtp__Port"]];
        foreach (var (name, pod) in Manifests.Pods)
        {
            var open = Manifests.All<V1NetworkPolicy>().Where(policy => Selected(policy.Spec.PodSelector).Contains(name))
                .SelectMany(policy => policy.Spec.Egress ?? []).SelectMany(rule => rule.Ports).Select(port => port.Port.Value).ToList();
            string[] needed = name == "invoicing-migrate" ? servers : [.. servers, .. systems];
            open.Except(["53"]).ShouldBe(needed, ignoreOrder: true, customMessage: name);
        }
    }

    /// <summary>What a namespace that enforces the standard “restricted” asks for, and a file system that cannot be written to.</summary>
    [Fact]
    public void leave_pods_no_rights()
    {
        Manifests.All<V1ServiceAccount>().Single().AutomountServiceAccountToken.ShouldBe(false);
        foreach (var (name, pod) in Manifests.Pods)
        {
            pod.Spec.ServiceAccountName.ShouldBe(Manifests.All<V1ServiceAccount>().Single().Metadata.Name, name);
            pod.Spec.AutomountServiceAccountToken.ShouldBe(false, name);
            pod.Spec.EnableServiceLinks.ShouldBe(false, name);
            pod.Spec.SecurityContext.RunAsNonRoot.ShouldBe(true, name);
            pod.Spec.SecurityContext.RunAsUser.ShouldBe(1654, name);
            pod.Spec.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault", name);
            var container = pod.Spec.Containers.ShouldHaveSingleItem(name);
            container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false, name);
            container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true, name);
            container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"], name);
            container.SecurityContext.Capabilities.Add.ShouldBeNull(name);
            container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, name);
            container.Resources.Limits.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, name);
            pod.Spec.Volumes.Where(volume => volume.EmptyDir is not null).ShouldAllBe(volume => volume.EmptyDir.SizeLimit != null, name);
        }
    }

    private static bool Same(IDictionary<string, string> one, IDictionary<string, string> other) =>
        one.Count == other.Count && one.All(label => other.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>The names of the pods of ours that a selector selects.</summary>
    private static IEnumerable<string> Selected(V1LabelSelector selector) => Manifests.Pods
        .Where(pod => (selector.MatchLabels ?? new Dictionary<string, string>())
                .All(label => pod.Pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value)
            && (selector.MatchExpressions ?? []).All(some => some.OperatorProperty == "In"
                && pod.Pod.Metadata.Labels.TryGetValue(some.Key, out var value) && some.Values.Contains(value)))
        .Select(pod => pod.Name);

    private static V1NetworkPolicy Policy(string name) => Manifests.All<V1NetworkPolicy>().Single(policy => policy.Metadata.Name == name);
}
