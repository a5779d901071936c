using Invoicing.Host.Composition;
using Invoicing.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Checking;

/// <summary>
/// The tests of all dependencies: they run side by side, each for a bounded time, and one that fails keeps no other from its say.
/// </summary>
internal static class DependencyChecks
{
    /// <summary>More than a handshake, a login or our own comparing of schemas takes on a busy machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static void Add(HostApplicationBuilder builder)
    {
        builder.Services.AddSystems(builder.Configuration);
        builder.Services.AddFailureNotifications(builder.Configuration, default);
        builder.Services.AddFeedSettings();
    }

    /// <param name="testMail">To whom a mail is sent; empty: to <c>Mail:To</c>; null: none is.</param>
    public static IReadOnlyList<(string Name, Task<Finding> Finding)> Start(
        IServiceProvider services,
        string[]? testMail,
        CancellationToken ct) =>
    [
        ("PostgreSQL", Bounded("Postgres:ConnectionString", Limit, limit => PostgresCheck.Run(services, limit), ct)),
        ("RabbitMQ", Bounded("RabbitMq:Uri", Limit, limit => RabbitMqCheck.Run(services, limit), ct)),
        .. InstalledSystems.In(services).Select(system => (system.Texts.DisplayName, Bounded(
            system.Texts.AddressSetting,
            Limit,
            limit => services.GetRequiredService<IConfiguration>().IsShadow()
                ? Task.FromResult(Finding.Well("not called: Invoicing:Mode is Shadow"))
                : system.Check(services, limit),
            ct))),
        ("Mail", Bounded("Mail:Smtp:Host and Mail:Smtp:Port", Limit, limit => MailCheck.Run(services, limit), ct)),
        .. testMail is null
            ? []
            : new[] { ("Test mail", Bounded("Mail:Smtp", MailCheck.Longest, limit => MailCheck.Send(services, testMail, limit), ct)) },
        .. SftpCheck.IsOn(services)
            ? new[] { ("SFTP", Bounded("Feeds:Sftp:Host", Limit, limit => SftpCheck.Run(services, limit), ct)) }
            : [],
    ];

    internal static async Task<Finding> Bounded(
        string setting, TimeSpan time, Func<CancellationToken, Task<Finding>> check, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(time);
        try
        {
            return await Task.Run(() => check(limit.Token), limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return Finding.Wrong($"No answer within {time.TotalSeconds:0.##} s. See that it runs and that no firewall is between; look at "
                + $"{setting}.");
        }
        catch (OptionsValidationException invalid)
        {
            return Finding.Wrong(string.Join(' ', invalid.Failures));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return Finding.Wrong(ExpectedFailures.Explain(e) ?? $"{e.Message.TrimEnd('.')}. Look at {setting}.");
        }
    }
}

/// <summary>The same for who asks a running service.</summary>
internal sealed class ServiceChecks(IServiceProvider services) : IDependencyChecks
{
    public IReadOnlyList<(string Name, Task<Finding> Finding)> Start(CancellationToken ct) => DependencyChecks.Start(services, null, ct);
}
