using Invoicing.Emporix;
using Invoicing.Failures;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Emporix;

public class Mails_to_customers
{
    private static readonly StepKey s_step = new(EmporixPlanner.SystemName, EmporixSteps.Mail, "1");

    private readonly FakeTimeProvider _clock = new();
    private readonly Invoices _invoices = new();
    private readonly Gateway _gateway = new();

    [Fact]
    public async Task are_not_sent_in_the_last_second_of_their_time_and_that_is_no_try()
    {
        (await Send(TimeSpan.FromSeconds(0.5))).Outcome.ShouldBe(CallOutcome.NoEffect);

        _gateway.Sent.ShouldBe(0);
        _invoices.Kept.Mails.Single().Tries.ShouldBe(0);
    }

    [Fact]
    public async Task that_were_not_taken_leave_the_tries_of_others_alone()
    {
        // Whoever has taken the call over meanwhile has begun a try of its own.
        _gateway.While = () => _invoices.Kept = _invoices.Kept with
        {
            Mails = [_invoices.Kept.Mails.Single() with { StartedAt = _clock.GetUtcNow().AddMinutes(5), Tries = 2 }],
        };

        (await Send(TimeSpan.FromSeconds(20))).Outcome.ShouldBe(CallOutcome.NoEffect);

        _gateway.Sent.ShouldBe(1);
        _invoices.Kept.Mails.Single().Tries.ShouldBe(2);
    }

    [Fact]
    public async Task at_the_same_time_leave_each_others_tries_alone()
    {
        var other = new CustomerMailAttempt("emporix/mail/2", "<2@example.test>", _clock.GetUtcNow(), 1);
        // It has been begun since the invoice was found.
        _invoices.BeforeChange = () => _invoices.Kept = _invoices.Kept with { Mails = [other] };

        await Send(TimeSpan.FromSeconds(20));

        _invoices.Kept.Mails.ShouldContain(other);
        _invoices.Kept.Mails.Count.ShouldBe(2);
    }

    private Task<CallResult> Send(TimeSpan left) => new CustomerMails(
            Options.Create(new EmporixSettings()), Options.Create(new MailSettings { From = "shop@example.test" }), _gateway, _invoices, _clock)
        .Send(s_step, new("acme", "o-1"), "rosa@example.test", new CallDeadline(_clock, left), default);

    private sealed class Invoices : IInvoices
    {
        public EmporixInvoice Kept { get; set; } = new() { Tenant = "acme", OrderId = "o-1", Number = "INV-1", Token = "secret" };

        public Action BeforeChange { get; set; } = () => { };

        public Task<EmporixInvoice?> Find(string id, CancellationToken ct) => Task.FromResult<EmporixInvoice?>(Kept);

        public Task<byte[]?> FileOf(string id, CancellationToken ct) => Task.FromResult<byte[]?>([1]);

        public Task Change(string id, Func<EmporixInvoice, EmporixInvoice> change, CancellationToken ct)
        {
            (BeforeChange, var before) = (() => { }, BeforeChange);
            before();
            Kept = change(Kept);
            return Task.CompletedTask;
        }

        public Task<bool> Add(EmporixInvoice invoice, byte[] pdf, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class Gateway : IMailGateway
    {
        public int Sent { get; private set; }

        public Action While { get; set; } = () => { };

        public Task<MailOutcome> Send(Mail mail, CancellationToken cancellationToken, TimeSpan? longest = null)
        {
            // As the real one, which has no time for anything then.
            Sent += longest > TimeSpan.Zero ? 1 : 0;
            While();
            throw new MailServerException("The mail server cannot be reached.");
        }

        public Task<string?> Check(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
