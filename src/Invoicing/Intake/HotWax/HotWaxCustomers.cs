using Invoicing.Orders;

namespace Invoicing.Intake.HotWax;

/// <summary>
/// Who pays and who receives. HotWax has the customer's first and last name, the receiver's full name, and an address for each; an
/// installation need not keep that of the one who pays, and what is collected has none of the one who receives.
/// </summary>
internal sealed class HotWaxCustomers(HotWaxFields order, HotWaxFields? shipment, FeedSettings settings)
{
    private const string FirstName = "customerFirstName";
    private const string LastName = "customerLastName";
    private const string Attributes = "orderAttributes";

    private readonly HotWaxFields? _billTo = order.Object("billTo", "billing");
    private readonly HotWaxFields? _shipTo = shipment?.Object("shipTo", "deliverTo");

    public Party Payer() => PartyOf(
        "billing",
        (order.Code(FirstName, "billing.firstName"), order.PathOf(FirstName)),
        (order.Code(LastName, "billing.lastName"), order.PathOf(LastName)),
        _billTo,
        _shipTo);

    /// <summary>A full name that is not the customer's is parted at its first blank.</summary>
    public Party Receiver()
    {
        var (first, last) = (order.Code(FirstName), order.Code(LastName));
        var (firstPlace, lastPlace) = (order.PathOf(FirstName), order.PathOf(LastName));
        if (_shipTo?.Code("toName", "deliverTo.firstName") is { } receiver && Words(receiver) != Words($"{first} {last}"))
        {
            var parts = Words(receiver).Split(' ', 2);
            (first, last) = (parts[0], parts.ElementAtOrDefault(1));
            firstPlace = lastPlace = $"{_shipTo.PathOf("toName")} as first and last name";
        }

        return PartyOf("deliverTo", (first, firstPlace), (last, lastPlace), _shipTo, _billTo);

        static string Words(string name) => string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    public Company? FiscalCredit()
    {
        var company = new Company
        {
            CompanyId = Attribute("companyId", "fiscalCredit"),
            CompanyName = Attribute("companyName", "fiscalCredit"),
            CompanyAddress = Attribute("companyAddress", "fiscalCredit"),
        };
        return company == new Company() ? null : company;
    }

    /// <param name="first">The first name, and where it stands.</param>
    /// <param name="own">The address of that role; one without a first line counts as none.</param>
    /// <param name="other">The address of the other role, which stands in for it.</param>
    private Party PartyOf(
        string role, (string? Value, string Where) first, (string? Value, string Where) last, HotWaxFields? own, HotWaxFields? other)
    {
        var address = own?.Code("address1") is not null ? own : other;
        return new()
        {
            FirstName = Needed("firstName", first.Value, first.Where),
            LastName = Needed("lastName", last.Value, last.Where),
            Email = Needed("email", Code(own, "email") ?? Code(other, "email"), "email in billTo or shipTo"),
            Address1 = Needed("address1", Code(address, "address1"), "address1 in billTo or shipTo"),
            Address2 = Code(address, "address2"),
            City = Code(address, "city"),
            Country = address?.Code("countryGeoName") ?? address?.Code("countryGeoCode") ?? address?.Code("countryGeoId"),
            DocumentNo = Attribute("documentNo", role, isNeeded: true),
            DocumentType = Attribute("documentType", role),
            Phone = Phone(own) ?? Phone(other),
        };

        string? Code(HotWaxFields? place, string name) => place?.Code(name, $"{role}.{name}");

        string? Phone(HotWaxFields? place) => place?.Object("phone", $"{role}.phone") is { } phone
            && phone.Code("contactNumber", $"{role}.phone") is { } number ? phone.Code("areaCode", $"{role}.phone") + number : null;

        string? Needed(string name, string? value, string where)
        {
            if (value is null)
            {
                order.Fault($"{role}.{name}", $"is missing: {where} is not there");
            }

            return value;
        }
    }

    /// <summary>
    /// What HotWax has no fields for stands in attributes of the order, under names that each installation chooses:
    /// <c>Feeds:HotWaxAttributes</c>.
    /// </summary>
    /// <param name="name">Ours, as the setting has it, such as <c>documentNo</c>.</param>
    private string? Attribute(string name, string owner, bool isNeeded = false)
    {
        if (!settings.HotWaxAttributes.TryGetValue(name, out var attribute))
        {
            return null;
        }

        var field = $"{owner}.{name}";
        var values = order.Objects(Attributes, field)
            .Where(candidate => Plain(candidate.Code("attrName") ?? "") == Plain(attribute))
            .Select(found => found.Code("attrValue", field));
        return order.Only(Attributes, field, values, attribute, isNeeded ? $"no {attribute} (Feeds:HotWaxAttributes)" : null);
    }

    /// <summary>HotWax's own documents write CustomerId, customerId and Customer ID.</summary>
    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
