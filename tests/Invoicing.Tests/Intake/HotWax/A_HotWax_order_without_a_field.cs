using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Invoicing.Intake.Queries;

namespace Invoicing.Tests.Intake.HotWax;

public partial class A_HotWax_order_without_a_field
{
    /// <summary>The field of HotWax, ours that is a fault then, and what the reason must name.</summary>
    public static TheoryData<string, string, string> NeededOfTheOrder => new()
    {
        { "orderId", "orderId", "orderId" },
        { "orderDate", "createdAt", "orderDate" },
        { "orderStatusId", "items", "orderStatusId" },
        { "grandTotal", "total", "grandTotal" },
        { "salesChannel", "salesChannel", "salesChannel" },
        { "customerFirstName", "billing.firstName", "customerFirstName" },
        { "customerLastName", "billing.lastName", "customerLastName" },
        { "orderAttributes", "billing.documentNo", "orderAttributes has no CustomerId (Feeds:HotWaxAttributes)" },
        { "payments", "paymentType", "payments" },
        { "shipments", "items", "shipments" },
    };

    public static TheoryData<string, string, string> NeededOfAnItem => new()
    {
        { "orderItemSeqId", "items[0].lineNo", "orderItemSeqId" },
        { "itemStatusId", "items[0].status", "itemStatusId" },
        { "unitPrice", "items[0].originalPrice", "unitPrice" },
        { "statusDatetime", "items[0].shippedAt", "statusDatetime" },
        { "itemQuantity", "items[0].quantity", "itemQuantity" },
        { "orderItemAdjustments", "items[0].tax", "orderItemAdjustments" },
        { "facilityExternalId", "items[0].shippedFrom", "facilityExternalId" },
        { "goodIdentifications", "items[0].upc", "goodIdentifications has no idValue of the type UPCA" },
    };

    [Theory]
    [MemberData(nameof(NeededOfTheOrder))]
    public async Task is_invalid_and_names_it(string name, string field, string told)
    {
        foreach (var absent in new Action<JsonObject>[] { order => order.Remove(name), order => order[name] = null })
        {
            var faults = await HotWaxSample.Faults(HotWaxSample.Single, absent);

            faults.ShouldContain($"{field} ");
            faults.ShouldContain(told);
        }
    }

    [Theory]
    [MemberData(nameof(NeededOfAnItem))]
    public async Task of_an_item_is_invalid_and_names_it(string name, string field, string told)
    {
        foreach (var absent in new Action<JsonObject>[] { order => order.Item(0).Remove(name), order => order.Item(0)[name] = null })
        {
            var faults = await HotWaxSample.Faults(HotWaxSample.Single, absent);

            faults.ShouldContain($"{field} ");
            faults.ShouldContain(name == "orderItemSeqId" ? told : $"shipments[0].shipmentItems[0].{told}");
        }
    }

    [Theory]
    [InlineData("email", "deliverTo.email is missing: email in billTo or shipTo is not there; ")]
    [InlineData("address1", "deliverTo.address1 is missing: address1 in billTo or shipTo is not there; ")]
    public async Task of_the_address_is_invalid_and_names_it(string name, string told) =>
        $"{await HotWaxSample.Faults(HotWaxSample.Single, order => order["shipments"]![0]!["shipTo"]!.AsObject().Remove(name))}; "
            .ShouldContain(told);

    [Theory]
    [InlineData("slaShipmentMethodTypeId")]
    public async Task that_tells_how_it_is_delivered_is_invalid_only_if_nothing_else_tells(string name)
    {
        (await HotWaxSample.Faults(HotWaxSample.Single, order => order.Item(0).Remove(name))).ShouldBe("");
        (await HotWaxSample.Faults(
            HotWaxSample.Single,
            order => { order.Item(0).Remove(name); order["shipments"]![0]!.AsObject().Remove("shipmentMethodTypeId"); }))
            .ShouldBe($"deliveryType is missing: shipments[0].shipmentItems[0].{name} is not there");
    }

    /// <summary>Whatever is taken away from whatever order, it is not sent as something else, or the reason names something.</summary>
    [Theory]
    [InlineData(HotWaxSample.Single)]
    [InlineData(HotWaxSample.Split)]
    [InlineData(HotWaxSample.Pickup)]
    [InlineData(HotWaxSample.SendSale)]
    [InlineData(HotWaxSample.OneCancelled)]
    public void whichever_is_never_sent_with_other_amounts_or_stores(string name)
    {
        var sound = HotWaxSample.PreviewOfElement(HotWaxSample.Order(name).ToJsonString());
        foreach (var path in JsonPaths.Of(HotWaxSample.Order(name)))
        {
            var order = HotWaxSample.Order(name);
            JsonPaths.Remove(order, path);
            var preview = HotWaxSample.PreviewOfElement(order.ToJsonString());
            if (preview.Outcome != sound.Outcome)
            {
                preview.Reason.ShouldNotBeNullOrEmpty(path);
                continue;
            }

            // An item may be free of tax, and the two parts of an item may change places.
            if (!path.EndsWith("/shipmentId", StringComparison.Ordinal) && !IsAdjustment().IsMatch(path))
            {
                Amounts(preview).ShouldBe(Amounts(sound), path);
            }
        }
    }

    [GeneratedRegex("/orderItemAdjustments/[0-9]$")]
    private static partial Regex IsAdjustment();

    private static string Amounts(OrderPreview preview) =>
        string.Join('\n', preview.Requests
            .Select(request => $"{request.Step} {request.FromStore} {request.ToStore} {WithoutCustomers(request.Built.Body!)}"));

    private static string WithoutCustomers(string body)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        json.Remove("CustomerBilling");
        json.Remove("CustomerShipping");
        return json.ToJsonString();
    }

    /// <summary>A value that is there and wrong never ends the reading of a file, nor is anything sent that does not add up.</summary>
    [Theory]
    [InlineData(HotWaxSample.Split)]
    [InlineData(HotWaxSample.SendSale)]
    public void or_with_nonsense_in_it_is_told_as_any_other(string name)
    {
        string[] nonsense =
        [
            "null", "\"\"", "\"\\ud800\"", "\"a\\u0000b\"", "true", "{}", "[]", "[null, 1]", "-1", "0", "1e28", "1e-28", "1e400", "79228162514264337593543950335",
            "\"_NA_\"", "\"99999999999999\"",
        ];
        foreach (var path in JsonPaths.Of(HotWaxSample.Order(name)))
        {
            foreach (var value in nonsense)
            {
                var order = HotWaxSample.Order(name);
                JsonPaths.Replace(order, path, "HERE");

                // Some of them are no JSON that .NET would write.
                var preview = HotWaxSample.PreviewOfElement(order.ToJsonString().Replace("\"HERE\"", value, StringComparison.Ordinal));

                preview.Outcome.ShouldNotBeNullOrEmpty($"{path} {value}");
                // Of a product code of any digits only its check digit may tell.
                (preview.IsWrong || preview.Warnings.All(warning => warning.Contains("check digit"))).ShouldBeTrue($"{path} {value}");
            }
        }
    }
}
