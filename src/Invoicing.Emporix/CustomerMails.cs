using System.Net;
using Invoicing.Emporix.Documents;
using Invoicing.Failures;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Microsoft.Extensions.Options;

namespace Invoicing.Emporix;

/// <summary>
/// Sends the invoice to the customer. What is kept of it is written before the mail server is called: a mail of which nobody knows whether
/// it was taken goes once more, with the same <c>Message-ID</c>, and after that only a person sends it.
/// </summary>
internal sealed class CustomerMails(
    IOptions<EmporixSettings> options,
    IOptions<MailSettings> mail,
    IMailGateway gateway,
    IInvoices invoices,
    TimeProvider clock)
{
    private const int MostTries = 2;

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private readonly EmporixSettings _settings = options.Value;

    /// <param name="email">Where it goes; the customer may have mended the address since the invoice was made.</param>
    public async Task<CallResult> Send(StepKey step, EmporixRequest request, string email, CallDeadline deadline, CancellationToken ct)
    {
        var id = EmporixOrders.NumberOf(request.Tenant, request.OrderId);
        if (await invoices.Find(id, ct) is not { } invoice || _settings.LinkTo(invoice) is not { } link
            || await invoices.FileOf(id, ct) is not { } pdf)
        {
            return new(CallOutcome.Refused, "There is no invoice to send: its PDF was not made, or its time was over and it was erased.");
        }

        var words = Language.Of(request.Language ?? "").Words;
        var number = invoice.Number!;
        var name = $"{FileNameOf(number)}.pdf";
        var sender = string.IsNullOrWhiteSpace(_settings.MailFrom) ? mail.Value.From : _settings.MailFrom;
        var text = string.Format(null, words.MailText, number);
        var attempt = await Begin(step, request, invoice, sender, ct);
        try
        {
            var outcome = await gateway.Send(
                new(
                    Guid.NewGuid(), attempt.MessageId, string.Format(null, words.MailSubject, number),
                    $"{text}\n\n{words.MailLink}\n{link}\n")
                {
                    From = sender,
                    HtmlBody = $"<p>{Html(text)}</p><p>{Html(words.MailLink)} <a href=\"{Html($"{link}")}\">{Html(number)}</a></p>",
                    Recipients = [email],
                    Attachment = new(name, pdf, "application/pdf"),
                },
                ct,
                // So that it is the gateway that says how far it came.
                deadline.Left - s_farewell);
            if (outcome.Accepted > 0)
            {
                return new(CallOutcome.Done, attempt.Tries > 1
                    ? "The mail server has taken the mail. An earlier try may have been taken, too: the customer may have it twice."
                    : "The mail server has taken the mail.");
            }

            var refusal = outcome.Refused[0];
            await End(id, attempt);
            return new(
                refusal.ForGood ? CallOutcome.Refused : CallOutcome.NoEffect,
                $"The mail server does not take the customer's address: {TextSanitizer.WithoutAddresses(refusal.Answer)}");
        }
        catch (MailServerException wrong) when (!wrong.MayBeTaken)
        {
            await End(id, attempt);
            return new(wrong.IsForGood ? CallOutcome.Refused : CallOutcome.NoEffect, wrong.Message);
        }
        catch (Exception notWritten) when (notWritten is IOException or UnauthorizedAccessException)
        {
            await End(id, attempt);
            return new(CallOutcome.NoEffect, $"The mail could not be written to Mail:Folder ({notWritten.GetType().Name}).");
        }
        catch (Exception unknown) when (unknown is MailServerException or OperationCanceledException)
        {
            return new(CallOutcome.Unknown, unknown is MailServerException ? unknown.Message : "The mail server did not answer in time.");
        }
    }

    public async Task<LookupResult> Lookup(StepKey step, EmporixRequest request)
    {
        var invoice = await invoices.Find(EmporixOrders.NumberOf(request.Tenant, request.OrderId), CancellationToken.None);
        return invoice?.Mails.FirstOrDefault(known => known.Step == step.ToString()) switch
        {
            null => LookupOutcome.Missing,
            { Tries: >= MostTries } => LookupOutcome.NeedsPerson,
            { StartedAt: var at } when clock.GetUtcNow() - at < _settings.MailRepeatAfter => LookupOutcome.NotYet,
            _ => LookupOutcome.Missing,
        };
    }

    /// <summary>A number may hold what a file's name may not.</summary>
    public static string FileNameOf(string number) =>
        string.Concat(number.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private async Task<CustomerMailAttempt> Begin(
        StepKey step, EmporixRequest request, EmporixInvoice invoice, string sender, CancellationToken ct)
    {
        var domain = MailAddresses.Parse(sender).Domain;
        var attempt = new CustomerMailAttempt(
            step.ToString(), $"<invoice.{request.Tenant}.{FileNameOf(invoice.Number!)}.{step.Number}@{domain}>", clock.GetUtcNow(), 1);
        await invoices.Change(
            invoice.Id,
            kept =>
            {
                if (kept.Mails.FirstOrDefault(mail => mail.Step == attempt.Step) is { } known)
                {
                    attempt = attempt with { MessageId = known.MessageId, Tries = known.Tries + 1 };
                }

                return kept with { Mails = [.. kept.Mails.Where(mail => mail.Step != attempt.Step), attempt] };
            },
            ct);
        return attempt;
    }

    /// <summary>It was surely not taken: the try does not count. That of a process which has taken the call over does.</summary>
    private Task End(string id, CustomerMailAttempt attempt) => invoices.Change(
        id,
        kept => kept with { Mails = [.. kept.Mails.Select(mail => mail == attempt ? mail with { Tries = mail.Tries - 1 } : mail)] },
        CancellationToken.None);
}
