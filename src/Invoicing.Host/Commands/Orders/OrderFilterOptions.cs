using System.CommandLine;
using Invoicing.Contracts;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Which orders a list is about.</summary>
internal sealed class OrderFilterOptions
{
    private readonly Option<OrderState[]> _states = DecisionCommand.StateOption("Only orders in these states");
    private readonly Option<FailureKind?> _cause = DecisionCommand.CauseOption("Only orders");
    private readonly Option<string?> _store = Named("--store", "CODE", "Only orders of this invoicing store, or sold there.");
    private readonly Option<string?> _channel = Named("--channel", "CODE", "Only orders of this sales channel, such as ECOM.");

    private readonly Option<string?> _since = TimeOption.Create("--since", "Only orders received then or later");
    private readonly Option<string?> _until = TimeOption.Create("--until", "Only orders received earlier");

    private readonly Option<string?> _document = Named(
        "--document", "NO", "Only orders of the customer with this document number, as a whole, until it is erased.");

    private readonly Option<string?> _search = Options.Value<string?>(
        "--search",
        "TEXT",
        "Part of an order number or of the OMS's id; or a store code, an invoice's document number or the number of a slip that was "
            + "sent, as a whole.");

    public void AddTo(Command command) =>
        Array.ForEach<Option>([_states, _cause, _store, _channel, _since, _until, _document, _search], command.Add);

    public OrderFilter Read(OperatorRun run)
    {
        var (given, now) = (run.Given, DateTimeOffset.UtcNow);
        var zone = run.Get<IOptions<InvoicingSettings>>().Value.Zone;
        return new()
        {
            States = given.GetValue(_states) is { Length: > 0 } states ? states : null,
            Cause = given.GetValue(_cause),
            Store = Normal(_store),
            Channel = Normal(_channel),
            Since = TimeOption.Read(given.GetValue(_since), zone, now),
            Until = TimeOption.Read(given.GetValue(_until), zone, now),
            Document = Normal(_document),
            Search = given.GetValue(_search) is { } text && OrderNumbers.Normal(text) is { Length: > 0 } normal ? normal : null,
        };

        // As orders are read.
        string? Normal(Option<string?> option) => given.GetValue(option) is { } text ? TextNormal.Of(text) : null;
    }

    private static Option<string?> Named(string name, string value, string description) => Options.Value<string?>(name, value, description)
        .Refuse(text => TextNormal.Of(text).Length == 0 ? $"{name} must not be blank." : null);
}
