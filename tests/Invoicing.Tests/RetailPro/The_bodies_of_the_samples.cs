using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Invoicing.Orders;
using Invoicing.RetailPro;

namespace Invoicing.Tests.RetailPro;

/// <summary>Bodies compared character by character: names, order, nesting and digits are the contract.</summary>
public class The_bodies_of_the_samples
{
    [Fact]
    public void the_documents_sample_comes_out_as_documented_but_for_the_elected_store()
    {
        var built = Some.Invoice(Some.Read(Samples.DocumentOrder));

        built.Faults.ShouldBeEmpty();
        built.Body.ShouldBe(Compact(Samples.DocumentBody).Replace("\"InvoicingStore\":\"SVA32\"", "\"InvoicingStore\":\"P22\""));
    }

    [Fact]
    public void the_documents_sample_does_not_add_up_which_is_a_warning() =>
        Some.Invoice(Some.Read(Samples.DocumentOrder)).Warnings.ShouldBe(
        [
            "total is 40 but the lines and shipping add up to 80 (a difference of 0.02 is allowed): sent unchanged",
            "discount is 10 but the discounts of the lines add up to 20 (a difference of 0.02 is allowed): sent unchanged",
        ]);

    [Fact]
    public void a_split_order_keeps_one_row_for_each_line_and_leaves_out_the_cancelled_one()
    {
        const string Customer = """
            {"FirstName":"Rosa","LastName":"Interiano","Email":"rosa@example.test","Address1":"%1","Address2":"%2","City":"Santa Tecla","Country":"El Salvador","NoDocument":"012345678","Phone":"77001122"}
            """;
        var expected =
            """{"InvoicingStore":"SVA40","OrderNo":"1042","CreatedDate":"2026-03-04T14:02:11","DeliveryType":2,"PaymentType":2,"""
            + "\"TotalAmt\":152.50,\"TotalDiscAmt\":0,\"ShippingAmt\":2.50,\"CustomerShipping\":"
            + Customer.Replace("%1", "Avenida Las Magnolias 206").Replace("%2", "Apartamento 5-B")
            + ",\"CustomerBilling\":"
            + Customer.Replace("%1", "Avenida Las Magnolias 206, Edificio").Replace("%2", "Torre Norte, Apartamento 5-B")
            + ",\"Items\":["
            + """{"UPC":"8720116120011","OrigPrice":30,"OrigTax":3.45,"Price":30,"Tax":3.45,"Qty":2,"StoreOrig":"SVA11","StoreDest":""},"""
            + """{"UPC":"8720116120028","OrigPrice":50,"OrigTax":5.75,"Price":50,"Tax":5.75,"Qty":1,"StoreOrig":"SVA40","StoreDest":""},"""
            + """{"UPC":"8720116120011","OrigPrice":40,"OrigTax":4.60,"Price":40,"Tax":4.60,"Qty":1,"StoreOrig":"SVA11","StoreDest":""}]}""";

        var built = Some.Invoice(Some.Order());

        built.Body.ShouldBe(expected);
        built.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void the_fiscal_profile_adds_its_fields_where_its_document_has_them()
    {
        var order = Some.Read(Some.With(
            Samples.SplitHome, "fiscalCredit", new { companyId = "0614-010190-101-1", companyName = "Calzado S.A.", companyAddress = "Calle 8" }));

        var body = Some.Invoice(order, Some.FiscalSettings()).Body.ShouldNotBeNull();

        body.ShouldContain("\"ShippingAmt\":2.50,\"FiscalCredit\":true,\"CompanyId\":\"0614-010190-101-1\",\"CompanyName\":\"Calzado "
            + "S.A.\",\"CompanyAddress\":\"Calle 8\",\"CustomerShipping\":");
        body.ShouldContain("\"NoDocument\":\"012345678\",\"TypeDocument\":\"dui\",\"Phone\":", Case.Sensitive);
    }

    [Fact]
    public void a_send_sale_moves_its_stock_to_the_store_that_sold() =>
        TransferSlipBuilder.Build(Some.SendSale(), "00000731", "SVA11", "SVA32", Some.Settings()).Body.ShouldBe(
            """{"SlipNo":"00000731","FromStore":"SVA11","ToStore":"SVA32","CreatedDate":"2026-03-04T15:20:00","TotalQty":2,"Items":[{"UPC":"8720116120004","Qty":2}]}""");

    [Fact]
    public void a_slip_merges_the_lines_of_its_store_by_UPC() =>
        TransferSlipBuilder.Build(Some.Order(), "00000732", "SVA11", "SVA40", Some.Settings()).Body.ShouldBe(
            """{"SlipNo":"00000732","FromStore":"SVA11","ToStore":"SVA40","CreatedDate":"2026-03-04T14:02:11","TotalQty":3,"Items":[{"UPC":"8720116120011","Qty":3}]}""");

    private static string Compact(string json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonElement.Parse(json).WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
