using Invoicing.Storage;
using Npgsql;

namespace Invoicing.Tests.Storage;

public sealed class Coalescing_operations : IAsyncDisposable
{
    private readonly List<IReadOnlyList<string>> _batches = [];
    private readonly SemaphoreSlim _gate = new(0);
    private readonly SemaphoreSlim _entered = new(0);
    private readonly GroupCommit<string, string> _coalescer;
    private Func<IReadOnlyList<string>, Exception?> _fault = _ => null;
    private bool _gated;

    public Coalescing_operations() => _coalescer = new(256, item => item.Split(' ')[0], Execute);

    public ValueTask DisposeAsync() => _coalescer.DisposeAsync();

    [Fact]
    public async Task what_waits_together_runs_together_and_each_gets_its_own_result()
    {
        (await WhileOneRuns("a", "b", "c")).ShouldBe(["did a", "did b", "did c"]);
        _batches[1].ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task two_items_of_one_key_never_stand_in_one_batch()
    {
        (await WhileOneRuns("a 1", "a 2", "b")).ShouldBe(["did a 1", "did a 2", "did b"]);
        _batches.ShouldAllBe(batch => batch.Select(item => item[0]).Distinct().Count() == batch.Count);
    }

    [Fact]
    public async Task one_poison_item_fails_alone()
    {
        _fault = items => items.Contains("poison") ? new InvalidOperationException("poison") : null;

        var results = await Task.WhenAll(Settle(WhileOneRuns("a", "poison", "b")));

        results.Single().ShouldBe("poison");
        _batches.Skip(2).ShouldContain(batch => batch.SequenceEqual(new[] { "a" }));
        _batches.Skip(2).ShouldContain(batch => batch.SequenceEqual(new[] { "b" }));
    }

    [Fact]
    public async Task while_the_database_is_away_it_is_tried_again()
    {
        var failures = 3;
        _fault = _ => failures-- > 0 ? new NpgsqlException("gone") : null;
        (await _coalescer.Run("a", default)).ShouldBe("did a");
        _batches.Count.ShouldBe(4);
    }

    [Fact]
    public async Task whoever_waits_at_the_end_is_cancelled()
    {
        _gated = true;
        var waiting = _coalescer.Run("a", default);
        await _entered.WaitAsync();
        var behind = _coalescer.Run("b", default);

        await _coalescer.DisposeAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await Should.ThrowAsync<OperationCanceledException>(() => behind);
    }

    [Fact]
    public async Task with_batches_of_one_nothing_waits_for_another()
    {
        _gated = true;
        await using var single = new GroupCommit<string, string>(1, item => item, Execute);
        var both = Task.WhenAll(single.Run("a", default), single.Run("b", default));
        await _entered.WaitAsync();
        (await _entered.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();

        _gate.Release(2);

        (await both).ShouldBe(["did a", "did b"]);
    }

    private async Task<IReadOnlyList<string>> Execute(IReadOnlyList<string> items, CancellationToken ct)
    {
        if (_gated)
        {
            _entered.Release();
            await _gate.WaitAsync(ct);
        }

        lock (_batches)
        {
            _batches.Add(items);
        }

        return _fault(items) is { } fault ? throw fault : [.. items.Select(item => $"did {item}")];
    }

    private async Task<string[]> WhileOneRuns(params string[] items)
    {
        _gated = true;
        var first = _coalescer.Run("first", default);
        await _entered.WaitAsync();
        var rest = items.Select(item => _coalescer.Run(item, default)).ToList();
        _gated = false;
        _gate.Release();
        await first;
        return await Task.WhenAll(rest);
    }

    private static async Task<string> Settle(Task task)
    {
        try
        {
            await task;
            return "";
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }
}
