using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.Vtex;

/// <summary>Who pays, and where the invoice goes, as VTEX knows it. Personal data.</summary>
internal sealed record VtexBilling(Party Billing, Company? Company)
{
    /// <summary>The OMS says nothing of the address: what it says, however unreadable, counts.</summary>
    public static bool IsMissing(Order order) => string.IsNullOrWhiteSpace(order.Billing?.Address1)
        && !order.Unreadable.Any(fault => fault.Field.StartsWith("billing", StringComparison.Ordinal));

    /// <returns>What is wrong with the address, if it cannot be used.</returns>
    public static (VtexBilling? Known, string? Problem) Of(VtexOrder order)
    {
        var (name, address) = string.IsNullOrWhiteSpace(order.InvoiceData?.Address?.Street)
            ? ("shippingData.address", order.ShippingData?.Address)
            : ("invoiceData.address", order.InvoiceData.Address);
        if (string.IsNullOrWhiteSpace(address?.Street))
        {
            return (null, "neither invoiceData.address nor shippingData.address has a street");
        }

        if (string.IsNullOrWhiteSpace(address.Country))
        {
            return (null, $"{name}.country is missing");
        }

        var client = order.ClientProfileData;
        var isCompany = client?.IsCorporate == true;
        return (
            new(
                new()
                {
                    FirstName = client?.FirstName, LastName = client?.LastName, Email = client?.Email,
                    Address1 = Join(address.Street, address.Number), Address2 = Join(address.Complement, address.Neighborhood),
                    City = address.City, Country = address.Country, DocumentNo = client?.Document, DocumentType = client?.DocumentType,
                    Phone = client?.Phone,
                },
                isCompany
                    ? new()
                    {
                        CompanyId = client!.CorporateDocument, CompanyName = client.CorporateName ?? client.TradeName,
                        CompanyAddress = Join(Join(address.Street, address.Number), address.City),
                    }
                    : null),
            null);
    }

    /// <summary>The order with what it lacks; what the OMS says stays.</summary>
    public Order Complete(Order order)
    {
        var said = order.Billing ?? new();
        return order with
        {
            Billing = new()
            {
                FirstName = said.FirstName ?? Billing.FirstName, LastName = said.LastName ?? Billing.LastName,
                Email = said.Email ?? Billing.Email, Address1 = Billing.Address1, Address2 = Billing.Address2, City = Billing.City,
                Country = Billing.Country, DocumentNo = said.DocumentNo ?? Billing.DocumentNo,
                DocumentType = said.DocumentType ?? Billing.DocumentType, Phone = said.Phone ?? Billing.Phone,
            },
            FiscalCredit = order.FiscalCredit ?? Company,
        };
    }

    private static string? Join(string? first, string? second) => string.IsNullOrWhiteSpace(second) ? first?.Trim()
        : string.IsNullOrWhiteSpace(first) ? second.Trim() : $"{first.Trim()}, {second.Trim()}";
}
