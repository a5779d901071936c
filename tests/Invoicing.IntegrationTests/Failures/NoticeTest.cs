using Invoicing.Failures;
using Invoicing.Harness;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Microsoft.Extensions.Options;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.IntegrationTests.Failures;

/// <summary>A database, and as many dispatchers over it as a test wants.</summary>
public abstract class NoticeTest : IAsyncLifetime
{
    private readonly List<MailDispatcher> _dispatchers = [];

    internal NoticeDatabase Database { get; private set; } = null!;

    internal NoticeStore Notices { get; private set; } = null!;

    internal MailStore Mails { get; private set; } = null!;

    internal MailMaker Maker { get; private set; } = null!;

    internal RecordingGateway Gateway { get; } = new();

    internal RecordingLog<MailDispatcher> Log { get; } = new();

    /// <summary>No daily mails, unless a test asks for them: it may run at any time of day.</summary>
    internal MailSettings Settings { get; } =
        new() { PollInterval = TimeSpan.FromMilliseconds(10), To = ["operations@example.com"], DailyAt = null };

    protected virtual bool WithTables => true;

    public async Task InitializeAsync()
    {
        Database = await NoticeDatabase.Create(WithTables);
        Notices = new(Database.Store);
        Mails = new(Database.Store);
        Maker = new(
            Mails,
            new(RetailProTexts.Texts),
            Options.Create(Settings),
            Options.Create(new ConsoleSettings()),
            Options.Create(new InvoicingSettings()),
            [new RetailProPlanner(new(), new())],
            new(Database.Store, new AuditLog(Database.Store, TimeProvider.System)));
    }

    public async Task DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        foreach (var dispatcher in _dispatchers)
        {
            await dispatcher.StopAsync(limit.Token);
            dispatcher.Dispose();
        }

        await Database.DisposeAsync();
    }

    internal async Task<MailDispatcher> StartDispatcher(IMailGateway? gateway = null)
    {
        var dispatcher = new MailDispatcher(Maker, Mails, gateway ?? Gateway, Options.Create(Settings), TimeProvider.System, Log);
        _dispatchers.Add(dispatcher);
        await dispatcher.StartAsync(CancellationToken.None);
        return dispatcher;
    }

    internal Task Add(Notice notice) => Notices.Add(notice, CancellationToken.None);

    /// <summary>A mail of another cause, noticed now and sent: whatever was due before it has been dealt with.</summary>
    internal async Task LaterMailIsSent(string place)
    {
        await Add(Some.Unknown($"later than {place}", $"{place}"));
        await MailIsSent($"check whether Retail Pro has the {place}");
    }

    internal Task MailIsSent(string subject, int times = 1) => Wait.Until(
        async () => Gateway.Sent.Count(mail => mail.Subject.Contains(subject)) == times
            && await Database.Count($"mt_doc_mail where sent_at is not null and data #>> '{{mail,subject}}' like '%{subject}%'") > 0,
        $"{times} mail(s) about {subject} sent and marked");
}
