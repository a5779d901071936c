using Invoicing.Process;

namespace Invoicing.RetailPro;

internal static class SalesChannels
{
    /// <summary>
    /// Null: not known. The order is refused where its request is built; guessing could invoice a send sale twice. A route that only says
    /// that orders go to Retail Pro does not say that they are to be invoiced there.
    /// </summary>
    public static ChannelKind? KindOf(string? channel, InvoicingSettings settings) => settings.RouteOf(channel) switch
    {
        { } route when route.Lists(RetailProPlanner.SystemName, RetailProSteps.Invoice) => ChannelKind.Invoice,
        { } route when route.Lists(RetailProPlanner.SystemName, RetailProSteps.Slip) => ChannelKind.SendSale,
        _ => channel switch
        {
            "ECOM" => ChannelKind.Invoice,
            "POS" => ChannelKind.SendSale,
            null => null,
            _ => settings.Channels.TryGetValue(channel, out var kind) ? kind : null,
        },
    };
}
