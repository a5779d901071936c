namespace Invoicing.Intake.HotWax;

/// <summary>
/// What HotWax has no fields for stands in attributes of the order, under names that each installation chooses:
/// <c>Feeds:HotWaxAttributes</c>.
/// </summary>
internal sealed class HotWaxAttributes(HotWaxFields order, FeedSettings settings)
{
    private const string Attributes = "orderAttributes";

    /// <param name="name">Ours, as the setting has it, such as <c>documentNo</c>.</param>
    /// <param name="field">Where it goes, such as <c>billing.documentNo</c>.</param>
    /// <param name="isNeeded">Whether it is a fault if it is absent.</param>
    public string? Find(string name, string field, bool isNeeded = false)
    {
        if (!settings.HotWaxAttributes.TryGetValue(name, out var attribute))
        {
            return null;
        }

        var values = order.Objects(Attributes, field)
            .Where(candidate => Plain(candidate.Code("attrName") ?? "") == Plain(attribute))
            .Select(found => found.Code("attrValue", field))
            .OfType<string>()
            .Distinct()
            .ToList();
        if (values is [var value])
        {
            return value;
        }

        if (values.Count > 1)
        {
            order.Fault(field, $"cannot be told: {order.PathOf(Attributes)} has {values.Count} different values of {attribute}");
        }
        else if (isNeeded)
        {
            order.Fault(field, $"is missing: {order.PathOf(Attributes)} has no {attribute} (Feeds:HotWaxAttributes)");
        }

        return null;
    }

    /// <summary>HotWax's own documents write CustomerId, customerId and Customer ID.</summary>
    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
