using System.Text.Json.Nodes;
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
    public static IEnumerable<SampleOrder> Take(int first, int count, int stores) =>
        Enumerable.Range(first, count).Select(place =>
        {
            var composer = new Composer(Seed, place, 0);
            var draft = stores == 1 ? SoundRecipes.SingleStore(composer) : composer.Order(stores);
            JsonObject json = DraftWriter.Write(draft);
            return new SampleOrder(draft.OrderNo.Trim().TrimStart('#').Trim(), DraftWriter.Text(json));
        });
}

/// <param name="Number">As the program names the order.</param>
/// <param name="Json">As the OMS publishes it.</param>
internal sealed record SampleOrder(string Number, string Json);
