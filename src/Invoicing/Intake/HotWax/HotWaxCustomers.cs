using System.Text.Json;

namespace Invoicing.Intake.HotWax;

/// <summary>
/// Who pays and who receives. HotWax has the customer's first and last name, the receiver's full name, and an address for each; an
/// installation need not keep that of the one who pays, and what is collected has none of the one who receives.
/// </summary>
internal sealed class HotWaxCustomers
{
    private const string FirstName = "customerFirstName";
    private const string LastName = "customerLastName";

    private readonly HotWaxFields _order;
    private readonly HotWaxFields? _billTo;
    private readonly HotWaxFields? _shipTo;
    private readonly HotWaxAttributes _attributes;

    /// <param name="order">The order.</param>
    /// <param name="shipment">The shipment whose address is that of the order; null without any.</param>
    /// <param name="attributes">The order's.</param>
    public HotWaxCustomers(HotWaxFields order, HotWaxFields? shipment, HotWaxAttributes attributes)
    {
        (_order, _attributes) = (order, attributes);
        _billTo = order.Object("billTo", "billing");
        _shipTo = shipment?.Object("shipTo", "deliverTo");
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("billing");
        Needed(json, "billing.firstName", _order.Code(FirstName, "billing.firstName"), _order.PathOf(FirstName));
        Needed(json, "billing.lastName", _order.Code(LastName, "billing.lastName"), _order.PathOf(LastName));
        WriteRest(json, "billing", _billTo, _shipTo);
        json.WriteEndObject();

        json.WriteStartObject("deliverTo");
        WriteReceiver(json);
        WriteRest(json, "deliverTo", _shipTo, _billTo);
        json.WriteEndObject();
    }

    /// <summary>A full name that is not the customer's is parted at its first blank.</summary>
    private void WriteReceiver(Utf8JsonWriter json)
    {
        var (first, last) = (_order.Code(FirstName), _order.Code(LastName));
        var (firstPath, lastPath) = (_order.PathOf(FirstName), _order.PathOf(LastName));
        if (_shipTo?.Code("toName", "deliverTo.firstName") is { } receiver && Words(receiver) != Words($"{first} {last}"))
        {
            var parts = Words(receiver).Split(' ', 2);
            (first, last) = (parts[0], parts.ElementAtOrDefault(1));
            firstPath = lastPath = $"{_shipTo.PathOf("toName")} as first and last name";
        }

        Needed(json, "deliverTo.firstName", first, firstPath);
        Needed(json, "deliverTo.lastName", last, lastPath);

        static string Words(string name) => string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <param name="json">Takes it.</param>
    /// <param name="role">Our field.</param>
    /// <param name="own">The address of that role; one without a first line counts as none.</param>
    /// <param name="other">The address of the other role, which stands in for it.</param>
    private void WriteRest(Utf8JsonWriter json, string role, HotWaxFields? own, HotWaxFields? other)
    {
        var email = $"{role}.email";
        Needed(json, email, own?.Code("email", email) ?? other?.Code("email", email), "email in billTo or shipTo");
        var address = own?.Code("address1") is not null ? own : other;
        Needed(json, $"{role}.address1", address?.Code("address1", $"{role}.address1"), "address1 in billTo or shipTo");
        Optional(json, $"{role}.address2", address?.Code("address2", $"{role}.address2"));
        Optional(json, $"{role}.city", address?.Code("city", $"{role}.city"));
        var country = address?.Code("countryGeoName") ?? address?.Code("countryGeoCode") ?? address?.Code("countryGeoId");
        Optional(json, $"{role}.country", country);
        Optional(json, $"{role}.documentNo", _attributes.Find("documentNo", $"{role}.documentNo", isNeeded: true));
        Optional(json, $"{role}.documentType", _attributes.Find("documentType", $"{role}.documentType"));
        Optional(json, $"{role}.phone", PhoneOf(own, $"{role}.phone") ?? PhoneOf(other, $"{role}.phone"));
    }

    private static string? PhoneOf(HotWaxFields? address, string field) =>
        address?.Object("phone", field) is { } phone && phone.Code("contactNumber", field) is { } number
            ? phone.Code("areaCode", field) + number
            : null;

    private void Needed(Utf8JsonWriter json, string field, string? value, string where)
    {
        if (value is null)
        {
            _order.Fault(field, $"is missing: {where} is not there");
        }

        Optional(json, field, value);
    }

    private static void Optional(Utf8JsonWriter json, string field, string? value)
    {
        if (value is not null)
        {
            json.WriteString(field[(field.LastIndexOf('.') + 1)..], value);
        }
    }
}
