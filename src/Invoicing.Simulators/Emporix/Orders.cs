using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Emporix;

/// <summary>The order service.</summary>
internal sealed class Orders(TimeProvider clock, EmporixLedger ledger)
{
    // What may follow on each status, as the vendor lists it.
    private static readonly Dictionary<string, string[]> s_next = new()
    {
        ["IN_CHECKOUT"] = ["CREATED", "DECLINED"],
        ["CREATED"] = ["CONFIRMED", "DECLINED"],
        ["CONFIRMED"] = ["SHIPPED", "COMPLETED", "DECLINED"],
        ["SHIPPED"] = ["COMPLETED"],
    };

    private readonly OrderedDictionary<(string Tenant, string Id), (JsonObject Placed, JsonObject Shown)> _orders = [];

    /// <summary>Puts an order in, or another one in its place. What is missing gets a sane value; a null stays.</summary>
    public JsonObject? Put(string tenant, string id, JsonElement json, List<string> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add("the order must be an object");
            return null;
        }

        var order = EmporixRequest.ObjectOf(json);
        order["id"] = id;
        order.TryAdd("status", "CREATED");
        order.TryAdd("siteCode", "main");
        order.TryAdd("currency", "EUR");
        order.TryAdd("created", JsonNodes.Time(clock.GetUtcNow()));
        order.TryAdd("customer", new JsonObject { ["email"] = "buyer@example.test" });
        OrderTotals.Fill(order);
        _orders[(tenant, id)] = (order, order.DeepClone().AsObject());
        return order;
    }

    public Answer Get(EmporixRequest request) => With(request, EmporixAnswers.Ok);

    public Answer List(EmporixRequest request) => Page(request, request.Query("q"), isCounted: true);

    public Answer Search(EmporixRequest request) => request.With(
        (json, faults) =>
        {
            var root = new FieldReader(json, "", faults);
            root.RefuseNull("q");
            return root.Text("q", 10_000, required: false) ?? "";
        },
        q => Page(request, q, isCounted: false));

    /// <summary>Objects are merged, everything else is replaced. Nothing is recalculated.</summary>
    public Answer Patch(EmporixRequest request) => With(request, order => request.WithObject(changes =>
    {
        if (changes["status"] is not null && JsonNodes.Text(changes, "status") is var status && status != JsonNodes.Text(order, "status")
            && !NextOf(order).Contains(status))
        {
            return EmporixAnswers.BadRequest($"an order in status {order["status"]} cannot become {status}");
        }

        JsonNodes.Merge(order, changes);
        if (changes.ContainsKey("entries") || changes.ContainsKey("calculatedPrice"))
        {
            _orders[KeyOf(request)] = (order.DeepClone().AsObject(), order);
        }

        return EmporixAnswers.NoContent();
    }));

    public Answer Calculate(EmporixRequest request) => With(request, order => request.With(
        (json, faults) => Delivery.Read(json, order, faults),
        deliveries =>
        {
            var (tenant, id) = KeyOf(request);
            OrderTotals.Recalculate(_orders[(tenant, id)].Placed, order, deliveries);
            ledger.Add(new BookedCalculation(
                tenant, id, JsonNodes.Amount(order["calculatedPrice"]?["finalPrice"], "grossValue"), clock.GetUtcNow(), request.Body));
            return Answer.Empty(200);
        }));

    public Answer Transitions(EmporixRequest request) => With(request, order => EmporixAnswers.Ok(
        new JsonArray([.. NextOf(order).Select(status => new JsonObject { ["status"] = status })])));

    public Answer Move(EmporixRequest request) => With(request, order => request.With(
        (json, faults) => new FieldReader(json, "", faults).Text("status", 100, required: true),
        status =>
        {
            if (!NextOf(order).Contains(status) || (status == "SHIPPED" && order["shipments"] is not JsonArray { Count: > 0 }))
            {
                return EmporixAnswers.BadRequest($"an order in status {order["status"]} cannot become {status}");
            }

            order["status"] = status;
            return EmporixAnswers.NoContent();
        }));

    private Answer With(EmporixRequest request, Func<JsonObject, Answer> answer) =>
        _orders.TryGetValue(KeyOf(request), out var order) ? answer(order.Shown) : EmporixAnswers.NotFound($"order {KeyOf(request).Id}");

    private static (string Tenant, string Id) KeyOf(EmporixRequest request) => (request.Tenant, request.Route(EmporixFaults.OrderId));

    private Answer Page(EmporixRequest request, string? q, bool isCounted)
    {
        if (!Read(request, "pageNumber", 1, out var page) || !Read(request, "pageSize", 16, out var size))
        {
            return EmporixAnswers.BadRequest("pageNumber and pageSize must be whole numbers above 0");
        }

        if (OrderQuery.Read(q) is not { } query)
        {
            return EmporixAnswers.BadRequest($"the query is not understood: {q}");
        }

        var orders = _orders.Where(order => order.Key.Tenant == request.Tenant).Select(order => order.Value.Shown).Where(query);
        var found = OrderQuery.Sort(orders, request.Query("sort")).ToList();
        var shown = found.Skip((int)Math.Min((page - 1L) * size, int.MaxValue)).Take(size);
        var answer = EmporixAnswers.Ok(new JsonArray([.. shown.Select(order => order.DeepClone())]));
        return isCounted
            ? answer with { Header = ("X-Total-Count", found.Count.ToString(CultureInfo.InvariantCulture)) }
            : answer;
    }

    private static bool Read(EmporixRequest request, string name, int standard, out int number)
    {
        number = standard;
        return request.Query(name) is not { } text
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1);
    }

    private static string[] NextOf(JsonObject order) => s_next.GetValueOrDefault(JsonNodes.Text(order, "status") ?? "") ?? [];
}

/// <summary>How much of an entry was delivered.</summary>
internal sealed record Delivery(string EntryId, long Amount, long? Pieces)
{
    /// <summary>Null when the body has faults, which are all noted.</summary>
    public static IReadOnlyList<Delivery>? Read(JsonElement json, JsonObject order, List<string> faults)
    {
        var root = new FieldReader(json, "", faults);
        root.FaultIf(!root.Has("entries") || root.IsNull("entries"), "entries", "is required");
        var known = JsonNodes.Objects(order["entries"]).Select(entry => JsonNodes.Text(entry, "id")).ToHashSet();
        var deliveries = root.Objects("entries", required: false).Select(entry =>
        {
            entry.RefuseNull("deliveredAmountInPc", "unit");
            entry.Text("unit", 100, required: false);
            var id = entry.Text("entryId", 200, required: true);
            entry.FaultIf(id is not null && !known.Contains(id), "entryId", $"names no entry of the order: {id}");
            return new Delivery(
                id ?? "",
                entry.Whole("deliveredAmount", 0, int.MaxValue, required: true) ?? 0,
                entry.Whole("deliveredAmountInPc", 0, int.MaxValue, required: false));
        }).ToList();
        return faults.Count == 0 ? deliveries : null;
    }
}
