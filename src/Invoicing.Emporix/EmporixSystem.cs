using Invoicing.Emporix.Documents;
using Invoicing.Emporix.SetUp;
using Invoicing.Failures;
using Invoicing.Process;
using Invoicing.Storage;
using Invoicing.Systems;
using Invoicing.Systems.Http;
using Microsoft.Extensions.Options;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Emporix;

/// <summary>The steps of an order of an invoice job, each carried out once.</summary>
internal sealed class EmporixSystem(
    IOptions<EmporixSettings> options,
    IEmporix client,
    Captures captures,
    IEmporixSetUp setUp,
    InvoiceFiles files,
    CustomerMails mails,
    NoticeStore notices,
    TimeProvider clock)
    : EmporixPlanner, IInvoicingSystem
{
    /// <summary>Whoever mends it at Emporix waits no longer; who cannot wait retries.</summary>
    private static readonly TimeSpan s_afterRefusal = TimeSpan.FromMinutes(2);

    private readonly EmporixSettings _settings = options.Value;

    public TimeSpan CallTimeout => _settings.CallTimeout;

    public TimeSpan CallMargin => _settings.CallMargin;

    /// <summary>
    /// The same entries give the same total, a number is drawn once an order, and the bytes that were stored first win. A capture shows in
    /// its transaction, and a mail in what is kept of it here.
    /// </summary>
    public DuplicateHandling DuplicatesOf(StepKey step) => step.Operation is EmporixSteps.Capture or EmporixSteps.Mail
        ? new(AreRefused: false, CanBeAsked: true)
        : new(AreRefused: false, CanBeAsked: false, AreHarmless: true);

    public string NumberOf(string orderNo, StepKey step)
    {
        var (tenant, orderId) = EmporixOrders.Parse(orderNo)!.Value;
        return step.Number is null ? $"{tenant}~{orderId}" : $"{tenant}~{orderId}~{step.Number}";
    }

    public Prepared Prepare(StepKey step, OrderProcess process) => EmporixRequest.Prepare(step, process, _settings);

    public async Task<CallResult> Execute(StepKey step, string body, CallDeadline deadline)
    {
        var request = EmporixRequest.Parse(body);
        using var time = new CancellationTokenSource(deadline.Left, clock);
        try
        {
            return await OfOneTenant(request.Tenant, step.Operation switch
            {
                EmporixSteps.Recalculate => await Recalculate(request, deadline, time.Token),
                EmporixSteps.Capture => await Capture(request, deadline),
                EmporixSteps.Number => await Number(request, time.Token),
                EmporixSteps.Pdf => await files.Render(request, time.Token),
                EmporixSteps.Mail => await Mail(step, request, deadline, time.Token),
                _ => throw new InvalidOperationException($"Emporix has no step {step}."),
            });
        }
        catch (EmporixAwayException away)
        {
            // Sites and settings are asked for; a number that was perhaps drawn is drawn anew, and the gap is told.
            var outcome = away.Trouble.Outcome == CallOutcome.Unknown ? CallOutcome.NoEffect : away.Trouble.Outcome;
            return await OfOneTenant(request.Tenant, away.Trouble with { Outcome = outcome });
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            // What may have had an effect says so itself.
            return new(CallOutcome.NoEffect, $"The step {step.Operation} did not end in time (Emporix:CallTimeout).");
        }
    }

    public bool KeepsDocument(StepKey step) => step.Operation != EmporixSteps.Mail;

    public async Task<LookupResult> Lookup(StepKey step, string number, string body)
    {
        if (body.Length == 0)
        {
            return LookupOutcome.NoAnswer;
        }

        var request = EmporixRequest.Parse(body);
        var found = step.Operation == EmporixSteps.Capture
            ? await captures.Lookup(number, request)
            : await mails.Lookup(step, request);
        if (found.Outcome != LookupOutcome.CredentialsRefused || client.RefusesAll)
        {
            return found;
        }

        await TellOfRefusal(request.Tenant, "The look at the transaction was refused.");
        return LookupOutcome.NoAnswer;
    }

    /// <summary>What is wrong with each tenant's client; one whose client is taken is absent.</summary>
    public async Task<IReadOnlyList<string>> Check()
    {
        var problems = new List<string>();
        foreach (var tenant in _settings.Tenants.Keys)
        {
            var attempt = await client.Check(tenant);
            if (attempt.Answer?.Status != 200)
            {
                var trouble = EmporixAnswers.Trouble(attempt, "The question for a token", hasEffect: false, clock.GetUtcNow());
                problems.Add($"{tenant}: {trouble?.Message}");
            }
        }

        return problems;
    }

    /// <summary>A client that is refused stops its own tenant; calls are paused where it is the only one, or all are refused.</summary>
    private async Task<CallResult> OfOneTenant(string tenant, CallResult result) =>
        result.Outcome != CallOutcome.CredentialsRefused || client.RefusesAll ? result : result with
        {
            Outcome = CallOutcome.NoEffect,
            Message = await TellOfRefusal(tenant, result.Message),
            RetryAfter = s_afterRefusal,
        };

    /// <summary>To people, once a day.</summary>
    private async Task<string> TellOfRefusal(string tenant, string why)
    {
        var now = clock.GetUtcNow();
        var message = $"{why} The orders of {tenant} wait, those of other tenants go on.";
        var id = OrderKey.Of(FormattableString.Invariant($"{SystemName}/{tenant}\n{now.UtcDateTime:yyyy-MM-dd}"));
        await notices.Add(
            Notice.Of(NoticeKind.CredentialsRefused, $"{SystemName}/{tenant}", id, message, now), CancellationToken.None);
        return message;
    }

    /// <summary>The invoice as the order stands now: nothing is recalculated, captured, numbered or kept.</summary>
    /// <returns>Why there is none, where the document is null.</returns>
    public async Task<(InvoiceDocument? Document, string? LogoUrl, string? WhyNot)> Preview(
        string tenant, string orderId, CancellationToken ct)
    {
        var (order, trouble) = await Look(new(tenant, orderId), new(clock, CallTimeout));
        if (order is null)
        {
            return (null, null, trouble!.Message);
        }

        if (Recalculation.Faults(order) is { Count: > 0 } faults)
        {
            return (null, null, string.Join("; ", faults));
        }

        if (await setUp.Site(tenant, order.SiteCode!, ct) is not { } site)
        {
            return (null, null, "the tenant has no site as the order's siteCode says");
        }

        if (order.CalculatedPrice?.FinalPrice?.GrossValue is not { } gross)
        {
            return (null, null, "calculatedPrice.finalPrice.grossValue is missing");
        }

        var now = clock.GetUtcNow();
        var today = TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(site.Zone));
        var document = InvoiceBuilder.Build(
            order, site, _settings.Tenants[tenant].Seller, Recalculation.Rounded(gross, order.Currency!), []);
        return (document with { IsDraft = true, IssuedAt = now, IssuedOn = DateOnly.FromDateTime(today.DateTime) }, site.LogoUrl, null);
    }

    /// <summary>Checks the order, has it calculated from what was delivered, and settles which payment pays what.</summary>
    private async Task<CallResult> Recalculate(EmporixRequest request, CallDeadline deadline, CancellationToken ct)
    {
        var (order, trouble) = await Look(request, deadline);
        if (order is null)
        {
            return trouble!;
        }

        var result = await Recalculate(request, order, deadline, ct);
        // Nothing is kept of it yet.
        return result.Outcome == CallOutcome.Refused && order.OrderNumber is { } number
            ? result with { Message = $"{result.Message.TrimEnd('.')}. {this.TellNumber(number)}" }
            : result;
    }

    private async Task<CallResult> Recalculate(EmporixRequest request, EmporixOrder order, CallDeadline deadline, CancellationToken ct)
    {
        if (Recalculation.Forbids(order) is { } why)
        {
            return new(CallOutcome.Refused, why);
        }

        if (Recalculation.Faults(order) is { Count: > 0 } faults)
        {
            return Faulty(faults);
        }

        if (await setUp.Site(request.Tenant, order.SiteCode!, ct) is not { } site)
        {
            return Faulty([new("siteCode", $"is {Orders.ErrorText.Quote(order.SiteCode!)}, and the tenant has no such site")]);
        }

        if (Recalculation.IsNothingDelivered(order))
        {
            return new(CallOutcome.Done, "nothing was delivered")
            {
                Found = new EmporixData
                {
                    SiteCode = site.Code, Currency = order.Currency!, OrderNumber = order.OrderNumber, Total = 0, IsNothing = true,
                }.ToJson(),
            };
        }

        var sent = Recalculation.Request(order);
        var attempt = await client.Post(request.Tenant, $"{PathOf(request)}/calculations", sent, deadline);
        if (EmporixAnswers.Trouble(attempt, "The recalculation", hasEffect: false, clock.GetUtcNow()) is { } failed)
        {
            return failed with { Sent = sent };
        }

        if (attempt.Answer! is { Status: 404 } answer)
        {
            return new(CallOutcome.Refused, $"The recalculation was refused (404).{EmporixAnswers.Quote(answer)}", 404) { Sent = sent };
        }

        var (calculated, trouble) = await Look(request, deadline);
        return calculated is null ? trouble! : Settled(request, calculated, site) with { Sent = sent };
    }

    private CallResult Settled(EmporixRequest request, EmporixOrder order, EmporixSite site)
    {
        if (order.CalculatedPrice?.FinalPrice?.GrossValue is not { } gross)
        {
            return Faulty([new("calculatedPrice.finalPrice.grossValue", "is missing after the recalculation")]);
        }

        var total = Recalculation.Rounded(gross, order.Currency!);
        if (total < 0)
        {
            return Faulty([new("calculatedPrice.finalPrice.grossValue", "is below zero: credit notes are made by hand")]);
        }

        var (payments, faults) = Recalculation.Pay(order, total);
        if (faults.Count > 0)
        {
            return Faulty(faults);
        }

        var document = InvoiceBuilder.Build(order, site, _settings.Tenants[request.Tenant].Seller, total, payments);
        string[] warnings = InvoiceBuilder.IsOff(document)
            ? [Orders.ErrorText.Invariant($"lines, fees and discounts are off the total by {document.Rounding:0.00##} {order.Currency}")]
            : [];
        return warnings.Length > 0 && _settings.RefuseTotalMismatch
            ? Faulty([new("calculatedPrice.finalPrice.grossValue", $"does not fit: {warnings[0]} (Emporix:RefuseTotalMismatch)")])
            : new(CallOutcome.Done, Orders.ErrorText.Invariant($"The order comes to {total:0.00##} {order.Currency}."))
            {
                Found = new EmporixData
                {
                    SiteCode = site.Code,
                    Currency = order.Currency!,
                    OrderNumber = order.OrderNumber,
                    Total = total,
                    Payments = payments,
                    Warnings = warnings,
                    Personal = new(document, order.Customer!.Email!, site.LogoUrl),
                }.ToJson(),
            };
    }

    /// <summary>It may be weeks since the order was calculated: of one that was changed or declined meanwhile nothing is taken.</summary>
    private async Task<CallResult> Capture(EmporixRequest request, CallDeadline deadline)
    {
        var (order, trouble) = await Look(request, deadline);
        if (order is null)
        {
            return trouble!;
        }

        var total = order.CalculatedPrice?.FinalPrice?.GrossValue;
        return Recalculation.Forbids(order) is { } why ? new(CallOutcome.Refused, why)
            : total is null || order.Currency != request.Currency
                || Recalculation.Rounded(total.Value, request.Currency!) != request.Total
                || !order.Payments.Any(payment => payment.TransactionId == request.TransactionId)
            ? new(CallOutcome.Refused, "The order has changed since it was calculated: create a further job, which calculates it again.")
            : await captures.Capture(request, deadline);
    }

    /// <summary>Unless one was given, to the address that the order has now: one that was refused may have been mended.</summary>
    private async Task<CallResult> Mail(StepKey step, EmporixRequest request, CallDeadline deadline, CancellationToken ct)
    {
        if (request.To is { } to)
        {
            return await mails.Send(step, request, to, deadline, ct);
        }

        var (order, trouble) = await Look(request, deadline);
        return trouble is { Outcome: not CallOutcome.Refused } ? trouble
            : order?.Customer?.Email is { Length: > 0 } email && MailAddresses.Problem(email) is null
            ? await mails.Send(step, request, email, deadline, ct)
            : request.Email is { } known ? await mails.Send(step, request, known, deadline, ct)
            : new(CallOutcome.Refused, "Nobody knows where the invoice is to be sent: the order in Emporix has no mail address any more.");
    }

    private async Task<(EmporixOrder? Order, CallResult? Trouble)> Look(EmporixRequest request, CallDeadline deadline)
    {
        const string Call = "The look at the order";
        var attempt = await client.Get(request.Tenant, PathOf(request), deadline.Left);
        return EmporixAnswers.Trouble(attempt, Call, hasEffect: false, clock.GetUtcNow()) is { } trouble ? (null, trouble)
            : attempt.Answer!.Status == 404 ? (null, new(CallOutcome.Refused, "order not found", 404))
            : EmporixOrder.Read(attempt.Answer.Text) is { } order ? (order, null)
            : (null, new(CallOutcome.NoEffect, $"{Call} was answered {attempt.Answer.Status} with something that is no order."));
    }

    private async Task<CallResult> Number(EmporixRequest request, CancellationToken ct)
    {
        try
        {
            var drawn = await setUp.Number(request.Tenant, request.OrderId, request.SiteCode!, ct);
            return new(CallOutcome.Done, $"The invoice has the number {drawn.Number}.", DocumentNo: drawn.Number);
        }
        catch (NoNumberException none)
        {
            return new(CallOutcome.Refused, none.Message);
        }
    }

    private static string PathOf(EmporixRequest request) =>
        $"/order-v2/{request.Tenant}/salesorders/{Uri.EscapeDataString(request.OrderId)}";

    private static CallResult Faulty(IReadOnlyList<Orders.ValidationError> faults) =>
        new(CallOutcome.Refused, string.Join("; ", faults)) { Refusal = Contracts.FailureKind.InvalidData };
}
