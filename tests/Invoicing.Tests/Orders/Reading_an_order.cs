using System.Text;
using System.Text.Json;
using Invoicing.Orders;
using Invoicing.Tests.RetailPro;

namespace Invoicing.Tests.Orders;

public class Reading_an_order
{
    [Fact]
    public void the_sample_is_read_whole()
    {
        var order = Some.Order();

        order.Unreadable.ShouldBeEmpty();
        order.ShouldSatisfyAllConditions(
            () => order.OrderNo.ShouldBe("1042"),
            () => order.OrderName.ShouldBe("#1042"),
            () => order.OrderId.ShouldBe("M100002"),
            () => order.SalesChannel.ShouldBe("ECOM"),
            () => order.CreatedAt.ShouldBe(DateTimeOffset.Parse("2026-03-04T14:02:11-06:00")),
            () => order.CompletedAt.ShouldBe(DateTimeOffset.Parse("2026-03-06T16:31:00-06:00")),
            () => order.DeliveryType.ShouldBe("Home"),
            () => order.PaymentType.ShouldBe("CashOnDelivery"),
            () => order.Currency.ShouldBe("USD"),
            () => order.Total.ShouldBe(152.50m),
            () => order.Discount.ShouldBe(0),
            () => order.Shipping.ShouldBe(2.5m),
            () => order.SoldAtStore.ShouldBeNull(),
            () => order.FiscalCredit.ShouldBeNull(),
            () => order.Billing.ShouldBe(new Party
            {
                FirstName = "Rosa",
                LastName = "Interiano",
                Email = "rosa@example.test",
                Address1 = "Avenida Las Magnolias 206, Edificio Torre Norte, Apartamento 5-B",
                Address2 = "",
                City = "Santa Tecla",
                Country = "El Salvador",
                DocumentNo = "012345678",
                DocumentType = "dui",
                Phone = "77001122",
            }),
            () => order.DeliverTo!.Address2.ShouldBe("Apartamento 5-B"),
            () => order.Items.Select(line => line.Index).ShouldBe([0, 1, 2, 3]),
            () => order.Items[2].ShouldBe(new OrderLine
            {
                Index = 2,
                LineNo = 3,
                Upc = "8720116120011",
                Quantity = 1,
                OriginalPrice = 40,
                OriginalTax = 4.60m,
                Price = 40,
                Tax = 4.60m,
                Status = Order.Fulfilled,
                ShippedFrom = "SVA11",
                ShippedAt = DateTimeOffset.Parse("2026-03-06T16:31:00-06:00"),
            }));
    }

    [Fact]
    public void names_may_be_written_in_any_case_and_unknown_ones_are_ignored()
    {
        var order = Read("""{"ORDERNO":"1","Billing":{"EMAIL":"a@b.test","shoeSize":9},"Items":[{"UPC":"1","x":{}}],"more":[1,[2]]}""");

        order.OrderNo.ShouldBe("1");
        order.Billing!.Email.ShouldBe("a@b.test");
        order.Items.Single().Upc.ShouldBe("1");
        order.Unreadable.ShouldBeEmpty();
    }

    [Fact]
    public void numbers_may_be_texts_and_are_kept_exactly()
    {
        var order = Read("""{"total":" 152.50 ","discount":1e2,"shipping":0.1000000000000000000000000001,"items":[{"lineNo":"7","quantity":"-3"},{"lineNo":8.0}]}""");

        order.Total.ShouldBe(152.50m);
        order.Total.ToString().ShouldBe("152.50");
        order.Discount.ShouldBe(100);
        order.Shipping.ShouldBe(0.1000000000000000000000000001m);
        order.Items[0].Quantity.ShouldBe(-3);
        order.Items.Select(line => line.LineNo).ShouldBe([7, 8]);
    }

    [Fact]
    public void numbers_of_things_may_be_numbers()
    {
        var order = Read("""{"orderNo":1042,"orderId":100002,"billing":{"documentNo":39583310,"phone":50000000.0},"items":[{"upc":87201161225580000000000000000000001}]}""");

        order.ShouldSatisfyAllConditions(
            () => order.Unreadable.ShouldBeEmpty(),
            () => order.OrderName.ShouldBe("1042"),
            () => order.OrderId.ShouldBe("100002"),
            () => order.Billing!.DocumentNo.ShouldBe("39583310"),
            () => order.Billing!.Phone.ShouldBe("50000000"),
            () => order.Items[0].Upc.ShouldBe("87201161225580000000000000000000001"));
    }

    [Fact]
    public void codes_and_texts_are_trimmed()
    {
        var order = Read("""{"salesChannel":" POS ","deliveryType":"\tHome","paymentType":"Card ","soldAtStore":" ","billing":{"firstName":" Ana "},"items":[{"upc":" 1 ","status":" fulfilled ","shippedFrom":" SVA11 ","pickupStore":"A36 "}]}""");

        order.ShouldSatisfyAllConditions(
            () => order.SalesChannel.ShouldBe("POS"),
            () => order.DeliveryType.ShouldBe("Home"),
            () => order.PaymentType.ShouldBe("Card"),
            () => order.SoldAtStore.ShouldBeNull(),
            () => order.Billing!.FirstName.ShouldBe("Ana"),
            () => order.Items[0].Upc.ShouldBe("1"),
            () => order.Items[0].Status.ShouldBe(Order.Fulfilled),
            () => order.Items[0].ShippedFrom.ShouldBe("SVA11"),
            () => order.Items[0].PickupStore.ShouldBe("A36"));
    }

    [Theory]
    [InlineData("FULFILLED", "Fulfilled")]
    [InlineData("cancelled", "Cancelled")]
    [InlineData("Open", "Open")]
    [InlineData("Lost", "Lost")]
    public void a_status_is_known_in_any_case_and_kept_otherwise(string written, string read) =>
        Read($$"""{"items":[{"status":"{{written}}"}]}""").Items.Single().Status.ShouldBe(read);

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    public void what_is_null_or_blank_is_absent(string json)
    {
        var order = Read($$"""{"orderId":{{json}},"createdAt":{{json}},"total":{{json}},"items":[{"lineNo":{{json}},"quantity":{{json}},"shippedAt":{{json}},"status":{{json}}}]}""");

        order.ShouldSatisfyAllConditions(
            () => order.Unreadable.ShouldBeEmpty(),
            () => order.OrderId.ShouldBeNull(),
            () => order.CreatedAt.ShouldBeNull(),
            () => order.Total.ShouldBeNull(),
            () => order.Items.Single().ShouldBe(new OrderLine { Index = 0 }));
    }

    private static Order Read(string json)
    {
        // Whatever a test is about, the number is not.
        var order = OrderReader.Read(JsonElement.Parse(Encoding.UTF8.GetBytes(json)), Some.ElSalvador, Some.Now);
        return order with { Unreadable = [.. order.Unreadable.Where(fault => fault.Field != OrderNumber.Field)] };
    }
}
