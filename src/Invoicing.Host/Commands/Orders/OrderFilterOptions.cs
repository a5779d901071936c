using System.CommandLine;
using Invoicing.Contracts;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Which orders a command is about.</summary>
/// <param name="meant">Begins each description, such as <c>Only orders</c>.</param>
/// <param name="states">Ends that of <c>--state</c>.</param>
internal sealed class OrderFilterOptions(string meant = "Only orders", string states = "")
{
    private readonly Option<OrderState[]> _states = DecisionCommand.StateOption($"{meant} in these states{states}");
    private readonly Option<FailureKind?> _cause = DecisionCommand.CauseOption(meant);

    private readonly Option<string?> _failedAt = Named(
        "--failed-at", "STEP", $"{meant} of which this step has failed: invoice, slip, or one of another system such as vtex/notify.");

    private readonly Option<string?> _store = Named("--store", "CODE", $"{meant} of this invoicing store, or sold there.");
    private readonly Option<string?> _channel = Named("--channel", "CODE", $"{meant} of this sales channel, such as ECOM.");

    private readonly Option<string?> _since = TimeOption.Create("--since", $"{meant} received then or later");
    private readonly Option<string?> _until = TimeOption.Create("--until", $"{meant} received earlier");

    private readonly Option<string?> _document = Named(
        "--document", "NO", $"{meant} of the customer with this document number, as a whole, until it is erased.");

    private readonly Option<string?> _search = Options.Value<string?>(
        "--search",
        "TEXT",
        $"{meant} with this in their number or the OMS's id, or as a whole the code of a store, an invoice's document number or the number "
            + "of a slip that was sent.");

    public IReadOnlyList<Option> All => [_states, _cause, _failedAt, _store, _channel, _since, _until, _document, _search];

    /// <summary>As it was given, without a customer's document number, which must not be kept.</summary>
    public string Text(ParseResult given) => MeantOrders.Text(
        ("state", given.GetValue(_states) is { Length: > 0 } some ? string.Join(',', some) : null),
        ("cause", given.GetValue(_cause)?.ToString()),
        ("failed-at", given.GetValue(_failedAt)),
        ("store", given.GetValue(_store)),
        ("channel", given.GetValue(_channel)),
        ("since", given.GetValue(_since)),
        ("until", given.GetValue(_until)),
        ("document", given.GetValue(_document) is null ? null : "…"),
        ("search", given.GetValue(_search)));

    public OrderFilter Read(OperatorRun run)
    {
        var (given, now) = (run.Given, DateTimeOffset.UtcNow);
        var zone = run.Get<IOptions<InvoicingSettings>>().Value.Zone;
        return new()
        {
            States = given.GetValue(_states) is { Length: > 0 } states ? states : null,
            Cause = given.GetValue(_cause),
            FailedAt = Normal(_failedAt),
            Store = Normal(_store),
            Channel = Normal(_channel),
            Since = WrittenTime.Read(given.GetValue(_since), zone, now),
            Until = WrittenTime.Read(given.GetValue(_until), zone, now),
            Document = Normal(_document),
            Search = given.GetValue(_search) is { } text && OrderNumbers.Normal(text) is { Length: > 0 } normal ? normal : null,
        };

        // As orders are read.
        string? Normal(Option<string?> option) => given.GetValue(option) is { } text ? TextNormal.Of(text) : null;
    }

    private static Option<string?> Named(string name, string value, string description) => Options.Value<string?>(name, value, description)
        .Refuse(text => TextNormal.Of(text).Length == 0 ? $"{name} must not be blank." : null);
}
