using Invoicing.Process;

namespace Invoicing.RetailPro;

/// <summary>What a sales channel means.</summary>
internal static class SalesChannels
{
    /// <summary>Null: not known. The order is refused where its request is built; guessing could invoice a send sale twice.</summary>
    public static ChannelKind? KindOf(string? channel, InvoicingSettings settings) => settings.RouteOf(channel) is { } route
        ? route.GoesTo(RetailProPlanner.SystemName, RetailProSteps.Invoice) ? ChannelKind.Invoice : ChannelKind.SendSale
        : channel switch
    {
        "ECOM" => ChannelKind.Invoice,
        "POS" => ChannelKind.SendSale,
        null => null,
        _ => settings.Channels.TryGetValue(channel, out var kind) ? kind : null,
    };
}
