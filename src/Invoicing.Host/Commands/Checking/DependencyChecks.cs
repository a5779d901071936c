using Invoicing.NotifyingFailures;
using Invoicing.ReceivingFeeds;
using Invoicing.RetailPro;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Checking;

/// <summary>The tests of all dependencies: they run side by side, each for a bounded time, and one that fails keeps no other from its say.</summary>
internal static class DependencyChecks
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static IHost BuildHost(IEnumerable<string> settings) => Operator.Build(settings, builder =>
    {
        builder.Services.AddRetailPro(builder.Configuration);
        builder.Services.AddFailureNotifications(builder.Configuration, default);
        builder.Services.AddFeedSettings();
    });

    public static IReadOnlyList<(string Name, Task<Finding> Finding)> Start(IServiceProvider services, CancellationToken ct) =>
    [
        ("PostgreSQL", Bounded("Postgres:ConnectionString", Limit, limit => PostgresCheck.Run(services, limit), ct)),
        ("RabbitMQ", Bounded("RabbitMq:Uri", Limit, limit => RabbitMqCheck.Run(services, limit), ct)),
        ("Retail Pro", Bounded("RetailPro:BaseUrl", Limit, limit => CheckRetailPro(services, limit), ct)),
        ("Mail", Bounded("Mail:Smtp:Host and Mail:Smtp:Port", Limit, limit => CheckMail(services, limit), ct)),
        .. SftpCheck.IsOn(services) ? [("SFTP", Bounded("Feeds:Sftp:Host", SftpCheck.Limit, limit => SftpCheck.Run(services, limit), ct))] : Array.Empty<(string, Task<Finding>)>(),
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
            return Finding.Wrong($"No answer within {time.TotalSeconds:0.##} s. See that it runs and that no firewall is between; look at {setting}.");
        }
        catch (OptionsValidationException invalid)
        {
            return Finding.Wrong(string.Join(' ', invalid.Failures));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return Finding.Wrong(ExpectedFailures.Explain(e) ?? $"{e.GetType().Name}: {e.Message} Look at {setting}.");
        }
    }

    private static async Task<Finding> CheckRetailPro(IServiceProvider services, CancellationToken ct)
    {
        var url = services.GetRequiredService<IOptions<RetailProSettings>>().Value.BaseUrl!;
        var problem = await services.GetRequiredService<RetailProClient>().Check(ct);
        return problem is null ? Finding.Well($"{url.Scheme}://{url.Authority} answers") : Finding.Wrong(problem);
    }

    private static async Task<Finding> CheckMail(IServiceProvider services, CancellationToken ct)
    {
        var mail = services.GetRequiredService<IOptions<MailSettings>>().Value;
        var problem = await services.GetRequiredService<IMailGateway>().Check(ct);
        return problem is not null ? Finding.Wrong(problem)
            : mail.UsesSmtp ? Finding.Well($"{mail.Smtp.Host}:{mail.Smtp.Port} answers")
            : Finding.Well($"no mail server is set (Mail:Smtp:Host): mails are written to {Path.GetFullPath(mail.Folder)}");
    }
}
