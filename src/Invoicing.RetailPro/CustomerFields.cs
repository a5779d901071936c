using System.Text.Json.Nodes;
using Invoicing.Orders;

namespace Invoicing.RetailPro;

/// <summary>CustomerShipping, CustomerBilling and the company of the fiscal profile, with the limits of the mapping table.</summary>
internal static class CustomerFields
{
    private const int Line = 40;

    /// <summary>
    /// Address lines, city and country may be cut, with a warning; a cut name, e-mail address or document number would be another one.
    /// </summary>
    public static JsonObject? Of(Validation findings, string path, Party? customer, ContractProfile profile)
    {
        if (customer is null)
        {
            findings.Fault(path, "is missing");
            return null;
        }

        var (address1, address2) = Address(findings, path, customer);
        var json = new JsonObject
        {
            ["FirstName"] = findings.Required($"{path}.firstName", customer.FirstName, 30),
            ["LastName"] = findings.Required($"{path}.lastName", customer.LastName, 30),
            ["Email"] = findings.Required($"{path}.email", customer.Email, 60),
            ["Address1"] = address1,
            ["Address2"] = address2,
            ["City"] = findings.Cut($"{path}.city", customer.City, Line),
            ["Country"] = findings.Cut($"{path}.country", customer.Country, Line),
            ["NoDocument"] = findings.Required($"{path}.documentNo", customer.DocumentNo, 20),
        };
        if (profile == ContractProfile.Fiscal)
        {
            json["TypeDocument"] = findings.Required($"{path}.documentType", customer.DocumentType, 40);
        }

        json["Phone"] = customer.Phone?.Trim() ?? "";
        return json;
    }

    /// <summary>The company that claims the fiscal credit. Nothing of it is cut: it identifies a tax payer.</summary>
    public static void AddCompany(JsonObject json, Validation findings, Company? company, RetailProSettings settings)
    {
        if (settings.Profile == ContractProfile.Standard)
        {
            findings.Warn(company is null ? null
                : "fiscalCredit is on the order but the contract in use (RetailPro:Profile is Standard) has no field for it: it was "
                    + "not sent");
            return;
        }

        json["FiscalCredit"] = settings.FiscalCreditAsText ? company is null ? "false" : "true" : company is not null;
        if (company is not null)
        {
            json["CompanyId"] = findings.Required("fiscalCredit.companyId", company.CompanyId, 20);
            json["CompanyName"] = findings.Required("fiscalCredit.companyName", company.CompanyName, 30);
            json["CompanyAddress"] = findings.Required("fiscalCredit.companyAddress", company.CompanyAddress, 80);
        }
    }

    private static (string First, string Second) Address(Validation findings, string path, Party customer)
    {
        var first = findings.Required($"{path}.address1", customer.Address1, int.MaxValue);
        var second = customer.Address2?.Trim() ?? "";
        var lines = TextLimit.Address(first, second, Line);
        findings.Warn(!lines.WasCut ? null
            : first.Length <= Line ? $"{path}.address2 is {second.Length} characters long and was cut to {Line}"
            : $"{path}.address1 ({first.Length} characters) and {path}.address2 ({second.Length}) do not fit into two lines of {Line} and "
                + "were cut");
        return (lines.First, lines.Second);
    }
}
