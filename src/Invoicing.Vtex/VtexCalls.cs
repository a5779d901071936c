using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Vtex;

/// <summary>The calls about one order. Each begins with a look at it, and what is sent follows from that.</summary>
internal static class VtexCalls
{
    private const string ViewOrder = "View order";

    private static readonly TimeSpan s_betweenPolls = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_untilItShows = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Looks at an order that nobody has: the answer tells whether the key is taken and may look at orders.</summary>
    public static async Task<CallResult?> Check(VtexAccount account, TimeSpan left) => VtexAnswers.Trouble(
        await account.Get(PathOf(new("", "invoicing-check")), left), "The look at an order", ViewOrder, hasEffect: false);

    public static async Task<(VtexOrder? Order, CallResult? Trouble)> Look(VtexAccount account, VtexRequest request, TimeSpan left)
    {
        const string Call = "The look at the order";
        var attempt = await account.Get(PathOf(request), left);
        if (VtexAnswers.Trouble(attempt, Call, ViewOrder, hasEffect: false) is { } trouble)
        {
            return (null, trouble);
        }

        var answer = attempt.Answer!;
        return answer.Status == 404
            ? (null, new(CallOutcome.Refused, $"VTEX's account {request.Account} has no order {request.OrderId}: the id may belong to the "
                + $"marketplace's account, or the order is older than two years.{VtexAnswers.Quote(answer)}", 404))
            : VtexOrder.Read(answer.Text) is { } order ? (order, null)
            : (null, new(CallOutcome.NoEffect, $"{Call} was answered {answer.Status} with something that is no order.", answer.Status));
    }

    public static async Task<CallResult> StartHandling(VtexAccount account, VtexRequest request, VtexOrder order, CallDeadline deadline)
    {
        const string Call = "Start handling";
        if (VtexStatuses.IsHandled(order))
        {
            return new(CallOutcome.Done, $"The order is being handled in VTEX already (status {order.Status}).");
        }

        if (VtexStatuses.IsCancelled(order.Status))
        {
            return new(CallOutcome.Refused, VtexStatuses.CancelledText(order));
        }

        if (order.Status != VtexStatuses.ReadyForHandling)
        {
            return new(CallOutcome.NoEffect, $"VTEX's order is not ready to be handled (status {VtexStatuses.Text(order)}).");
        }

        var attempt = await account.Send(HttpMethod.Post, PathOf(request, "/start-handling"), "{}", deadline);
        return attempt.Answer switch
        {
            { Status: 204 } => new(CallOutcome.Done, $"{Call} was accepted (204).", 204),
            // Somebody else was faster, perhaps: the next look at the order tells.
            { Status: 400 or 409 } answer when VtexAnswers.CodeOf(answer) == "OMS003" =>
                new(CallOutcome.NoEffect, $"{Call} does not fit the order's status.{VtexAnswers.Quote(answer)}", answer.Status),
            // Handling begins once, however often it is asked for: the next look tells what came of it.
            _ => VtexAnswers.Trouble(attempt, Call, "Change order workflow status", hasEffect: false)
                ?? new(CallOutcome.NoEffect, $"{Call} was answered {attempt.Answer!.Status}, where 204 is expected."),
        };
    }

    /// <summary>Where the invoice goes, of which nothing is kept but with the order.</summary>
    public static CallResult Billing(VtexOrder order) => VtexStatuses.IsCancelled(order.Status)
        ? new(CallOutcome.Refused, VtexStatuses.CancelledText(order))
        : VtexBilling.Of(order) is { Known: { } known }
        ? new(CallOutcome.Done, "VTEX says where the invoice goes.")
        {
            Found = JsonSerializer.Serialize(known, VtexDataJson.Default.VtexBilling),
        }
        : new(
            CallOutcome.Refused,
            $"VTEX's order does not say where the invoice goes: {VtexBilling.Of(order).Problem}, and the OMS has sent no billing.address1. "
                + "Have it sent, or give it by `invoicing orders correct`.")
        {
            Refusal = FailureKind.InvalidData,
        };

    public static Task<CallResult> Invoice(VtexAccount account, VtexRequest request, VtexOrder order, CallDeadline deadline) => Notify(
        account, request, order, deadline, VtexInvoice.Decide(request, order, account.Settings), "Order invoice notification",
        "Notify invoice");

    /// <summary>VTEX gives the money back by itself.</summary>
    public static Task<CallResult> Return(VtexAccount account, VtexRequest request, VtexOrder order, CallDeadline deadline) => Notify(
        account, request, order, deadline, VtexInvoice.DecideReturn(request, order, account.Settings), "Return notification",
        "Notify refund");

    /// <summary>Tells the customer where the parcel is. The same values may be told again.</summary>
    public static Task<CallResult> Track(VtexAccount account, VtexRequest request, VtexOrder order, CallDeadline deadline) => Update(
        account, request, order, deadline, "Tracking number", package => package.Shows(request.Parcel!),
        _ => (HttpMethod.Patch, "", request.Parcel!));

    /// <summary>VTEX shows an event as often as it is told of it. What was delivered once stays delivered.</summary>
    public static Task<CallResult> AddEvent(VtexAccount account, VtexRequest request, VtexOrder order, CallDeadline deadline)
    {
        var happened = request.Event!;
        return Update(account, request, order, deadline, "Tracking event", package => package.Shows(happened), package =>
        {
            var delivered = happened.DeliveredDate ?? (package.CourierStatus is { Finished: true } known ? known.DeliveredDate : null);
            return (HttpMethod.Put, "/tracking", new
            {
                isDelivered = delivered is not null,
                deliveredDate = delivered,
                events = new[] { new { happened.City, happened.State, happened.Description, happened.Date } },
            });
        });
    }

