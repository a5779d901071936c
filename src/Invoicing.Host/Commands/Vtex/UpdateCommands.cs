using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Host.Commands.Orders;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;

namespace Invoicing.Host.Commands.Vtex;

/// <summary>
/// By hand what an OMS tells by <see cref="ShipmentTracked"/>, <see cref="TrackingEventOccurred"/> and <see cref="OrderReturned"/>. Values
/// are judged as those of the messages.
/// </summary>
internal static class UpdateCommands
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static Command CreateTrack()
    {
        var invoice = InvoiceNumber();
        var tracking = Options.Value<string>("--tracking-number", "NUMBER", "The parcel's tracking number.");
        tracking.Required = true;
        var url = Options.Value<string?>("--url", "URL", "Where the customer can follow the parcel.");
        var courier = Options.Value<string?>("--courier", "NAME", "Who carries it.");
        var dispatched = Time("--dispatched-at", "When it left");
        return Create(
            new("track", "Tell VTEX the tracking number of a parcel. The same one again changes nothing.")
            {
                tracking, invoice, url, courier, dispatched,
            },
            UpdateKind.ShipmentTracked,
            (given, orderNo, _) => new
            {
                orderNo, invoiceNumber = given.GetValue(invoice), trackingNumber = given.GetValue(tracking),
                trackingUrl = given.GetValue(url), courier = given.GetValue(courier), dispatchedAt = given.GetValue(dispatched),
            });
    }

    public static Command CreateEvent()
    {
        var invoice = InvoiceNumber();
        var tracking = Options.Value<string?>("--tracking-number", "NUMBER", "Of the parcel. Default: the newest of the order.");
        var description = Options.Value<string>("--description", "TEXT", "What has happened, as the customer reads it.");
        description.Required = true;
        var city = Options.Value<string?>("--city", "NAME", "Where.");
        var state = Options.Value<string?>("--state", "NAME", "Its state or region.");
        var at = Time("--at", "When it happened");
        at.Required = true;
        var delivered = Time("--delivered-at", "When the parcel was delivered, if it is by this");
        return Create(
            new("event", "Tell VTEX what has happened to a parcel, for the customer to see.")
            {
                description, at, city, state, delivered, tracking, invoice,
            },
            UpdateKind.TrackingEventOccurred,
            (given, orderNo, _) => new
            {
                orderNo, invoiceNumber = given.GetValue(invoice), trackingNumber = given.GetValue(tracking), city = given.GetValue(city),
                state = given.GetValue(state), description = given.GetValue(description), occurredAt = given.GetValue(at),
                deliveredAt = given.GetValue(delivered),
            });
    }

    public static Command CreateReturn()
    {
        var number = Options.Value<string>("--number", "NUMBER", "Of the return, unlike that of every invoice and every other return.");
        number.Required = true;
        var items = Options.Values(
            "--item", "UPC=UNITS", "What is taken back, such as 8720116120011=2, or 8720116120011=2@17.50 at a price of its own a unit.");
        items.Required = true;
        items.Refuse(text => ReadItem(text) is null
            ? $"'{text}' is no item: UPC=UNITS or UPC=UNITS@PRICE is expected, such as 8720116120011=2@17.50."
            : null);
        var value = Options.Value<string>("--value", "AMOUNT", "The money that VTEX gives back to the customer, such as 35.00.")
            .Refuse(text => Amount(text) is null
                ? $"'{text}' is no amount: digits with one point at most are expected, such as 35.00."
                : null);
        value.Required = true;
        return Create(
            new(
                "return",
                "Tell VTEX that goods are taken back. VTEX then gives the money back by itself, so it is told once, and never again on "
                    + "its own where the outcome is unknown.")
            {
                number, items, value,
            },
            UpdateKind.OrderReturned,
            (given, orderNo, by) => new
            {
                orderNo, returnNo = given.GetValue(number), items = given.GetValue(items)!.Select(ReadItem),
                value = Amount(given.GetValue(value)!), by,
            });
    }

    private static Command Create(Command command, UpdateKind kind, Func<ParseResult, string, string, object> message)
    {
        var number = OrderNumbers.One();
        command.Add(number);
        var options = new DecisionOptions();
        return command.Runs(
            run =>
            {
                var decision = options.Of(run.Given);
                var ((by, reason), commands) = (decision, run.Commands(command.Name, decision));
                return Decisions.CarryOut(run, OrderNumbers.Normal(run.Given.GetValue(number)!), orderNo => commands.Update(
                    orderNo,
                    new(kind, JsonSerializer.SerializeToElement(message(run.Given, orderNo, by), s_json), DateTimeOffset.UtcNow)
                    {
                        By = by, Reason = reason,
                    },
                    run.Ct));
            },
            options);
    }

    private static Option<string?> InvoiceNumber() => Options.Value<string?>(
        "--invoice-number", "NUMBER", "Of the invoice whose goods are in the parcel; needed only where the order has several.");

    private static Option<string?> Time(string name, string description) =>
        Options.Value<string?>(
            name, "TIME", $"{description}, such as 2026-03-06T14:30; local time of Invoicing:TimeZone without an offset.");

    private static ReturnedItem? ReadItem(string text)
    {
        var (upc, rest) = text.Split('=', 2) is [{ Length: > 0 } first, var second] ? (first, second) : ("", "");
        var parts = rest.Split('@', 2);
        var price = parts is [_, var written] ? Amount(written) : null;
        return upc.Length > 0 && (parts.Length == 1 || price is not null)
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var units)
            ? new() { Upc = upc, Quantity = units, Price = price }
            : null;
    }

    /// <summary>A comma is refused: it would be read as one between thousands.</summary>
    private static decimal? Amount(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;
}
