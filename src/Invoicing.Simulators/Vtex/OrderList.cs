using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.Vtex;

/// <summary>What a list of orders is asked for.</summary>
/// <param name="Statuses">Empty: all.</param>
internal sealed record OrderListQuery(IReadOnlyList<string> Statuses, int Page, int PerPage)
{
    private const int LastPage = 30;
    private const int LargestPage = 100;

    /// <summary>Null when it asks for more than there is.</summary>
    public static OrderListQuery? Read(IQueryCollection query) =>
        Number(query, "page", 1, LastPage) is { } page && Number(query, "per_page", 15, LargestPage) is { } perPage
            ? new([.. query["f_status"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries)], page, perPage)
            : null;

    private static int? Number(IQueryCollection query, string name, int standard, int largest) =>
        query[name].ToString() is not { Length: > 0 } text ? standard
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= largest
                ? number
                : null;
}

/// <summary>The list of orders: an index that is behind, without the items.</summary>
internal static class OrderList
{
    /// <param name="at">The list shows the orders as they were then.</param>
    public static Answer Create(IEnumerable<SimulatedOrder> orders, OrderListQuery query, DateTimeOffset at)
    {
        var rows = orders
            .Select(order => (Order: order, WasThere: order.HadStatus(at, out var status), Status: status))
            .Where(row => row.WasThere && (query.Statuses.Count == 0 || query.Statuses.Contains(row.Status ?? "")))
            .Reverse()
            .ToList();
        var page = rows.Skip((query.Page - 1) * query.PerPage).Take(query.PerPage).Select(row => (JsonNode)Row(row.Order, row.Status));
        return VtexAnswers.Ok(new JsonObject
        {
            ["list"] = new JsonArray([.. page]),
            ["facets"] = new JsonArray(),
            ["paging"] = new JsonObject
            {
                ["total"] = rows.Count,
                ["pages"] = (rows.Count + query.PerPage - 1) / query.PerPage,
                ["currentPage"] = query.Page,
                ["perPage"] = query.PerPage,
            },
            ["stats"] = new JsonObject
            {
                ["stats"] = new JsonObject
                {
                    ["totalValue"] = Figures(rows.Count, rows.Sum(row => row.Order.Value), Facets()),
                    ["totalItems"] = Figures(rows.Count, rows.Sum(row => Units(row.Order)), Facets()),
                },
            },
        });
    }

    private static JsonObject Row(SimulatedOrder order, string? status) => new()
    {
        ["orderId"] = order.Id,
        ["creationDate"] = Copy(order, "creationDate"),
        ["clientName"] = string.Join(' ', new[] { "firstName", "lastName" }.Select(name => order.Body["clientProfileData"]?[name])),
        ["items"] = null,
        ["totalValue"] = order.Value,
        ["paymentNames"] = "",
        ["status"] = status ?? "",
        ["statusDescription"] = "",
        ["marketPlaceOrderId"] = Copy(order, "marketplaceOrderId"),
        ["sequence"] = Copy(order, "sequence"),
        ["salesChannel"] = Copy(order, "salesChannel"),
        ["affiliateId"] = Copy(order, "affiliateId"),
        ["origin"] = Copy(order, "origin"),
        ["workflowInErrorState"] = Copy(order, "workflowIsInError"),
        ["workflowInRetry"] = false,
        ["lastMessageUnread"] = null,
        ["ShippingEstimatedDate"] = null,
        ["ShippingEstimatedDateMax"] = null,
        ["ShippingEstimatedDateMin"] = null,
        ["orderIsComplete"] = Copy(order, "isCompleted"),
        ["listId"] = null,
        ["listType"] = null,
        ["authorizedDate"] = Copy(order, "authorizedDate"),
        ["callCenterOperatorName"] = null,
        ["totalItems"] = Units(order),
        ["currencyCode"] = "BRL",
    };

    private static JsonNode? Copy(SimulatedOrder order, string name) => order.Body[name]?.DeepClone();

    private static long Units(SimulatedOrder order) => order.Items.Sum(item => JsonNodes.Whole(item, "quantity"));

    // The schema wants figures of these; nobody needs them.
    private static JsonObject Facets() => new()
    {
        ["origin"] = new JsonObject { ["Fulfillment"] = Figures(0, 0, null), ["Marketplace"] = Figures(0, 0, null) },
        ["currencyCode"] = new JsonObject { ["BRL"] = Figures(0, 0, null) },
    };

    private static JsonObject Figures(int count, long sum, JsonNode? facets) => new()
    {
        ["Count"] = count,
        ["Max"] = 0,
        ["Mean"] = 0,
        ["Min"] = 0,
        ["Missing"] = 0,
        ["StdDev"] = 0,
        ["Sum"] = sum,
        ["SumOfSquares"] = 0,
        ["Facets"] = facets,
    };
}
