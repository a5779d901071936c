using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Vtex;

/// <summary>
/// What is known of a call before the order is looked at in VTEX. Of an invoice, what is sent follows from this and from what VTEX says of
/// the order then.
/// </summary>
/// <param name="InvoiceNumber">Null: the call is about the order as a whole.</param>
/// <param name="IssuedAt">When the invoice was made, in the zone of the stores.</param>
/// <param name="Value">Of an invoice or a return, in cents.</param>
/// <param name="ChangedUntil">A change of the order in VTEX after this is not in the content that was invoiced.</param>
internal sealed record VtexRequest(
    string Account,
    string OrderId,
    string? InvoiceNumber = null,
    DateTimeOffset? IssuedAt = null,
    long? Value = null,
    IReadOnlyList<VtexRequestLine>? Lines = null,
    DateTimeOffset? ChangedUntil = null,
    VtexRequestParcel? Parcel = null,
    VtexRequestEvent? Event = null)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static VtexRequest Parse(string body) => JsonSerializer.Deserialize<VtexRequest>(body, s_json)!;

    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}

/// <param name="Price">Cents a unit.</param>
internal sealed record VtexRequestLine(string Upc, long Price, int Quantity);

/// <summary>The body of the call that tells a tracking number: all four keys, whatever their values.</summary>
internal sealed record VtexRequestParcel(string TrackingNumber, string? TrackingUrl, string? Courier, string? DispatchedDate);

/// <param name="DeliveredDate">Null: the parcel is not delivered by this.</param>
/// <param name="HasParcel">The OMS has told of its parcel.</param>
internal sealed record VtexRequestEvent(
    string City, string State, string Description, string Date, string? DeliveredDate, bool HasParcel = true);

/// <summary>Builds requests from orders, or names every fault. Pure.</summary>
internal sealed class VtexRequests(VtexSettings settings, TimeZoneInfo zone)
{
    private static readonly string[] s_own = ["vtex", "total", "shipping", "completedAt", "items"];
    private static readonly string[] s_ofLine = ["upc", "quantity", "price", "tax", "status", "invoiceNumber"];

    private static readonly TimeSpan s_longestMatch = TimeSpan.FromSeconds(1);

    public Prepared Prepare(StepKey step, OrderProcess process)
    {
        var faults = new List<ValidationError>(process.Content.Unreadable.Where(Matters));
        var account = AccountOf(process.Content.Vtex, faults);
        if (step.Operation is VtexSteps.StartHandling or VtexSteps.Billing)
        {
            var (name, orderId) = VtexParts.OrderOf(process, settings);
            return Finish(new(name, orderId), faults, []);
        }

        if (step.Operation is VtexSteps.Tracking or VtexSteps.Event or VtexSteps.Return)
        {
            return PrepareUpdate(step, process, faults);
        }

        var document = VtexDocument.Parse(step.Number!);
        if (step.Operation == VtexSteps.Invoiced)
        {
            var told = process.StepNamed(document.Step(VtexSteps.Invoice).ToString())?.DoneAt;
            return Finish(new(document.Account, document.OrderId, document.InvoiceNumber, told), faults, []);
        }

        return PrepareInvoice(document, process, account, faults);
    }

