using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace Invoicing.Tests.Kubernetes;

/// <summary>
/// What lies in infra/kubernetes, each object read into its type of Kubernetes' client library: a field that Kubernetes does not know, or one
/// that stands twice, is refused.
/// </summary>
internal static class Manifests
{
    public const string Folder = "infra/kubernetes";

    private const string Installation = $"{Folder}/overlays/example/installation";

    private static readonly Dictionary<string, Type> s_types = new()
    {
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(TriggerAuthentication),
    };

    /// <summary>By their paths from the root of the repository.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Harness.Repository.Path(Folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Harness.Repository.Path(""), file)).Order(StringComparer.Ordinal)];

    private static readonly Lazy<IReadOnlyList<object>> s_all = new(() =>
        [.. Files.Where(file => !IsKustomization(file) && file.EndsWith(".yaml", StringComparison.Ordinal))
            .Except([$"{Folder}/keda/name-references.yaml"])
            .SelectMany(file => Read(File.ReadAllText(Harness.Repository.Path(file))))]);

    public static IReadOnlyDictionary<string, Kustomization> Kustomizations { get; } = Files.Where(IsKustomization).ToDictionary(
        file => Path.GetDirectoryName(file)!,
        file => new DeserializerBuilder().WithNamingConvention(YamlDotNet.Serialization.NamingConventions.CamelCaseNamingConvention.Instance)
            .WithDuplicateKeyChecking().Build().Deserialize<Kustomization>(File.ReadAllText(Harness.Repository.Path(file))));

    public static IReadOnlyList<V1Deployment> Deployments => [.. s_all.Value.OfType<V1Deployment>()];

    public static V1Job Migration => s_all.Value.OfType<V1Job>().Single();

    public static V1Deployment Deployment(string name) => Deployments.Single(deployment => deployment.Metadata.Name == name);

    /// <summary>Of every pod: what runs it, its labels and what it is.</summary>
    public static IReadOnlyList<(string Name, V1PodTemplateSpec Pod)> Pods =>
        [.. Deployments.Select(some => (some.Metadata.Name, some.Spec.Template)), (Migration.Metadata.Name, Migration.Spec.Template)];

    public static IReadOnlyDictionary<string, string> SettingsOfTheExample { get; } = Variables($"{Installation}/settings.env", '#');

    public static IReadOnlyDictionary<string, string> SecretsOfTheExample { get; } = Variables($"{Installation}/secrets.example.env", '#');

    /// <summary>What the example shows and leaves out.</summary>
    public static IReadOnlyDictionary<string, string> LeftOut { get; } =
        new[] { "settings.env", "secrets.example.env" }.SelectMany(file => Variables($"{Installation}/{file}", null))
            .Where(variable => variable.Key.StartsWith('#') && !variable.Key.StartsWith("# ", StringComparison.Ordinal))
            .ToDictionary(variable => variable.Key[1..], variable => variable.Value);

    public static IEnumerable<T> All<T>() => s_all.Value.OfType<T>();

    public static IReadOnlyList<object> Read(string yaml) => KubernetesYaml.LoadAllFromString(yaml, s_types, strict: true);

    /// <summary>The whole environment of a deployment's container, as the cluster makes it of the example.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(V1PodTemplateSpec pod)
    {
        var container = pod.Spec.Containers.Single();
        return container.EnvFrom.SelectMany(from => (from.ConfigMapRef?.Name, from.SecretRef?.Name) switch
            {
                ("invoicing-settings", null) => SettingsOfTheExample,
                (null, "invoicing-secrets") => SecretsOfTheExample,
                _ => throw new InvalidOperationException($"The example makes neither {from.ConfigMapRef?.Name} nor {from.SecretRef?.Name}."),
            })
            .Concat((container.Env ?? []).Select(variable => KeyValuePair.Create(variable.Name, variable.Value)))
            .GroupBy(variable => variable.Key).ToDictionary(group => group.Key, group => group.Last().Value);
    }

    private static bool IsKustomization(string file) => Path.GetFileName(file) == "kustomization.yaml";

    private static Dictionary<string, string> Variables(string file, char? comment) => File.ReadLines(Harness.Repository.Path(file))
        .Where(line => line.Contains('=') && (comment is null || !line.StartsWith(comment.Value)))
        .Select(line => line.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);
}

/// <summary>As far as the manifests use it; anything else in the file is refused.</summary>
internal sealed class Kustomization
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public string? Namespace { get; set; }
    public List<string> Resources { get; set; } = [];
    public List<string> Components { get; set; } = [];
    public List<string> Configurations { get; set; } = [];
    public List<Image> Images { get; set; } = [];
    public List<Generator> ConfigMapGenerator { get; set; } = [];
    public List<Generator> SecretGenerator { get; set; } = [];
    public List<Patched> Patches { get; set; } = [];

    /// <summary>Relative to its folder: files, and folders with a kustomization.</summary>
    public IEnumerable<string> Named =>
        [.. Resources, .. Components, .. Configurations, .. ConfigMapGenerator.Concat(SecretGenerator).SelectMany(some => some.Envs)];

    internal sealed class Image
    {
        public string Name { get; set; } = "";
        public string NewName { get; set; } = "";
        public string NewTag { get; set; } = "";
    }

    internal sealed class Generator
    {
        public string Name { get; set; } = "";
        public List<string> Envs { get; set; } = [];
    }

    internal sealed class Patched
    {
        public Dictionary<string, string> Target { get; set; } = [];
        public string Patch { get; set; } = "";
    }
}

/// <summary>KEDA's, as far as the manifests use it.</summary>
internal sealed class ScaledObject : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public ScaledObjectSpec Spec { get; set; } = new();

    internal sealed class ScaledObjectSpec
    {
        public Reference ScaleTargetRef { get; set; } = new();
        public int MinReplicaCount { get; set; }
        public int MaxReplicaCount { get; set; }
        public int PollingInterval { get; set; }
        public AdvancedSpec Advanced { get; set; } = new();
        public List<Trigger> Triggers { get; set; } = [];
    }

    internal sealed class AdvancedSpec
    {
        public AutoscalerSpec HorizontalPodAutoscalerConfig { get; set; } = new();
    }

    internal sealed class AutoscalerSpec
    {
        public V2HorizontalPodAutoscalerBehavior Behavior { get; set; } = new();
    }

    internal sealed class Trigger
    {
        public string Type { get; set; } = "";
        public Dictionary<string, string> Metadata { get; set; } = [];
        public Reference AuthenticationRef { get; set; } = new();
    }

    internal sealed class Reference
    {
        public string Name { get; set; } = "";
    }
}

/// <summary>KEDA's, as far as the manifests use it.</summary>
internal sealed class TriggerAuthentication : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public TriggerAuthenticationSpec Spec { get; set; } = new();

    internal sealed class TriggerAuthenticationSpec
    {
        public List<SecretParameter> SecretTargetRef { get; set; } = [];
    }

    internal sealed class SecretParameter
    {
        public string Parameter { get; set; } = "";
        public string Name { get; set; } = "";
        public string Key { get; set; } = "";
    }
}
