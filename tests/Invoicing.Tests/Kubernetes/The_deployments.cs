using System.CommandLine;
using Invoicing.Host;
using Invoicing.Host.Commands;
using Invoicing.Host.Composition;
using Invoicing.Messaging;
using Invoicing.Tests.Documents;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.Kubernetes;

/// <summary>That they start the program as it wants to be started, judged by the program.</summary>
public sealed class The_deployments : IDisposable
{
    /// <summary>Farewells to servers after everything has ended; see ServeCommand.</summary>
    private static readonly TimeSpan s_longestFarewell = TimeSpan.FromSeconds(2);

    /// <summary>Stands for the certificate and its key, which only have to be there when settings are judged.</summary>
    private readonly string _mounted = Path.GetTempFileName();

    public static TheoryData<string> Deployments => [.. Manifests.Deployments.Select(deployment => deployment.Metadata.Name)];

    public void Dispose() => File.Delete(_mounted);

    [Fact]
    public void run_every_role_of_the_program_in_one_deployment_and_the_api_in_each()
    {
        var roles = Manifests.Deployments.SelectMany(deployment => RolesOf(deployment)).ToList();

        roles.Where(role => role != Roles.Api).ShouldBe(Enum.GetValues<Roles>().Except([Roles.All, Roles.Api]), ignoreOrder: true);
        roles.Count(role => role == Roles.Api).ShouldBe(Manifests.Deployments.Count, "health and metrics are the role's");
        var table = new Markdown($"{Manifests.Folder}/README.md").Rows.Where(row => row.Length > 2).ToDictionary(row => row[0], row => row[1]);
        foreach (var deployment in Manifests.Deployments)
        {
            Markdown.Code(table[$"`{deployment.Metadata.Name}`"])
                .ShouldBe(RolesOf(deployment).Where(role => role != Roles.Api).Select(RoleNames.Of), deployment.Metadata.Name);
        }

        AllCommands.Create().Parse(Manifests.Migration.Spec.Template.Spec.Containers.Single().Args.ToArray()).CommandResult.Command.Name
            .ShouldBe("migrate");
    }

