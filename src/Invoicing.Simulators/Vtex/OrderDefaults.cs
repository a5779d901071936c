using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Vtex;

/// <summary>What an order shows that was put in with less than a whole body. Only what is missing is added.</summary>
internal static class OrderDefaults
{
    private const string Order =
        """
        {"marketplaceOrderId":"","marketplaceServicesEndpoint":"","sellerOrderId":"","origin":"Marketplace","affiliateId":"",
         "salesChannel":"1","merchantName":null,"status":"ready-for-handling","workflowIsInError":false,"statusDescription":"",
         "hostname":"","isCompleted":true,"roundingError":0,"orderFormId":"","allowCancellation":true,"allowEdition":true,
         "isCheckedIn":false,"invoicedDate":null,"cancelReason":null,"cancellationData":null,"invoiceData":null,"changesAttachment":null,
         "sellers":[{"id":"1","name":"Main","logo":null,"fulfillmentEndpoint":""}],"items":[],"packageAttachment":{"packages":[]},
         "paymentData":{"transactions":[]},
         "clientProfileData":{"id":"clientProfileData","email":"ana@example.test","firstName":"Ana","lastName":"Lima","documentType":"cpf",
           "document":"00000000191","phone":"+5511900000000","corporateName":null,"tradeName":null,"corporateDocument":null,
           "stateInscription":null,"corporatePhone":null,"isCorporate":false},
         "shippingData":{"id":"shippingData","logisticsInfo":[],
           "address":{"addressType":"residential","receiverName":"Ana Lima","addressId":"-1","postalCode":"01001-000","city":"São Paulo",
             "state":"SP","country":"BRA","street":"Rua Um","number":"10","neighborhood":"Centro","complement":"","reference":null,
             "geoCoordinates":[]}}}
        """;

    private const string Item =
        """
        {"uniqueId":"","id":"","productId":"","ean":null,"lockId":"","quantity":1,"seller":"1","name":"","refId":"","price":0,"listPrice":0,
         "manualPrice":null,"priceTags":[],"sellerSku":"","commission":0,"tax":0,"measurementUnit":"un","unitMultiplier":1,"isGift":false}
        """;

    /// <param name="sequence">How many orders there were before.</param>
    public static void Fill(JsonObject body, string account, string orderId, int sequence, DateTimeOffset now)
    {
        foreach (var item in JsonNodes.Objects(body["items"]))
        {
            Add(item, JsonNode.Parse(Item)!.AsObject());
            item["sellingPrice"] ??= JsonNodes.Whole(item, "price");
        }

        var goods = JsonNodes.Objects(body["items"])
            .Sum(item => JsonNodes.Whole(item, "sellingPrice") * JsonNodes.Whole(item, "quantity"));
        var value = body.ContainsKey("value") ? JsonNodes.Whole(body, "value") : goods;
        body["orderId"] = orderId;
        Add(body, new JsonObject
        {
            ["sequence"] = $"{500_001 + sequence}",
            ["orderGroup"] = orderId.Split('-')[0],
            ["value"] = value,
            ["creationDate"] = JsonNodes.Time(now),
            ["lastChange"] = JsonNodes.Time(now),
            ["authorizedDate"] = JsonNodes.Time(now),
            ["hostname"] = account,
            ["totals"] = new JsonArray(
                Total("Items", goods), Total("Discounts", Math.Min(0, value - goods)), Total("Shipping", Math.Max(0, value - goods)),
                Total("Tax", 0)),
        });
        Add(body, JsonNode.Parse(Order)!.AsObject());
    }

    private static JsonObject Total(string id, long value) => new() { ["id"] = id, ["name"] = $"{id} total", ["value"] = value };

    private static void Add(JsonObject body, JsonObject standard)
    {
        foreach (var (name, value) in standard.Where(property => !body.ContainsKey(property.Key)))
        {
            body[name] = value?.DeepClone();
        }
    }
}
