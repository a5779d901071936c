using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Vtex;

/// <summary>Reads what the OMS says of an order's parcels and returns; every fault at once.</summary>
internal sealed class VtexUpdates
{
    private const int Longest = 100;
    private const int LongestDescription = 500;

    private readonly List<ValidationError> _faults = [];
    private readonly JsonFields _fields;
    private readonly OrderUpdated _update;
    private readonly string _orderNo;
    private readonly TimeZoneInfo _zone;

    /// <param name="zone">Of times without an offset.</param>
    public VtexUpdates(OrderUpdated update, string orderNo, TimeZoneInfo zone)
    {
        (_update, _orderNo, _zone) = (update, orderNo, zone);
        _fields = new(update.Message, "", _faults);
    }

    /// <exception cref="UpdateRefusedException">A value is missing or is not what it should be; so for each.</exception>
    public VtexParcel Parcel()
    {
        var parcel = new VtexParcel(
            Code("invoiceNumber"), Needed(Code("trackingNumber"), "trackingNumber"), Code("trackingUrl", LongestDescription),
            Text("courier"), Time("dispatchedAt"));
        Check(
            parcel.Url is null || (Uri.TryCreate(parcel.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"),
            "trackingUrl", "is no address that begins with http:// or https://");
        return Finished(parcel);
    }

    public VtexParcelEvent Event() => Finished(new VtexParcelEvent(
        Code("invoiceNumber"), Code("trackingNumber"), Text("city") ?? "", Text("state") ?? "",
        Needed(Text("description", LongestDescription), "description"), Needed(Time("occurredAt"), "occurredAt"), Time("deliveredAt")));

    /// <param name="account">Null: it is not known, so its rules for numbers are not either.</param>
    public VtexReturn Return(string name, VtexAccountSettings? account)
    {
        var number = Needed(Code("returnNo"), "returnNo");
        Check(
            account is null || number.Length == 0 || VtexRequests.IsAllowed(number, account.InvoiceNumberPattern),
            "returnNo", $"is {ErrorText.Quote(number)}, allowed is what matches {account?.InvoiceNumberPattern} "
                + $"(Vtex:Accounts:{name}:InvoiceNumberPattern)");
        var cents = VtexParts.CentsOf(_fields.Decimal("value"));
        Check(cents is null or > 0, "value", "must be above zero: it is the money that is given back");
        var returned = new VtexReturn(
            number, Lines(), Needed(cents, "value"), Needed(Text("by"), "by"), Time("returnedAt") ?? _update.ReceivedAt);
        return Finished(returned);
    }

    private List<VtexReturnLine> Lines()
    {
        if (_fields.Find("items") is not { ValueKind: JsonValueKind.Array } items || items.GetArrayLength() == 0)
        {
            Check(false, "items", "is missing, or no list with at least one item");
            return [];
        }

        return [.. items.EnumerateArray().Select((item, index) =>
        {
            var fields = new JsonFields(item, $"items[{index}]", _faults);
            var quantity = fields.Integer("quantity");
            Check(quantity is > 0, $"items[{index}].quantity", "is missing, or no whole number above zero");
            return new VtexReturnLine(
                Needed(fields.Code("upc", orNumber: true), $"items[{index}].upc"),
                quantity ?? 0,
                VtexParts.CentsOf(fields.Decimal("price")));
        })];
    }

    private string? Code(string name, int longest = Longest) => NotLonger(_fields.Code(name, orNumber: true), name, longest);

    private string? Text(string name, int longest = Longest) =>
        NotLonger(_fields.Text(name) is { Length: > 0 } text ? text : null, name, longest);

    private DateTimeOffset? Time(string name) => _fields.Time(name, _zone, _update.ReceivedAt);

    private string? NotLonger(string? text, string name, int longest)
    {
        Check(text is null || text.Length <= longest, name, $"is {text?.Length} characters long, at most {longest} are allowed");
        Check(text is null || !text.Any(char.IsControl), name, "contains a control character");
        return text;
    }

    private string Needed(string? text, string name)
    {
        Check(text is not null || _faults.Exists(fault => fault.Field == name), name, "is missing");
        return text ?? "";
    }

    private T Needed<T>(T? value, string name)
        where T : struct
    {
        Check(value is not null || _faults.Exists(fault => fault.Field == name), name, "is missing");
        return value ?? default;
    }

    private void Check(bool isSound, string field, string problem)
    {
        if (!isSound)
        {
            _faults.Add(new(field, problem));
        }
    }

    private T Finished<T>(T read) => _faults.Count == 0
        ? read
        : throw new UpdateRefusedException(_update.Kind, _orderNo, string.Join("; ", _faults.Distinct()));
}
