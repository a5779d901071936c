using System.Text.Json;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>CustomerShipping, CustomerBilling and the company of the fiscal profile, with the limits of the mapping table.</summary>
internal static class CustomerFields
{
    private const int Line = 40;

    /// <summary>Address lines, city and country may be cut, with a warning; a cut name, e-mail address or document number would be another one.</summary>
    public static void Write(Utf8JsonWriter json, string name, Validation findings, string path, Party? customer, ContractProfile profile)
    {
        if (customer is null)
        {
            findings.Fault(path, "is missing");
            return;
        }

        var (address1, address2) = Address(findings, path, customer);
        json.WriteStartObject(name);
        json.WriteString("FirstName", findings.Required($"{path}.firstName", customer.FirstName, 30));
        json.WriteString("LastName", findings.Required($"{path}.lastName", customer.LastName, 30));
        json.WriteString("Email", findings.Required($"{path}.email", customer.Email, 60));
        json.WriteString("Address1", address1);
        json.WriteString("Address2", address2);
        json.WriteString("City", findings.Cut($"{path}.city", customer.City, Line));
        json.WriteString("Country", findings.Cut($"{path}.country", customer.Country, Line));
        json.WriteString("NoDocument", findings.Required($"{path}.documentNo", customer.DocumentNo, 20));
        if (profile == ContractProfile.Fiscal)
        {
            json.WriteString("TypeDocument", findings.Required($"{path}.documentType", customer.DocumentType, 40));
        }

        json.WriteString("Phone", customer.Phone?.Trim() ?? "");
        json.WriteEndObject();
    }

    /// <summary>The company that claims the fiscal credit. Nothing of it is cut: it identifies a tax payer.</summary>
    public static void WriteCompany(Utf8JsonWriter json, Validation findings, Company? company, RetailProSettings settings)
    {
        if (settings.Profile == ContractProfile.Standard)
        {
            if (company is not null)
            {
                findings.Warn("fiscalCredit is on the order but the contract in use (RetailPro:Profile is Standard) has no field for it: it was not sent");
            }

            return;
        }

        if (settings.FiscalCreditAsText)
        {
            json.WriteString("FiscalCredit", company is null ? "false" : "true");
        }
        else
        {
            json.WriteBoolean("FiscalCredit", company is not null);
        }

        if (company is not null)
        {
            json.WriteString("CompanyId", findings.Required("fiscalCredit.companyId", company.CompanyId, 20));
            json.WriteString("CompanyName", findings.Required("fiscalCredit.companyName", company.CompanyName, 30));
            json.WriteString("CompanyAddress", findings.Required("fiscalCredit.companyAddress", company.CompanyAddress, 80));
        }
    }

    private static (string First, string Second) Address(Validation findings, string path, Party customer)
    {
        var first = findings.Required($"{path}.address1", customer.Address1, int.MaxValue);
        var second = customer.Address2?.Trim() ?? "";
        var lines = TextLimit.Address(first, second, Line);
        if (lines.WasCut)
        {
            findings.Warn(first.Length > Line
                ? $"{path}.address1 ({first.Length} characters) and {path}.address2 ({second.Length}) do not fit into two lines of {Line} and were cut"
                : $"{path}.address2 is {second.Length} characters long and was cut to {Line}");
        }

        return (lines.First, lines.Second);
    }
}