    /// <summary>Judged by the service itself, which refuses what it does not know and says what is missing.</summary>
    [Theory]
    [MemberData(nameof(Deployments))]
    public void set_what_the_program_takes(string name)
    {
        using var host = Build(Manifests.Deployment(name), []);
        host.Services.GetRequiredService<IStartupValidator>().Validate();

        // A judge that lets everything pass would be none.
        Should.Throw<Exception>(() =>
        {
            using var wrong = Build(Manifests.Deployment(name), [("Mail__Smpt__Host", "smtp.example.com")]);
            wrong.Services.GetRequiredService<IStartupValidator>().Validate();
        });
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void may_set_what_the_example_leaves_out(string name)
    {
        var ours = Manifests.LeftOut.Where(variable => variable.Key.Contains("__")).ToList();
        ours.Count.ShouldBeGreaterThan(4);
        Manifests.LeftOut.Except(ours).ShouldAllBe(variable => variable.Key.StartsWith("OTEL_"));

        using var host = Build(Manifests.Deployment(name), [.. ours.Select(variable => (variable.Key, variable.Value))]);
        host.Services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void give_the_program_the_time_that_it_takes_to_stop(string name)
    {
        var pod = Manifests.Deployment(name).Spec.Template.Spec;
        using var host = Build(Manifests.Deployment(name), []);
        var stop = host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout + s_longestFarewell;
        var before = TimeSpan.FromSeconds(pod.Containers.Single().Lifecycle?.PreStop?.Sleep?.Seconds ?? 0);

        TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds ?? 30).ShouldBeGreaterThan(before + stop);
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void probe_where_the_program_listens(string name)
    {
        var pod = Manifests.Deployment(name).Spec.Template;
        var container = pod.Spec.Containers.Single();
        var listens = new Uri(Manifests.EnvironmentOf(pod)["Http__Urls"]);
        var port = container.Ports.Single();

        port.ContainerPort.ShouldBe(listens.Port);
        foreach (var (probe, path) in new[]
            {
                (container.StartupProbe, "/health/live"), (container.LivenessProbe, "/health/live"), (container.ReadinessProbe, "/health/ready"),
            })
        {
            probe.HttpGet.Path.ShouldBe(path);
            probe.HttpGet.Port.Value.ShouldBe(port.Name);
            probe.HttpGet.Scheme.ShouldBe(listens.Scheme.ToUpperInvariant());
        }

        // Where the certificate is said to be, the secret is mounted.
        var tls = container.VolumeMounts.Single(mount => mount.Name == "tls");
        pod.Spec.Volumes.Single(volume => volume.Name == "tls").Secret.DefaultMode.ShouldBe(Convert.ToInt32("440", 8));
        foreach (var file in new[] { "Http__CertificateFile", "Http__CertificateKeyFile" })
        {
            Manifests.EnvironmentOf(pod)[file].ShouldBeOneOf([$"{tls.MountPath}/tls.crt", $"{tls.MountPath}/tls.key"]);
        }
    }

    [Fact]
    public void scale_by_every_queue_that_the_scaled_pods_work_through()
    {
        var scaled = Manifests.All<ScaledObject>().Single().Spec;

        RolesOf(Manifests.Deployment(scaled.ScaleTargetRef.Name)).ShouldBe(
            [Roles.Saga, Roles.Invoices, Roles.Transfers, Roles.Steps, Roles.Api], ignoreOrder: true);
        scaled.Triggers.Select(trigger => trigger.Metadata["queueName"])
            .ShouldBe(InstalledSystems.Queues.All.Except([Queues.NotifyFailures]), ignoreOrder: true);
        scaled.Triggers.ShouldAllBe(trigger => trigger.AuthenticationRef.Name == Manifests.All<TriggerAuthentication>().Single().Metadata.Name);
        scaled.MinReplicaCount.ShouldBeGreaterThan(0, "somebody must consume");
    }

    /// <summary>Its user is known to the cluster by number: of a name it could not tell that it is not root's.</summary>
    [Fact]
    public void run_the_image_that_is_built_here()
    {
        var lines = File.ReadAllLines(Repository.Path("infra/Dockerfile"));
        var entry = lines.Single(line => line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal));

        lines.ShouldContain("USER $APP_UID");
        // No shell, to which a name with a hyphen would be no variable, stands between the cluster and the program.
        entry.ShouldBe("""ENTRYPOINT ["dotnet", "/app/invoicing.dll"]""");
        Manifests.Pods.Select(pod => pod.Pod.Spec.Containers.Single()).ShouldAllBe(container => container.Command == null);
        var image = Manifests.Kustomizations[$"{Manifests.Folder}/overlays/example/installation"].Images.Single();
        Manifests.Pods.Select(pod => pod.Pod.Spec.Containers.Single().Image).Distinct().ShouldBe([image.Name]);
        image.NewTag.ShouldNotBeOneOf("", "latest");
    }

    [Fact]
    public void open_as_many_connections_to_the_database_as_the_document_says()
    {
        const int OfEach = 20;
        const int OfFeeds = 2;
        var scaled = Manifests.All<ScaledObject>().Single().Spec;
        var most = Manifests.Deployments.Sum(deployment =>
        {
            var pods = deployment.Metadata.Name == scaled.ScaleTargetRef.Name ? scaled.MaxReplicaCount : deployment.Spec.Replicas!.Value;
            var more = int.Parse(deployment.Spec.Strategy.RollingUpdate.MaxSurge.Value, System.Globalization.CultureInfo.InvariantCulture);
            return (pods + more) * (OfEach + (RolesOf(deployment).Contains(Roles.Feeds) ? OfFeeds : 0));
        });

        new Markdown($"{Manifests.Folder}/README.md").Text.ShouldContain($"the manifests come to {most} at most");
        using var host = Build(Manifests.Deployments[0], []);
        host.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().ConnectionString.ShouldContain($"Maximum Pool Size={OfEach}");
    }

    /// <summary>As the command line reads them.</summary>
    private static IReadOnlyList<Roles> RolesOf(V1Deployment deployment)
    {
        var parsed = AllCommands.Create().Parse(deployment.Spec.Template.Spec.Containers.Single().Args.ToArray());
        parsed.Errors.Select(error => error.Message).ShouldBeEmpty(deployment.Metadata.Name);
        parsed.CommandResult.Command.Name.ShouldBe("serve");
        return parsed.GetValue<Roles[]>("--roles")!;
    }

    /// <summary>The service with a deployment's settings and roles, not started.</summary>
    private IHost Build(V1Deployment deployment, (string Name, string Value)[] more) => Service.Build(
        Manifests.EnvironmentOf(deployment.Spec.Template)
            .Select(variable => (Name: variable.Key, variable.Value))
            .Concat(more)
            .Select(variable => (variable.Name, Value: variable.Value.StartsWith("/etc/invoicing/tls/", StringComparison.Ordinal) ? _mounted : variable.Value))
            // As settings of the command line: there, other than in the environment, a section that nobody knows is refused whatever it is called.
            .Select(variable => $"{variable.Name.Replace("__", ":")}={variable.Value}"),
        RolesOf(deployment).Aggregate((a, b) => a | b));
}
