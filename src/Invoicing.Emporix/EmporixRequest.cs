using System.Text.Json;
using Invoicing.Emporix.Documents;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Emporix;

/// <summary>What is known of a step before it is carried out.</summary>
/// <param name="TransactionId">The rest of the line is of a capture.</param>
/// <param name="Authorised">The most that the provider would pay.</param>
/// <param name="Total">What the order came to when it was recalculated.</param>
/// <param name="Document">Of the PDF: all but number and date.</param>
/// <param name="Email">Of the customer. A mail goes there, unless the order has another address by then.</param>
/// <param name="To">Whom it goes to in any case.</param>
internal sealed record EmporixRequest(
    string Tenant,
    string OrderId,
    string? TransactionId = null, decimal? Amount = null, string? Currency = null, decimal? Authorised = null, decimal? Total = null,
    string? SiteCode = null,
    InvoiceDocument? Document = null,
    string? LogoUrl = null,
    string? Email = null,
    string? To = null,
    string? Language = null)
{
    public static EmporixRequest Parse(string body) => JsonSerializer.Deserialize(body, EmporixDataJson.Default.EmporixRequest)!;

    /// <summary>The request of a step, or why it cannot be carried out. Pure.</summary>
    public static Prepared Prepare(StepKey step, OrderProcess process, EmporixSettings settings)
    {
        if (EmporixOrders.Parse(process.OrderNo) is not var (tenant, orderId) || !settings.Tenants.ContainsKey(tenant))
        {
            return new(null, [new("tenant", $"of order {process.OrderNo} is none of Emporix:Tenants")], []);
        }

        var request = new EmporixRequest(tenant, orderId);
        if (step.Operation == EmporixSteps.Recalculate)
        {
            return Of(request, []);
        }

        var data = EmporixData.Of(process)!;
        if (step.Operation == EmporixSteps.Pdf && data.Personal?.Document is null)
        {
            return new(null, [new("order", "has lost its personal data: its time to be erased had come")], []);
        }

        return step.Operation switch
        {
            EmporixSteps.Capture when data.Payments.First(payment => payment.TransactionId == step.Number) is var payment => Of(
                request with
                {
                    TransactionId = payment.TransactionId, Amount = payment.Amount, Currency = data.Currency,
                    Authorised = payment.Authorised, Total = data.Total,
                },
                []),
            EmporixSteps.Number => Of(request with { SiteCode = data.SiteCode }, []),
            EmporixSteps.Pdf => Of(
                request with { Document = data.Personal!.Document, LogoUrl = data.Personal.LogoUrl, Email = data.Personal.Email },
                data.Warnings),
            EmporixSteps.Mail => Of(
                request with
                {
                    Email = data.Personal?.Email,
                    To = data.FurtherMails.FirstOrDefault(mail => $"{mail.Number}" == step.Number)?.To,
                    Language = data.Personal?.Document?.Language,
                },
                []),
            _ => throw new InvalidOperationException($"Emporix has no step {step}."),
        };
    }

    private static Prepared Of(EmporixRequest request, IReadOnlyList<string> warnings) =>
        new(JsonSerializer.Serialize(request, EmporixDataJson.Default.EmporixRequest), [], warnings);
}
