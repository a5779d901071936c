using Invoicing.Harness;
using k8s;
using k8s.Models;

namespace Invoicing.Tests.Kubernetes;

/// <summary>What a cluster would be given.</summary>
public sealed class The_rendered_manifests
{
    private const string Example = $"{Manifests.Folder}/overlays/example";

    [KustomizeTheory]
    [InlineData(Example)]
    [InlineData($"{Example}/migrate")]
    public async Task refer_to_nothing_that_is_not_there(string overlay)
    {
        var all = await Render(overlay);
        var secrets = all.OfType<V1Secret>().Select(secret => secret.Metadata.Name).ToList();
        var maps = all.OfType<V1ConfigMap>().Select(map => map.Metadata.Name).ToList();
        List<V1PodTemplateSpec> pods =
            [.. all.OfType<V1Deployment>().Select(some => some.Spec.Template), .. all.OfType<V1Job>().Select(some => some.Spec.Template)];

        pods.ShouldNotBeEmpty();
        foreach (var pod in pods)
        {
            var from = pod.Spec.Containers.Single().EnvFrom;
            from.Select(source => source.ConfigMapRef?.Name).OfType<string>().ShouldBe(maps);
            from.Select(source => source.SecretRef?.Name).OfType<string>().ShouldBe(secrets);
            all.OfType<V1ServiceAccount>().Select(account => account.Metadata.Name).ShouldContain(pod.Spec.ServiceAccountName);
            pod.Spec.Containers.Single().Image.ShouldBe("registry.example.com/invoicing:1.0.0");
            // The one that each installation makes by itself.
            pod.Spec.Volumes.Select(volume => volume.Secret?.SecretName).OfType<string>().ShouldBeSubsetOf(["invoicing-tls"]);
        }

        all.OfType<TriggerAuthentication>().SelectMany(some => some.Spec.SecretTargetRef)
            .ShouldAllBe(parameter => secrets.Contains(parameter.Name));
        var space = all.OfType<V1Namespace>().Single().Metadata.Name;
        all.OfType<IMetadata<V1ObjectMeta>>().Where(some => some is not V1Namespace).ShouldAllBe(some => some.Metadata.NamespaceProperty == space);
    }

    [KustomizeFact]
    public async Task give_the_job_that_migrates_the_settings_of_the_service()
    {
        var service = await Render(Example);
        var job = await Render($"{Example}/migrate");

        // The names end with a digest of the content.
        job.OfType<V1ConfigMap>().Single().Metadata.Name.ShouldBe(service.OfType<V1ConfigMap>().Single().Metadata.Name);
        job.OfType<V1Secret>().Single().Metadata.Name.ShouldBe(service.OfType<V1Secret>().Single().Metadata.Name);
        service.OfType<V1Job>().ShouldBeEmpty();
        job.OfType<V1Deployment>().ShouldBeEmpty();
    }

    [KustomizeFact]
    public async Task leave_the_number_of_pods_to_KEDA()
    {
        var all = await Render(Example);
        var scaled = all.OfType<ScaledObject>().Single().Spec.ScaleTargetRef.Name;

        all.OfType<V1Deployment>().Where(deployment => deployment.Spec.Replicas is null).Select(deployment => deployment.Metadata.Name)
            .ShouldBe([scaled]);
    }

    private static async Task<IReadOnlyList<object>> Render(string overlay)
    {
        var rendered = await Command.Run("kubectl", ["kustomize", Repository.Path(overlay)], []);
        rendered.ExitCode.ShouldBe(0, rendered.ToString());
        return Manifests.Read(rendered.Output);
    }

    private static class Kustomize
    {
        public static string? Missing { get; } =
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "kubectl")))
                ? null
                : "kubectl renders the manifests.";
    }

    private sealed class KustomizeFactAttribute : FactAttribute
    {
        public KustomizeFactAttribute() => Skip = Kustomize.Missing;
    }

    private sealed class KustomizeTheoryAttribute : TheoryAttribute
    {
        public KustomizeTheoryAttribute() => Skip = Kustomize.Missing;
    }
}
