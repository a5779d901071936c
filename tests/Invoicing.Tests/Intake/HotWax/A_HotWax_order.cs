using System.Text.Json.Nodes;
using Invoicing.Intake;
using Invoicing.Intake.Queries;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Tests.Intake.HotWax;

public class A_HotWax_order
{
    private const string PromoOfOrder =
        """{ "orderAdjustmentTypeId": "EXT_PROMO_ADJUSTMENT", "orderItemSeqId": "_NA_", "amount": -0.05 }""";

    [Theory]
    [InlineData("\"2026-03-05T10:00:00-06:00\"", "2026-03-05T16:00:00.0000000+00:00")]
    [InlineData("\"2026-03-05 10:00:00.250\"", "2026-03-05T16:00:00.2500000+00:00")]
    [InlineData("\"2026-03-05T16:00:00+0000\"", "2026-03-05T16:00:00.0000000+00:00")]
    [InlineData("1772726400123", "2026-03-05T16:00:00.1230000+00:00")]
    [InlineData("\"1772726400123\"", "2026-03-05T16:00:00.1230000+00:00")]
    public async Task has_times_in_any_of_the_ways_of_HotWax_and_OFBiz(string written, string at)
    {
        var order = await HotWaxSample.Read(HotWaxSample.Single, json => json.Item(0)["statusDatetime"] = JsonNode.Parse(written));

        order.Unreadable.ShouldBeEmpty();
        order.Items[0].ShippedAt!.Value.ToUniversalTime().ToString("O").ShouldBe(at);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1772726400")]
    [InlineData("\"05/03/2026 10:00\"")]
    [InlineData("{}")]
    public async Task with_another_time_is_invalid_and_names_it(string written) =>
        (await HotWaxSample.Faults(HotWaxSample.Single, json => json.Item(0)["statusDatetime"] = JsonNode.Parse(written)))
            .ShouldStartWith("items[0].shippedAt cannot be told: shipments[0].shipmentItems[0].statusDatetime is ");

    [Fact]
    public async Task with_values_that_cannot_be_read_names_each_in_both_forms()
    {
        var faults = await HotWaxSample.Faults(HotWaxSample.Single, order =>
        {
            order["grandTotal"] = "much";
            order.Item(0)["unitPrice"] = true;
            order.Item(1)["shippedQuantity"] = 12345678;
            order.Item(1)["goodIdentifications"] = "8720116120028";
        });

        faults.ShouldContain("total cannot be told: grandTotal is a text that is no number");
        faults.ShouldContain("items[0].originalPrice cannot be told: shipments[0].shipmentItems[0].unitPrice is true");
        faults.ShouldContain(
            "items[1].quantity cannot be told: shipments[0].shipmentItems[1].shippedQuantity is 12345678, at most 999999.9999 is allowed");
        faults.ShouldContain(
            "items[1].upc cannot be told: shipments[0].shipmentItems[1].goodIdentifications is a text, an array is expected");
    }

    [Fact]
    public async Task that_lacks_an_item_of_an_earlier_feed_is_not_sent() =>
        (await HotWaxSample.Faults(HotWaxSample.Single, order => order["shipments"]![0]!["shipmentItems"]!.AsArray().RemoveAt(1))).ShouldBe(
            "total cannot be right: grandTotal is 75, but the items with their adjustments and shipping add up to 45, or with tax to "
                + "50.18; are items missing that another feed held?");

    [Fact]
    public async Task that_lacks_an_item_and_is_a_send_sale_moves_no_stock()
    {
        var order = HotWaxSample.Order(HotWaxSample.SendSale);
        order["shipments"]!.AsArray().RemoveAt(0);

        var preview = await HotWaxSample.Preview(order);

        (preview.Outcome, preview.Requests.All(request => request.Built.Body is null)).ShouldBe((FeedOutcome.Invalid, true));
        preview.Reason!.ShouldContain("items cannot be right: grandTotal is 90");
    }

    [Fact]
    public async Task that_is_not_completed_is_held_until_it_is()
    {
        var order = HotWaxSample.Order(HotWaxSample.Partial);
        (await HotWaxSample.Preview(order)).Reason.ShouldBe("1 of 1 items are open");

        order["orderStatusId"] = "ORDER_COMPLETED";
        order["grandTotal"] = 50;

        (await HotWaxSample.Preview(order)).Outcome.ShouldBe(FeedOutcome.Accepted);
    }

    [Fact]
    public async Task whose_items_are_all_cancelled_has_nothing_to_invoice()
    {
        var order = HotWaxSample.Order(HotWaxSample.OneCancelled);
        (order["orderStatusId"], order["grandTotal"], order.Item(0)["itemStatusId"]) = ("ORDER_CANCELLED", 0, "ITEM_CANCELLED");

        (await HotWaxSample.Preview(order)).Outcome.ShouldBe(FeedOutcome.NothingToInvoice);
    }

    [Fact]
    public async Task with_tax_on_top_of_its_prices_adds_up_where_Retail_Pro_is_set_so()
    {
        // 40 + 30 + 5 and the taxes 4.60 + 3.45 + 0.58.
        var order = HotWaxSample.Order(HotWaxSample.Single);
        order["grandTotal"] = 83.63;

        var preview = await HotWaxSample.Preview(order, retailPro: new RetailProSettings { TaxMode = TaxMode.Exclusive });

        preview.Warnings.ShouldBeEmpty();
        var body = JsonNode.Parse(preview.Requests[0].Built.Body!)!;
        ((decimal)body["TotalAmt"]!, (decimal)body["ShippingAmt"]!, (decimal)body["Items"]![0]!["Price"]!).ShouldBe((83.63m, 5.58m, 40m));
    }

    [Fact]
    public async Task with_tax_that_is_said_to_be_contained_has_it_all_the_same()
    {
        var order = await HotWaxSample.Read(HotWaxSample.Pickup, json =>
        {
            var tax = json.Item(0)["orderItemAdjustments"]![0]!;
            (tax["orderAdjustmentTypeId"], tax["amount"], tax["amountAlreadyIncluded"]) = ("VAT_TAX", null, 2.88);
        });

        (order.Unreadable.Count, order.Items[0].Tax, order.Items[0].OriginalTax).ShouldBe((0, 2.88m, 2.88m));
    }

    [Fact]
    public async Task with_a_discount_of_the_whole_order_has_it_in_its_prices_to_the_cent()
    {
        var order = await HotWaxSample.Read(HotWaxSample.Single, json =>
        {
            json["grandTotal"] = 74.95;
            json.Append("orderAdjustments", PromoOfOrder);
        });

        order.Unreadable.ShouldBeEmpty();
        // 40 and 30 share five cents: 2.86 and 2.14, so three and two.
        order.Items.Select(item => item.Price).ShouldBe([39.97m, 29.98m]);
        (order.Total, order.Discount).ShouldBe((74.95m, 10.05m));
        TotalCheck.Of(order, order.Items, TaxMode.Inclusive).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("COD_FEE", 3)]
    [InlineData("DONATION_ADJUSTMENT", 1)]
    [InlineData("SALES_TAX", 2)]
    public async Task with_an_adjustment_that_has_no_place_in_an_invoice_is_not_sent(string type, int amount) =>
        (await HotWaxSample.Faults(HotWaxSample.Single, json =>
        {
            json["grandTotal"] = 75 + amount;
            json.Append("orderAdjustments", $$"""{ "orderAdjustmentTypeId": "{{type}}", "amount": {{amount}} }""");
        })).ShouldBe($"total cannot be told: orderAdjustments[3].orderAdjustmentTypeId is '{type}' with an amount of {amount}; known of "
            + "an order are discounts and shipping");

    [Fact]
    public async Task with_an_item_that_is_there_twice_is_not_sent() =>
        (await HotWaxSample.Faults(HotWaxSample.Single, json =>
        {
            json["grandTotal"] = 105;
            json["shipments"]![0]!["shipmentItems"]!.AsArray().Add(json.Item(1).DeepClone());
        })).ShouldBe("items[2].lineNo cannot be told: shipments[0].shipmentItems[2].orderItemSeqId is '00102' like that of "
            + "shipments[0].shipmentItems[1], of the same shipment");

    [Theory]
    [InlineData("EXT_SHOP_CASH_ON_DEL", "PAYMENT_NOT_RECEIVED", "Card+CashOnDelivery")]
    [InlineData("EXT_GIFT_CARD", "PAYMENT_SETTLED", "Card+EXT_GIFT_CARD")]
    [InlineData("EXT_SHOP_AMEX", "PAYMENT_SETTLED", "Card")]
    [InlineData("EXT_SHOP_PAYPAL", "PAYMENT_DECLINED", "Card")]
    public async Task names_all_kinds_of_payment_that_count(string method, string status, string kinds) =>
        (await HotWaxSample.Read(
            HotWaxSample.Single,
            json => json.Append(
                "payments",
                $$"""{ "paymentMethodTypeId": "{{method}}", "statusId": "{{status}}" }"""))).PaymentType.ShouldBe(kinds);

    [Fact]
    public async Task of_several_kinds_of_payment_is_sent_if_they_are_mapped()
    {
        var order = HotWaxSample.Order(HotWaxSample.Single);
        order.Append("payments", """{ "paymentMethodTypeId": "EXT_GIFT_CARD", "statusId": "PAYMENT_SETTLED" }""");
        var mapped = new RetailProSettings();
        mapped.PaymentTypes["Card+EXT_GIFT_CARD"] = 1;

        (await HotWaxSample.Preview(order)).Reason!.ShouldStartWith(
            "paymentType is 'Card+EXT_GIFT_CARD', allowed are those named in RetailPro:PaymentTypes");
        (await HotWaxSample.Preview(order, retailPro: mapped)).Outcome.ShouldBe(FeedOutcome.Accepted);
    }

    [Fact]
    public async Task of_another_channel_is_refused_by_its_name() =>
        (await HotWaxSample.Faults(HotWaxSample.Single, json => json["salesChannel"] = "CSR_CHANNEL"))
            .ShouldBe("salesChannel is 'CSR_CHANNEL', allowed are ECOM, POS and those named in Invoicing:Channels");

    [Fact]
    public async Task with_a_digital_item_has_no_store_for_it_and_is_a_pickup_all_the_same()
    {
        var order = await HotWaxSample.Read(HotWaxSample.Pickup, json =>
        {
            var card = json.Item(0).DeepClone().AsObject();
            (card["orderItemSeqId"], card["facilityId"], card["facilityExternalId"], card["parentFacilityTypeId"]) =
                ("00102", "_NA_", "_NA_", "VIRTUAL_FACILITY");
            (card["slaShipmentMethodTypeId"], card["shippedQuantity"]) = ("STANDARD", null);
            json["shipments"]![0]!["shipmentItems"]!.AsArray().Add(card);
            json["grandTotal"] = 50;
        });

        order.Unreadable.ShouldBeEmpty();
        (order.DeliveryType, order.Items[1].ShippedFrom, order.Items[1].PickupStore, order.Items[1].Quantity).ShouldBe(
            ("Store", null, null, 1m));
    }

    [Fact]
    public async Task that_is_partly_collected_is_sent_home_with_the_store_on_what_is_collected()
    {
        var order = await HotWaxSample.Read(HotWaxSample.Single, json => json.Item(1)["slaShipmentMethodTypeId"] = "STOREPICKUP");

        (order.DeliveryType, order.Items[0].PickupStore, order.Items[1].PickupStore).ShouldBe(("Home", null, "SVA11"));
    }

    [Fact]
    public async Task that_is_shipped_to_a_store_is_refused_as_the_store_is_not_told() =>
        (await HotWaxSample.Faults(HotWaxSample.Single, json => json.Item(1)["slaShipmentMethodTypeId"] = "SHIP_TO_STORE")).ShouldBe(
            "deliveryType cannot be told: shipments[0].shipmentItems[1].slaShipmentMethodTypeId is SHIP_TO_STORE, and the feed does not "
                + "name the store where the customer collects it");

    [Theory]
    [InlineData("10032", "SVA32", "")]
    [InlineData(null, "SVA32", "")]
    [InlineData(
        "10099",
        null,
        "soldAtStore cannot be told: orderFacilityId is '10099', HotWax's own id of a store whose code (facilityExternalId) no item names")]
    public async Task of_the_till_names_the_store_that_sold_it_by_its_code(string? facility, string? store, string fault)
    {
        var order = await HotWaxSample.Read(
            HotWaxSample.SendSale,
            json => (json.Item(0)["orderFacilityId"], json.Item(1)["orderFacilityId"]) = (facility, facility));

        order.SoldAtStore.ShouldBe(store);
        string.Join("; ", order.Unreadable).ShouldBe(fault);
    }

    [Fact]
    public async Task may_have_its_code_under_another_identification()
    {
        var settings = new FeedSettings { HotWaxUpc = "SKU" };

        (await HotWaxSample.Read(HotWaxSample.Single, _ => { }, settings)).Items[0].Upc.ShouldBe("S-0001");
        (await HotWaxSample.Faults(HotWaxSample.Single, json => json.Item(0)["goodIdentifications"]![0]!["idValue"] = null, settings))
            .ShouldBe("items[0].upc is missing: shipments[0].shipmentItems[0].goodIdentifications has no idValue of the type SKU "
                + "(Feeds:HotWaxUpc)");
    }

    [Fact]
    public async Task with_two_codes_is_refused_unless_one_is_a_former_one()
    {
        const string Other = """{ "goodIdentificationTypeId": "UPCA", "idValue": "8720116129999", "thruDate": null }""";

        (await HotWaxSample.Faults(HotWaxSample.Single, json => json.Item(0).Append("goodIdentifications", Other)))
            .ShouldBe(
                "items[0].upc cannot be told: shipments[0].shipmentItems[0].goodIdentifications has 2 different values of the type UPCA");
        (await HotWaxSample.Faults(
            HotWaxSample.Single,
            json => json.Item(0).Append("goodIdentifications", Other.Replace("null", "\"2025-01-01T00:00:00Z\"")))).ShouldBe("");
    }

    [Theory]
    [InlineData("customerId")]
    [InlineData("Customer ID")]
    public async Task has_what_HotWax_has_no_field_for_in_attributes(string name)
    {
        var settings = new FeedSettings();
        settings.HotWaxAttributes["documentType"] = "document_type";
        settings.HotWaxAttributes["companyId"] = "NRC";

        var order = await HotWaxSample.Read(HotWaxSample.Single, json =>
        {
            json["orderAttributes"]![0]!["attrName"] = name;
            json.Append("orderAttributes", """{ "attrName": "document_type", "attrValue": "dui" }""");
            json.Append("orderAttributes", """{ "attrName": "NRC", "attrValue": "123-4" }""");
        }, settings);

        (order.Billing!.DocumentNo, order.DeliverTo!.DocumentType, order.FiscalCredit!.CompanyId).ShouldBe(("012345678", "dui", "123-4"));
    }

    [Fact]
    public async Task with_two_values_of_an_attribute_is_refused_without_quoting_them()
    {
        var faults = await HotWaxSample.Faults(
            HotWaxSample.Single,
            json => json.Append("orderAttributes", """{ "attrName": "CustomerId", "attrValue": "099999999" }"""));

        faults.ShouldContain("billing.documentNo cannot be told: orderAttributes has 2 different values of CustomerId");
        faults.ShouldNotContain("0999");
    }

    [Fact]
    public async Task whose_receiver_has_one_name_is_refused_without_quoting_it()
    {
        var faults = await HotWaxSample.Faults(HotWaxSample.Single, json => json["shipments"]![0]!["shipTo"]!["toName"] = "Cher");

        faults.ShouldBe("deliverTo.lastName is missing: shipments[0].shipTo.toName as first and last name is not there");
    }

    [Fact]
    public async Task that_a_person_corrected_is_sent()
    {
        var order = await HotWaxSample.Read(
            HotWaxSample.Single,
            json => { json.Item(0).Remove("goodIdentifications"); json["salesChannel"] = "WEB_SALES_CHANNEL"; });
        var patch = JsonNode.Parse("""[{ "op": "add", "path": "/items/0/upc", "value": "8720116120011" }]""");

        var corrected = Invoicing.Operations.OrderCorrection.Of(order, patch, TimeZoneInfo.Utc, DateTimeOffset.MaxValue).Corrected;

        order.Unreadable.ShouldHaveSingleItem();
        corrected.Unreadable.ShouldBeEmpty();
    }
}
