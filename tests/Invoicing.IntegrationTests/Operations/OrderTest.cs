using Invoicing.Contracts;
using Invoicing.Harness;
using Invoicing.IntegrationTests.Storage;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.Recovery;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Systems;
using Marten;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Invoicing.IntegrationTests.Operations;

/// <summary>A database of the test's own, orders in it, and the calls that were made for them.</summary>
public abstract class OrderTest : IAsyncLifetime
{
    private StoreDatabase _database = null!;
    private OrderStore _orders = null!;
    private CallJournal _journal = null!;
    private OrderProcessor _processor = null!;

    internal OrderCommands Commands { get; private set; } = null!;

    internal Adoptions Adoptions { get; private set; } = null!;

    internal OrderQueries Orders { get; private set; } = null!;

    internal NoticeStore Notices { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _database = await StoreDatabase.Create();
        var (store, source) = (_database.Store, _database.Source);
        var (known, settings) = (new RowCache(), Options.Create(new PostgresSettings()));
        (_orders, _journal, Notices) = (new(store, source, known, settings), new(source, known, settings), new(store));
        _processor = new(
            new(new(), [new RetailProPlanner(new(), new())], () => null),
            _orders,
            new BackupRestores(store, source, known).Look,
            TimeProvider.System);
        Commands = new(_processor, _journal);
        Adoptions = new(store, _processor, TimeProvider.System);
        Orders = new(store, Notices, [new RetailProPlanner(new(), new())]);
    }

