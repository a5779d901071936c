using Invoicing.Contracts;
using Invoicing.Process;

namespace Invoicing.Storage;

/// <summary>
/// A filter as SQL about the orders <c>d</c>, and the values of a statement that uses it. Only what is asked for stands in it, so that the
/// plan is made for that.
/// </summary>
internal sealed class OrderConditions
{
    private const string StoreIs = "lower(coalesce(d.invoicing_store, d.data #>> '{content,soldAtStore}')) = lower";

    private readonly List<object> _values = [];
    private readonly List<string> _all = [];

    public OrderConditions(OrderFilter filter, IEnumerable<IStepPlanner> systems)
    {
        if (filter.Search is { } search)
        {
            var (text, keys) = (Value(search), Value(systems.SelectMany(system => system.KeysFor(search)).ToArray()));
            // Numbers of documents and slips are looked up in the journal: it is narrow, and no document need be read for them. Once for
            // all states.
            With = $"""
                with called as materialized (
                    select order_id from calls where key = any ({keys})
                    union all
                    select order_id from calls where lower(document_no) = lower({text})
                )
                """;
            _all.Add($"""
                (strpos(lower(d.order_no), lower({text})) > 0
                    or strpos(lower(d.oms_id), lower({text})) > 0
                    or {StoreIs}({text})
                    or d.id in (select order_id from called))
                """);
        }

        if (filter.Cause is not null || filter.FailedAt is not null)
        {
            // One and the same step.
            List<string> step = [];
            if (filter.Cause is { } cause)
            {
                // A failure of which no kind is known counts as unexpected.
                var unknown = cause == FailureKind.Unexpected ? " or (s ->> 'status' = 'Failed' and not s ? 'failureKind')" : "";
                step.Add($"(s ->> 'failureKind' = {Value(cause.ToString())}{unknown})");
            }

            if (filter.FailedAt is { } place && Value(place) is var name)
            {
                step.Add($"s ->> 'status' = 'Failed' and (s ->> 'name' = {name} or starts_with(s ->> 'name', {name} || '/'))");
            }

            _all.Add($"exists (select from jsonb_array_elements(d.data -> 'steps') s where {string.Join(" and ", step)})");
        }

        Add(filter.Store, value => $"{StoreIs}({value})");
        Add(filter.Channel, value => $$"""lower(d.data #>> '{content,salesChannel}') = lower({{value}})""");
        Add(filter.Since, value => $"d.mt_created_at >= {value}");
        Add(filter.Until, value => $"d.mt_created_at < {value}");
        Add(filter.Document, value => $$"""
            d.erased_at is null
                and {{value}} in (d.data #>> '{content,billing,documentNo}', d.data #>> '{content,deliverTo,documentNo}')
            """);
        Add(filter.HeldBy, value => $$"""d.data #>> '{onHold,by}' = {{value}}""");
        Add(filter.OnHold, value => $"(d.data ? 'onHold') = {value}");
    }

    /// <summary>Begins the statement.</summary>
    public string With { get; } = "";

    public object[] Values => [.. _values];

    /// <summary>Those that this order has before it in a list.</summary>
    public void AddAfter(OrderCursor? cursor) => Add(
        cursor?.ReceivedAt, value => $"(d.mt_created_at, d.order_no) < ({value}, {Value(cursor!.OrderNo)})");

    /// <summary>
    /// Each state by itself: finished orders and the others have an index each, both by state, so that no question reads all of history.
    /// </summary>
    /// <param name="select">The statement for a state, up to its conditions.</param>
    /// <param name="end">What follows them.</param>
    public string OfEach(IEnumerable<OrderState> states, Func<OrderState, string> select, Func<OrderState, string> end) => string.Join(
        "\nunion all\n",
        states.Select(state =>
            $"({select(state)}\nwhere {string.Join("\n  and ", [IsFinished(state), $"d.state = '{state}'", .. _all])}\n{end(state)})"));

    /// <returns>What stands for it in the statement.</returns>
    public string Value(object value)
    {
        _values.Add(value);
        return $"${_values.Count}";
    }

    private static string IsFinished(OrderState state) => state.IsFinished() ? "d.is_finished" : "not d.is_finished";

    private void Add(object? value, Func<string, string> condition)
    {
        if (value is not null)
        {
            _all.Add(condition(Value(value)));
        }
    }
}