    private Prepared PrepareUpdate(StepKey step, OrderProcess process, List<ValidationError> faults)
    {
        var data = VtexData.Of(process);
        List<VtexDocument> documents = [.. VtexPlanner.Invoices(process).Select(invoice => VtexDocument.Parse(invoice.Key.Number!))];
        if (documents.Count == 0)
        {
            return Finish(null, [.. faults, new("vtex", "is told of no invoice of this order (Invoicing:Routes): nothing can follow")], []);
        }

        var of = documents[0];
        return step.Operation switch
        {
            VtexSteps.Tracking when data.Parcels.FirstOrDefault(parcel => VtexSteps.TrackingOf(of, parcel) == step) is { } parcel =>
                Finish(
                    OfInvoice(parcel.InvoiceNumber, documents, faults) with
                    {
                        Parcel = new(parcel.TrackingNumber, parcel.Url, parcel.Courier, Local(parcel.DispatchedAt, "yyyy-MM-dd")),
                    }, faults, []),
            VtexSteps.Event when data.Events.FirstOrDefault(happened => VtexSteps.EventOf(of, happened) == step) is { } happened =>
                Finish(
                    OfInvoice(
                        (data.ParcelOf(happened)?.InvoiceNumber ?? happened.InvoiceNumber) ?? documents[^1].InvoiceNumber,
                        documents,
                        faults) with
                    {
                        Event = new(
                            happened.City, happened.State, happened.Description, Local(happened.At, "yyyy-MM-dd")!,
                            Local(happened.DeliveredAt, "yyyy-MM-dd HH:mm"), HasParcel: data.ParcelOf(happened) is not null),
                    }, faults, []),
            VtexSteps.Return when data.Returns.FirstOrDefault(returned => VtexSteps.ReturnOf(of, returned) == step) is { } returned =>
                PrepareReturn(returned, of, process, faults),
            _ => Finish(null, [.. faults, new("update", $"of the step {step} is not known any more")], []),
        };
    }

    private static VtexRequest OfInvoice(string? invoiceNumber, List<VtexDocument> documents, List<ValidationError> faults)
    {
        if (VtexPlanner.DocumentOf(documents, invoiceNumber) is { } document)
        {
            return new(document.Account, document.OrderId, document.InvoiceNumber);
        }

        var known = string.Join(", ", documents.Select(one => one.InvoiceNumber));
        faults.Add(new("invoiceNumber", (invoiceNumber is null ? "is missing" : $"is {ErrorText.Quote(invoiceNumber)}")
            + $"; the order's invoices are {known}: send the tracking number again with one of them"));
        return new("", "");
    }

    private Prepared PrepareReturn(VtexReturn returned, VtexDocument of, OrderProcess process, List<ValidationError> faults)
    {
        var lines = returned.Lines.Select(line => new VtexRequestLine(line.Upc, line.Cents ?? Price(line.Upc), line.Quantity)).ToList();
        return Finish(
            new(of.Account, of.OrderId, returned.ReturnNo, TimeZoneInfo.ConvertTime(returned.At, zone), returned.Cents, lines),
            faults,
            []);

        long Price(string upc)
        {
            var cents = process.Content.Lines.Where(line => line.Upc == upc).Select(line => VtexParts.UnitCents(line, settings))
                .FirstOrDefault(known => known is not null);
            if (cents is null)
            {
                faults.Add(new("items", $"has UPC {ErrorText.Quote(upc)} without a price, and the order has none of it"));
            }

            return cents ?? 0;
        }
    }

    private string? Local(DateTimeOffset? time, string form) =>
        time is { } at ? TimeZoneInfo.ConvertTime(at, zone).ToString(form, CultureInfo.InvariantCulture) : null;