    public async Task DisposeAsync()
    {
        await _orders.DisposeAsync();
        await _journal.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Received, shipped by SVA11 first and by SVA40, unless changed.</summary>
    internal async Task<OrderProcess> Receive(string orderNo, Func<Order, Order>? change = null)
    {
        var order = OrderOf(orderNo);
        var row = await Decide(null, new OrderArrived(change is null ? order : change(order)));
        (await _orders.Insert(OrderKey.Of(orderNo), row, TimeSpan.FromSeconds(30), CancellationToken.None)).ShouldBeTrue();
        return row;
    }

    internal static Order OrderOf(string orderNo) => new()
    {
        OrderId = $"M{orderNo}", OrderNo = orderNo, OrderName = $"#{orderNo}", SalesChannel = "ECOM", CompletedAt = DateTimeOffset
            .UtcNow, Total = 60,
        Items = [Line(1, "SVA11", 8), Line(2, "SVA40", 9)],
    };

    /// <summary>As the saga takes a message in, again where it has to.</summary>
    /// <param name="by">Another process.</param>
    internal async Task<OrderProcess> Arrives(Order order, OrderStore? by = null)
    {
        for (var (id, store) = (OrderKey.Of(order.OrderNo), by ?? _orders); ;)
        {
            if (await store.Load(id, CancellationToken.None) is null)
            {
                var made = await Decide(null, new OrderArrived(order));
                if (await store.Insert(id, made, null, CancellationToken.None))
                {
                    return made;
                }

                continue;
            }

            await using var locked = (await store.Lock(id, CancellationToken.None))!;
            var row = await Decide(locked.Row, new OrderArrived(order) { CallOpen = locked.CallOpen });
            await locked.Save(row, null, CancellationToken.None);
            return row;
        }
    }

    /// <summary>A message that the saga handles under the row's lock.</summary>
    internal async Task<OrderProcess> ToldUnderLock(string orderNo, Func<OrderProcess, OrderEvent> messageFor)
    {
        await using var locked = (await _orders.Lock(OrderKey.Of(orderNo), CancellationToken.None))!;
        var row = await Decide(locked.Row, messageFor(locked.Row));
        await locked.Save(row, null, CancellationToken.None);
        return row;
    }

    internal Task<int> Erase() => new PersonalData(_database.Store, _database.Source, TimeProvider.System).Erase(TimeSpan.Zero, 100, CancellationToken.None);

    /// <summary>Another process of the service, with a memory of its own.</summary>
    internal OrderStore Process() => new(_database.Store, _database.Source, new RowCache(), Options.Create(new PostgresSettings()));

    internal static OrderLine Line(int lineNo, string store, int hour) => new()
    {
        Index = lineNo - 1, LineNo = lineNo, Upc = "8720116120011", Quantity = 1, Price = 30, Status = Order.Fulfilled, ShippedFrom = store,
        ShippedAt = new DateTimeOffset(2026, 3, 5, hour, 0, 0, TimeSpan.Zero),
    };

    /// <summary>The order, changed by a message as the saga would.</summary>
    internal async Task<OrderProcess> Told(string orderNo, Func<OrderProcess, OrderEvent> messageFor)
    {
        var id = OrderKey.Of(orderNo);
        var row = (await _orders.Load(id, CancellationToken.None))!;
        (await _orders.Update(id, await Decide(row, messageFor(row)), null, CancellationToken.None)).ShouldBeTrue();
        return (await _orders.Load(id, CancellationToken.None))!;
    }

    internal Task<OrderProcess> Failed(string orderNo, FailureKind kind) =>
        Told(orderNo, row => new StepFailed(RetailProSteps.Invoice, row.Invoice!.Attempt, kind, $"{kind} of {orderNo}", null));

    /// <summary>A call for the invoice, begun and, if <paramref name="state"/> says how, ended.</summary>
    internal async Task Called(string orderNo, string? state, bool unresolved = false, TimeSpan? lease = null)
    {
        var row = (await _orders.Load(OrderKey.Of(orderNo), CancellationToken.None))!;
        var claim = await Claim(row, mayRepeat: false, lease ?? TimeSpan.FromMinutes(1));
        claim.Kind.ShouldBe(ClaimKind.Granted);
        if (state is not null)
        {
            (await _journal.Settle(
                new(Key(orderNo), claim.Owner, state, unresolved, state == "done" ? "INV7" : null, "called", Details),
                CancellationToken.None)).ShouldBeTrue();
        }
    }

    internal async Task SlipSent(string orderNo, string slipNo)
    {
        var step = RetailProSteps.SlipName(slipNo);
        var attempt = (await _orders.Load(OrderKey.Of(orderNo), CancellationToken.None))!.ExpectedAttempts[step];
        (await _journal.Claim(
            new($"retailpro/slip/{slipNo}", orderNo, step, attempt, Guid.NewGuid(), false, false, TimeSpan.FromMinutes(1)),
            CancellationToken.None))
            .Kind.ShouldBe(ClaimKind.Granted);
    }

    internal Task<(ClaimKind Kind, Guid Owner)> Claim(OrderProcess row) => Claim(row, mayRepeat: false, TimeSpan.FromMinutes(1));

    /// <summary>Of the invoice, under a number that is not the order's own.</summary>
    internal Task<Claim> ClaimUnder(string number, OrderProcess row) => _journal.Claim(
        new(
            Key(number),
            row.OrderNo,
            RetailProSteps.Invoice,
            row.Invoice!.Attempt,
            Guid.NewGuid(),
            MayRepeat: true,
            MustWait: false,
            TimeSpan.FromMinutes(1)), CancellationToken.None);

    internal Task<bool> Settle(string orderNo, Guid owner, string state) =>
        _journal.Settle(new(Key(orderNo), owner, state, false, null, "called", Details), CancellationToken.None);

    /// <summary>
    /// Orders like one that is stored, under the numbers C1, C2 and so on: to the database they are what years leave behind.
    /// </summary>
    /// <param name="state">SQL, of the number <c>n</c>; so is the time of receipt.</param>
    internal Task Copy(string orderNo, int count, string state, string receivedAt) => _database.Execute($$"""
        insert into mt_doc_order (
            id, data, mt_version, order_no, oms_id, state, is_finished, resumed, invoicing_store, mt_created_at, mt_last_modified)
        select gen_random_uuid(), jsonb_set(o.data, '{content,orderNo}', to_jsonb('C' || n)), o.mt_version, 'C' || n, o.oms_id, c.state,
               c.state in ('Completed', 'NothingToInvoice', 'Dismissed'), 0, o.invoicing_store, c.received_at, c.received_at
        from generate_series(1, {{count}}) n
        cross join lateral (select {{state}} as state, {{receivedAt}} as received_at) c
        join mt_doc_order o on o.order_no = '{{orderNo}}'
        """);

    internal Task Execute(string sql) => _database.Execute(sql);

    /// <summary>How PostgreSQL would answer a question, and does.</summary>
    internal async Task<string> Plan((string Sql, object[] Values) question)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await using var command = connection.Command($"explain (analyze, buffers) {question.Sql}", question.Values);
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new System.Text.StringBuilder();
        while (await reader.ReadAsync())
        {
            plan.AppendLine(reader.GetString(0));
        }

        return plan.ToString();
    }

    internal async Task<IReadOnlyList<object?>> Query(string sql) => (await _database.Rows(sql))[0];

    internal async Task<string> Refused(Func<Task> command) => (await Should.ThrowAsync<CommandRefusedException>(command)).Message;

    private static Dictionary<string, object?> Details =>
        new() { ["attempt"] = 1, ["warnings"] = new[] { "cut" }, ["request"] = new { name = "Rosa" } };

    private static string Key(string orderNo) => $"retailpro/invoice/{orderNo}";

    private async Task<(ClaimKind Kind, Guid Owner)> Claim(OrderProcess row, bool mayRepeat, TimeSpan lease)
    {
        var owner = Guid.NewGuid();
        var claim = await _journal.Claim(
            new(Key(row.OrderNo), row.OrderNo, RetailProSteps.Invoice, row.Invoice!.Attempt, owner, mayRepeat, false, lease),
            CancellationToken.None);
        return (claim.Kind, owner);
    }

    private async Task<OrderProcess> Decide(OrderProcess? row, OrderEvent change) =>
        (await _processor.Decide(row, change, CancellationToken.None)).After;
}