    private static async Task<CallResult> Update(
        VtexAccount account,
        VtexRequest request,
        VtexOrder order,
        CallDeadline deadline,
        string call,
        Func<VtexPackage, bool> isShown,
        Func<VtexPackage, (HttpMethod Method, string Path, object Body)> build)
    {
        if (VtexStatuses.IsCancelled(order.Status))
        {
            return new(CallOutcome.Refused, VtexStatuses.CancelledText(order));
        }

        if (order.PackageNumbered(request.InvoiceNumber!) is not { } package)
        {
            return new(CallOutcome.NoEffect, $"VTEX does not show invoice {request.InvoiceNumber} yet.", RetryAfter: s_untilItShows);
        }

        if (request.Event is { } happened && (!happened.HasParcel || string.IsNullOrEmpty(package.TrackingNumber)))
        {
            return new(CallOutcome.NoEffect, "The event waits for its parcel, of which the OMS has not told yet (ShipmentTracked).");
        }

        if (isShown(package))
        {
            return new(CallOutcome.Done, $"VTEX shows it already: {call.ToLowerInvariant()}.");
        }

        var (method, path, content) = build(package);
        var body = JsonSerializer.Serialize(content, s_json);
        var attempt = await account.Send(
            method, PathOf(request, $"/invoice/{Uri.EscapeDataString(request.InvoiceNumber!)}{path}"), body, deadline);
        var result = VtexAnswers.Trouble(attempt, call, "Notify invoice", hasEffect: true) ?? attempt.Answer! switch
        {
            { Status: 404 } answer => new(
                CallOutcome.Refused,
                $"{call} was refused (404), though VTEX shows invoice {request.InvoiceNumber}: its number may have characters that VTEX's "
                    + $"address does not take.{VtexAnswers.Quote(answer)}",
                404),
            { } answer => Received(answer, call),
        };
        return result with { Sent = body };
    }

    private static async Task<CallResult> Notify(
        VtexAccount account,
        VtexRequest request,
        VtexOrder order,
        CallDeadline deadline,
        VtexDecision decision,
        string call,
        string resource)
    {
        if (decision.Result is { } result)
        {
            return result;
        }

        var body = decision.Body!.Value.GetRawText();
        var attempt = await account.Send(HttpMethod.Post, PathOf(request, "/invoice"), body, deadline);
        var trouble = VtexAnswers.Trouble(attempt, call, resource, hasEffect: true);
        return (trouble ?? Answered(attempt.Answer!)) with
        {
            Sent = JsonSerializer.Serialize(
                new
                {
                    decision.Body,
                    decision.RoundingDelta,
                    Order = new
                    {
                        order.Status,
                        order.Value,
                        Packages = order.Packages.Select(package => new { package.InvoiceNumber, package.InvoiceValue, package.Type }),
                    },
                },
                JsonSerializerOptions.Web),
        };

        CallResult Answered(HttpAnswer answer) => answer.Status switch
        {
            404 => new(CallOutcome.Refused, $"{call} was refused (404), though VTEX shows the order: an account with the contract for "
                + $"protected data takes invoices at another address, which this program does not know.{VtexAnswers.Quote(answer)}", 404),
            _ => Received(answer, call),
        };
    }

    /// <summary>Nothing but a receipt says that VTEX has it.</summary>
    private static CallResult Received(HttpAnswer answer, string call)
    {
        var kept = VtexAnswers.Storable(answer, isWanted: true);
        return answer.Status == 200 && VtexAnswers.ReceiptOf(answer) is { } receipt
            ? new(CallOutcome.Done, $"{call} was accepted.", 200, kept, receipt)
            : new(CallOutcome.Unknown, $"{call} was answered {answer.Status} without a receipt.", answer.Status, kept);
    }

    /// <summary>Whether VTEX takes the order for invoiced, now that it was told of all that is invoiced here.</summary>
    public static CallResult Poll(VtexRequest request, VtexOrder order, TimeSpan stuckAfter, DateTimeOffset now)
    {
        var told = order.ValueOf(VtexPackage.Sale);
        if (order.Status == VtexStatuses.Invoiced)
        {
            return new(CallOutcome.Done, "VTEX takes the order for invoiced.");
        }

        if (VtexStatuses.IsCancelled(order.Status))
        {
            return new(CallOutcome.Refused, VtexStatuses.CancelledText(order));
        }

        // An invoice shows some seconds after it was accepted: until then nothing is known of what is left.
        if (told < order.Value && order.HasUnitsLeft && order.PackageNumbered(request.InvoiceNumber!) is not null)
        {
            return new(CallOutcome.Done, ErrorText.Invariant(
                $"VTEX has {told} of {order.Value} (cents): what is left of its order is invoiced by others."));
        }

        var state = ErrorText.Invariant($"(status {VtexStatuses.Text(order)}; {told} of {order.Value} are invoiced, in cents)");
        return now - request.IssuedAt >= stuckAfter
            ? new(CallOutcome.Refused, $"VTEX does not take the order for invoiced {state}, though it was told at {request.IssuedAt:u}. "
                + "Known causes: a payment that is not settled, a sum that is not the order's, an invoice number or address that VTEX "
                + "does not take. See the order in VTEX; nothing is to be sent again.")
            : new(
                CallOutcome.NoEffect,
                $"VTEX does not take the order for invoiced yet {state}.",
                RetryAfter: s_betweenPolls);
    }

    private static string PathOf(VtexRequest request, string call = "") =>
        $"/api/oms/pvt/orders/{Uri.EscapeDataString(request.OrderId)}{call}";
}