    private Prepared PrepareInvoice(
        VtexDocument document, OrderProcess process, VtexAccountSettings? account, List<ValidationError> faults)
    {
        var issuedAt = VtexPlanner.InvoiceOf(process)?.DoneAt;
        if (issuedAt is null)
        {
            faults.Add(new("salesChannel", $"is {ErrorText.Quote(process.Content.SalesChannel ?? "")}, whose orders this program does not "
                + "invoice in the ERP: VTEX is told of invoices that were made here"));
        }

        var parts = VtexParts.Of(process, settings);
        var part = parts.FirstOrDefault(part => part.Document == document);
        if (part is null)
        {
            faults.Add(new("items", $"are on no invoice of the number {document.InvoiceNumber} any more"));
            return Finish(null, faults, []);
        }

        if (account is not null && !IsAllowed(document.InvoiceNumber, account.InvoiceNumberPattern))
        {
            faults.Add(new("invoiceNumber", $"is {ErrorText.Quote(document.InvoiceNumber)}, allowed is what matches "
                + $"{account.InvoiceNumberPattern} (Vtex:Accounts:{document.Account}:InvoiceNumberPattern); "
                + $"Vtex:Accounts:{document.Account}:InvoiceNumber = OrderNo sends the order's number instead"));
        }

        // VTEX takes back nothing: where one part cannot be told, none is, and the order's data can still be mended.
        if (parts.FirstOrDefault(part => part.Cents is null or <= 0) is { } odd)
        {
            faults.Add(new("total", odd.Cents is null
                ? "is missing, or a price is"
                : ErrorText.Invariant($"leaves {odd.Cents / 100m:0.00} for invoice {odd.Document.InvoiceNumber}, it must be above zero")));
        }

        var warnings = new List<string>();
        var lines = part.Lines.Select(line => LineOf(line, faults, warnings)).ToList();
        return faults.Count > 0 ? Finish(null, faults, warnings) : Finish(
            new(
                document.Account,
                document.OrderId,
                document.InvoiceNumber,
                TimeZoneInfo.ConvertTime(issuedAt!.Value, zone),
                part.Cents,
                lines,
                process.Content.CompletedAt),
            faults,
            warnings);
    }

    /// <summary>What the notification is made of; nothing else that cannot be read keeps VTEX from being told.</summary>
    private static bool Matters(ValidationError fault) => fault.Field.Split('.') switch
    {
        [var whole] => s_own.Contains(whole.Split('[')[0]),
        ["vtex", _] => true,
        [var item, var field] => item.StartsWith("items[", StringComparison.Ordinal) && s_ofLine.Contains(field),
        _ => false,
    };

    private VtexAccountSettings? AccountOf(VtexReference? order, List<ValidationError> faults)
    {
        if (order?.OrderId is null)
        {
            faults.Add(new("vtex.orderId", "is missing"));
        }

        if (order?.Account is not { } name)
        {
            faults.Add(new("vtex.account", "is missing"));
            return null;
        }

        if (settings.Accounts.GetValueOrDefault(name) is { } account)
        {
            return account;
        }

        faults.Add(new("vtex.account", $"is {ErrorText.Quote(name)}, which is none of Vtex:Accounts "
            + (settings.Accounts.Count == 0 ? "(there are none)" : $"({string.Join(", ", settings.Accounts.Keys)})")));
        return null;
    }

    private VtexRequestLine LineOf(OrderLine line, List<ValidationError> faults, List<string> warnings)
    {
        var field = $"items[{line.Index}]";
        var price = VtexParts.UnitCents(line, settings);
        if (line.Upc is null)
        {
            faults.Add(new($"{field}.upc", "is missing"));
        }

        if (price is null)
        {
            faults.Add(new($"{field}.price", "is missing"));
        }

        var units = line.Quantity is > 0 and <= int.MaxValue && decimal.IsInteger(line.Quantity.Value) ? (int)line.Quantity.Value : 0;
        if (units == 0)
        {
            faults.Add(new($"{field}.quantity", line.Quantity is null ? "is missing"
                : ErrorText.Invariant($"is {line.Quantity:0.####}, VTEX takes whole units above zero")));
        }

        if (line.Price is { } exact && decimal.Round(exact, 2) != exact)
        {
            warnings.Add(ErrorText.Invariant($"{field}.price has more than two decimals ({exact:0.####}) and was rounded to cents"));
        }

        return new(line.Upc ?? "", price ?? 0, units);
    }

    private static Prepared Finish(VtexRequest? request, IReadOnlyList<ValidationError> faults, IReadOnlyList<string> warnings) =>
        new(faults.Count == 0 ? request!.ToJson() : null, faults, warnings);

    /// <summary>Whether an invoice may have this number.</summary>
    public static bool IsAllowed(string number, string pattern)
    {
        try
        {
            return Regex.IsMatch(number, pattern, RegexOptions.CultureInvariant, s_longestMatch);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
