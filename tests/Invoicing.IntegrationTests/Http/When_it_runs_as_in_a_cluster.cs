using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Invoicing.Harness;
using Invoicing.Tests.Kubernetes;
using k8s.Models;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Http;

/// <summary>
/// Each deployment's process with the arguments and the environment of its manifest; only servers, port and the place of the certificate are
/// the test's. Root can also take away what the cluster takes away: then they run as the manifests' user without rights, and nothing but
/// their folder for temporary files can be written to.
/// </summary>
[Trait("Takes", "long")]
public sealed class When_it_runs_as_in_a_cluster(ITestOutputHelper output)
{
    private readonly string _mounted = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"invoicing-pod-{Guid.NewGuid():N}")).FullName;

    [Fact]
    public async Task the_deployments_answer_their_probes_and_invoice_an_order_together()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await MakeCertificate();
        var migration = await Start(installation, Manifests.Migration.Metadata.Name, Manifests.Migration.Spec.Template);
        await Wait.Until(() => !migration.Process.IsRunning, "the migration has ended");
        migration.Process.ReadLog().ShouldContain("The schema is up to date.");

        var pods = new List<Pod>();
        try
        {
            foreach (var deployment in Manifests.Deployments)
            {
                pods.Add(await Start(installation, deployment.Metadata.Name, deployment.Spec.Template));
            }

            await Task.WhenAll(pods.Select(pod => pod.Process.Started()));
            foreach (var pod in pods)
            {
                foreach (var probe in pod.Container.Probes())
                {
                    await Wait.Until(async () => await Answer(pod, probe.HttpGet.Path) == HttpStatusCode.OK, $"{pod.Name} answers {probe.HttpGet.Path}");
                }

                // Only so may it be reached from outside the pod, and so are keys asked for.
                (await Answer(pod, "/metrics")).ShouldBe(HttpStatusCode.Unauthorized);
                await Should.ThrowAsync<HttpRequestException>(() => Answer(pod, "/health/live", scheme: "http"));
            }

            var service = Manifests.All<V1Service>().Single().Metadata;
            var api = pods.Single(pod => pod.Name == service.Name);
            (await Answer(api, "/api/v1/orders", $"{service.Name}.invoicing.svc")).ShouldBe(HttpStatusCode.Unauthorized);
            (await Answer(api, "/api/v1/orders", "evil.example")).ShouldBe(HttpStatusCode.BadRequest);

            await installation.Publish(Sample.SingleStore("1001"));
            await installation.Is("Completed", "1001");

            await Task.WhenAll(pods.Select(EndsInTime));
            pods.ShouldAllBe(pod => !pod.Process.ReadLog().Contains(" ERR "));
        }
        finally
        {
            foreach (var pod in pods)
            {
                await pod.Process.DisposeAsync();
                output.WriteLine($"--- {pod.Name}\n{pod.Process.ReadLog()}");
            }

            Directory.Delete(_mounted, recursive: true);
        }
    }

    private static async Task EndsInTime(Pod pod)
    {
        var clock = Stopwatch.StartNew();
        await pod.Process.Stop();
        var left = TimeSpan.FromSeconds(pod.Spec.TerminationGracePeriodSeconds!.Value - (pod.Container.Lifecycle?.PreStop?.Sleep?.Seconds ?? 0));
        clock.Elapsed.ShouldBeLessThan(left, pod.Name);
    }

    private static async Task<HttpStatusCode> Answer(Pod pod, string path, string? host = null, string? scheme = null)
    {
        // As a kubelet does: by the pod's address, and without a look at the certificate.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{scheme ?? pod.Container.ReadinessProbe.HttpGet.Scheme}://{OwnAddress()}:{pod.Port}{path}");
        request.Headers.Host = host;
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>One by which others reach this machine, if it has one.</summary>
    private static IPAddress OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .Where(address => address.AddressFamily == AddressFamily.InterNetwork)
        .OrderBy(IPAddress.IsLoopback)
        .First();

    private async Task<Pod> Start(Installation installation, string name, V1PodTemplateSpec template)
    {
        var pod = new Pod(name, template.Spec, FreePort.Find());
        var environment = Manifests.EnvironmentOf(template).ToDictionary();
        (environment["Postgres__ConnectionString"], environment["RabbitMq__Uri"], environment["RetailPro__BaseUrl"]) =
            (installation.Database.ConnectionString, installation.Broker.Uri.ToString(), installation.RetailPro.Address.ToString());
        if (environment.TryGetValue("Http__Urls", out var urls))
        {
            environment["Http__Urls"] = new UriBuilder(urls) { Port = pod.Port }.Uri.ToString();
            foreach (var file in new[] { "Http__CertificateFile", "Http__CertificateKeyFile" })
            {
                environment[file] = Path.Combine(_mounted, Path.GetFileName(environment[file]));
            }
        }

        // What the image sets.
        environment["HOME"] = "/home/app";
        environment["ASPNETCORE_HTTP_PORTS"] = "8080";
        environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_mounted, name)).FullName;
        var process = ServiceProcess.StartBy(
            await Confined(template.Spec), TheProgram.Path, environment, Path.Combine(installation.Folder, $"{name}.log"), [.. pod.Container.Args]);
        return pod with { Process = process };
    }

    /// <summary>Of a service's own, which a kubelet would mount for its group.</summary>
    private async Task MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=invoicing.example.com", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(_mounted, "tls.crt"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_mounted, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        if (await CanConfine())
        {
            var group = Manifests.Deployments.Select(deployment => deployment.Spec.Template.Spec.SecurityContext.FsGroup).Distinct().Single();
            await Shell.Run($"chgrp {group} '{_mounted}'/tls.* && chmod 0440 '{_mounted}'/tls.*");
        }
    }

    private async Task<string> Confined(V1PodSpec pod)
    {
        if (!await CanConfine())
        {
            output.WriteLine("As root, and where the user without rights can read the program, it would run without rights.");
            return "";
        }

        var user = pod.SecurityContext;
        var groups = user.FsGroup is { } group ? $"--groups {group}" : "--clear-groups";
        // The shell within a namespace of mounts makes all that can be seen read-only, and becomes the program.
        return $$"""
            unshare --mount --propagation private -- /bin/sh -c '
              mount -t tmpfs -o size=64m,mode=1777 tmpfs "$TMPDIR" && mount -o remount,bind,ro / &&
              exec setpriv --reuid {{user.RunAsUser}} --regid {{user.RunAsGroup}} {{groups}} --no-new-privs --inh-caps -all --bounding-set -all -- "$0" "$@"'
            """.ReplaceLineEndings(" ");
    }

    private async Task<bool> CanConfine()
    {
        if (Environment.UserName != "root")
        {
            return false;
        }

        var tried = await Command.Run(
            "/bin/sh",
            [
                "-c",
                "unshare --mount --propagation private -- mount -o remount,bind,ro / && setpriv --reuid 1654 --regid 1654 --clear-groups -- test -r \"$0\"",
                TheProgram.Path,
            ],
            []);
        return tried.ExitCode == 0;
    }

    private sealed record Pod(string Name, V1PodSpec Spec, int Port)
    {
        public ServiceProcess Process { get; init; } = null!;

        public V1Container Container => Spec.Containers.Single();
    }
}

internal static class ContainerProbes
{
    public static IEnumerable<V1Probe> Probes(this V1Container container) =>
        [container.StartupProbe, container.LivenessProbe, container.ReadinessProbe];
}
