using Invoicing.ErrorQueues;
using Invoicing.Messaging;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;

namespace Invoicing.Operations;

/// <summary>What people may ask who are named in orders: what is held of them, and that it is erased. By their mail address.</summary>
/// <remarks>
/// It looks through whole tables and all files: seconds with a hundred thousand orders, minutes with millions. It is asked for so rarely that
/// no index is worth its cost to the flow, and it takes no lock that the flow waits for.
/// </remarks>
internal sealed class Privacy(
    PersonalData orders, IEnumerable<IPersonalDataStore> others, AuditLog audit, ErrorQueueReader errorQueues,
    IOptions<MessagingSettings> messaging, TimeProvider clock)
{
    private const int LongestAddress = 320;

    /// <exception cref="CommandRefusedException">It is no address, or the reason, which is kept, names it.</exception>
    public static Person PersonOf(string? email, string reason)
    {
        if (email?.Trim() is not { Length: > 2 and <= LongestAddress } address || !address.Contains('@', StringComparison.Ordinal)
            || address.Any(char.IsWhiteSpace))
        {
            throw new CommandRefusedException(
                $"email is no mail address: one is expected, as orders have it, of at most {LongestAddress} characters.");
        }

        var person = new Person(address);
        return person.IsNamedIn(reason)
            ? throw new CommandRefusedException("The reason names the address, and it is kept: leave the address out.")
            : person;
    }

    /// <summary>All that is held of a person. Who has asked, and why, is kept before anybody sees it.</summary>
    public async Task<PersonExport> Export(Person person, OperatorDecision decision, CancellationToken ct)
    {
        await audit.Add("privacy export", person.Digest, decision, ct);
        var (items, remarks) = await Find(person, ct);
        var failed = await Failed(items, ct);
        return new(person.Digest, clock.GetUtcNow(), [.. items.Select(found => found.Item)], [.. remarks, .. failed.Remarks]);
    }

    /// <summary>Erases what may be erased, and says of the rest why it is kept. What was interrupted is begun again by the same request.</summary>
    public async Task<ErasureReport> Erase(Person person, OperatorDecision decision, CancellationToken ct)
    {
        var (items, remarks) = await Find(person, ct);
        await audit.Add("privacy erase", person.Digest, decision, ct, items.Count);
        var report = new List<ErasedItem>();
        foreach (var (holder, item) in items)
        {
            var kept = await holder.Erase(item, ct);
            report.Add(new(item.Kind, item.Name, kept is null, kept?.Because, kept?.Until));
        }

        var failed = await Failed(items, ct);
        return new(person.Digest, report, failed.Messages, [.. remarks, .. failed.Remarks]);
    }

    private async Task<(IReadOnlyList<(IPersonalDataStore Holder, HeldItem Item)> Items, IReadOnlyList<string> Remarks)> Find(
        Person person, CancellationToken ct)
    {
        var (items, remarks) = (new List<(IPersonalDataStore, HeldItem)>(), new List<string>());
        items.AddRange((await orders.Find(person, [], ct)).Select(item => ((IPersonalDataStore)orders, item)));
        var orderNos = OrderNosOf(items);
        foreach (var other in others)
        {
            try
            {
                items.AddRange((await other.Find(person, orderNos, ct)).Select(item => (other, item)));
            }
            catch (PersonalDataAwayException away)
            {
                remarks.Add(away.Message);
            }
        }

        return (items, remarks);
    }

    /// <summary>Messages in error queues that name the person's orders: nobody can change them there.</summary>
    private async Task<(int? Messages, IReadOnlyList<string> Remarks)> Failed(
        IReadOnlyList<(IPersonalDataStore, HeldItem)> items, CancellationToken ct)
    {
        var orderNos = OrderNosOf(items);
        if (orderNos.Count == 0 || messaging.Value.Transport != Transport.RabbitMq)
        {
            return (orderNos.Count == 0 ? 0 : null, []);
        }

        var which = $"--order {string.Join(' ', orderNos.Select(TextSanitizer.Argument))}";
        try
        {
            await using var snapshot = await errorQueues.Open(new() { Orders = orderNos.ToArray() }, ct);
            return (snapshot.Messages.Count, snapshot.Messages.Count == 0 ? [] :
            [
                $"{snapshot.Messages.Count} failed messages of these orders lie in error queues, where they cannot be changed: see "
                    + $"`invoicing errors list --entries {which}`, settle them by `invoicing errors retry {which}` or "
                    + $"`invoicing errors discard {which}`, and erase once more",
            ]);
        }
        catch (Exception e) when (e is ErrorQueueException || BrokerFaults.IsAway(e))
        {
            return (null, [$"the error queues could not be read: see later whether `invoicing errors list --entries {which}` shows any"]);
        }
    }

    private static IReadOnlyList<string> OrderNosOf(IEnumerable<(IPersonalDataStore, HeldItem Item)> items) =>
        [.. items.Where(found => found.Item.Kind == PersonalData.Order).Select(found => found.Item.Name)];
}

/// <param name="Person">Stands for the address.</param>
/// <param name="Remarks">What could not be looked at, and what else is to be done.</param>
internal sealed record PersonExport(
    string Person, DateTimeOffset ExportedAt, IReadOnlyList<HeldItem> Items, IReadOnlyList<string> Remarks);

/// <param name="Person">Stands for the address, in the audit, too.</param>
/// <param name="FailedMessages">That lie in error queues and name the person's orders; null: not known.</param>
/// <param name="Remarks">What could not be looked at, and what else is to be done.</param>
internal sealed record ErasureReport(
    string Person, IReadOnlyList<ErasedItem> Items, int? FailedMessages, IReadOnlyList<string> Remarks);

/// <param name="KeptBecause">Null: it is erased.</param>
/// <param name="KeptUntil">The last day; null: that depends on what the reason names.</param>
internal sealed record ErasedItem(string Kind, string Name, bool IsErased, string? KeptBecause, DateOnly? KeptUntil);
