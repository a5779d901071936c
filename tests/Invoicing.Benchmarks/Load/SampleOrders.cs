using System.Text.Json.Nodes;
using Invoicing.Emporix;
using Invoicing.Harness;
using Invoicing.Simulators.Oms;

namespace Invoicing.Benchmarks.Load;

/// <summary>
/// The orders of a measurement: sound, each with a number of its own, the same in every process that names the same places.
/// </summary>
internal static class SampleOrders
{
    private const int Seed = 41;

    /// <param name="first">Place of the first; orders of different places have different numbers.</param>
    /// <param name="count">How many.</param>
    /// <param name="stores">By how many stores each was shipped.</param>
    /// <param name="origin">Of all of them.</param>
    public static IEnumerable<SampleOrder> Take(int first, int count, int stores, Origin origin) =>
        Enumerable.Range(first, count).Select(place => origin == Origin.Jobs ? OfJob(place) : OfOms(place, stores, origin));

    private static SampleOrder OfOms(int place, int stores, Origin origin)
    {
        var composer = new Composer(Seed, place, 0);
        var draft = stores == 1 ? SoundRecipes.SingleStore(composer) : composer.Order(stores);
        var number = draft.OrderNo.Trim().TrimStart('#').Trim();
        if (origin != Origin.Vtex)
        {
            return new(number, DraftWriter.Text(DraftWriter.Write(draft)));
        }

        // VTEX takes neither parts of a unit nor an invoice of nothing.
        draft = draft.With((line, _) => line with { Quantity = decimal.Ceiling(line.Quantity) }) with { Shipping = 5 };
        var json = DraftWriter.Write(draft);
        json["vtex"] = new JsonObject { ["account"] = TestVtex.Account, ["orderId"] = TestVtex.IdOf(number) };
        return new(number, DraftWriter.Text(json));
    }

    private static SampleOrder OfJob(int place)
    {
        var id = $"o-{place}";
        var order = TestEmporix.Order(id, order => order["customer"]!["email"] = $"{id}@example.test");
        return new(EmporixOrders.NumberOf(TestEmporix.Tenant, id), order.ToJsonString());
    }
}

/// <param name="Number">As the program names the order.</param>
/// <param name="Json">As the OMS publishes it, or as Emporix has it.</param>
internal sealed record SampleOrder(string Number, string Json);
