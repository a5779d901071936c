using Invoicing.Storage;

namespace Invoicing.IntegrationTests.Storage;

/// <summary>A database of the test's own, and its schema.</summary>
[Trait("Takes", "long")]
public sealed class When_the_schema_is_compared : IAsyncLifetime
{
    private StoreDatabase _database = null!;

    public async Task InitializeAsync() => _database = await StoreDatabase.Create(withSchema: false);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task two_that_apply_it_at_the_same_moment_both_succeed_twice()
    {
        for (var time = 0; time < 2; time++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Schema().Apply(default)));
            (await Schema().Differences(default)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task services_that_start_together_fill_an_empty_database()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Schema().Ensure(default)));

        (await Schema().Differences(default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("alter table mt_doc_order drop column waits_for", "mt_doc_order")]
    [InlineData("drop table calls", "calls")]
    [InlineData("drop index mt_doc_order_idx_due_at", "mt_doc_order")]
    public async Task that_of_another_version_is_refused_with_what_to_do_and_can_be_mended(string change, string differs)
    {
        await Schema().Apply(default);
        await _database.Execute(change);

        var refused = await Should.ThrowAsync<SchemaMismatchException>(() => Schema().Ensure(default));
        refused.Message.ShouldContain(differs);
        refused.Message.ShouldContain("invoicing migrate");
        (await Schema().Apply(default)).ShouldContain(differs);
        await Schema().Ensure(default);
    }

    [Fact]
    public async Task one_that_can_only_be_made_anew_is_left_as_it_is_and_told()
    {
        await Schema().Apply(default);
        await _database.Execute("alter table calls drop column tries");

        (await Should.ThrowAsync<SchemaMismatchException>(() => Schema().Apply(default))).Message.ShouldContain("'tries'");
    }

    [Fact]
    public async Task what_people_have_added_stays_and_is_no_difference()
    {
        await Schema().Apply(default);
        await _database.Execute("create index ours on mt_doc_order (oms_id); alter table calls add column remark text");

        (await Schema().Differences(default)).ShouldBeEmpty();
        await Schema().Ensure(default);
        await Schema().Apply(default);
        (await _database.Count("pg_indexes where indexname = 'ours'")).ShouldBe(1);
    }

    // Of a process of its own each.
    private DatabaseSchema Schema() => new(InvoicingStore.Open(_database.Source));
}
