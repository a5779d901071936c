using System.Globalization;

namespace Invoicing.Tests.Simulators.RetailPro;

/// <summary>Bodies of the two documented calls, as text, so that every digit is the test's own.</summary>
internal static class Bodies
{
    private const string Customer =
        """{"FirstName":"Rosa","LastName":"Peñate","Email":"rosa@example.test","Address1":"Calle 1","Address2":"","City":"Santa Tecla","Country":null,"NoDocument":"012345678","Phone":"7"}""";

    public static string Invoice(string orderNo, string store = "SVA11", params (string Upc, string Qty)[] lines)
    {
        var items = (lines is [] ? [("100", "1")] : lines).Select(line =>
            $$"""{"UPC":"{{line.Upc}}","OrigPrice":50,"OrigTax":5.75,"Price":40.10,"Tax":4.60,"Qty":{{line.Qty}},"StoreOrig":"SVA40","StoreDest":""}""");
        return $$"""{"InvoicingStore":"{{store}}","OrderNo":"{{orderNo}}","CreatedDate":"2023-03-20T11:29:00","DeliveryType":2,"PaymentType":1,"TotalAmt":40.1000,"TotalDiscAmt":null,"CustomerShipping":{{Customer}},"CustomerBilling":{{Customer}},"Items":[{{string.Join(',', items)}}]}""";
    }

    public static string Slip(string slipNo, string from, string to, params (string Upc, string Qty)[] lines)
    {
        var total = lines.Sum(line => decimal.Parse(line.Qty, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
        var items = lines.Select(line => $$"""{"UPC":"{{line.Upc}}","Qty":{{line.Qty}}}""");
        return $$"""{"SlipNo":"{{slipNo}}","FromStore":"{{from}}","ToStore":"{{to}}","CreatedDate":"2026-03-04T09:10:11","TotalQty":{{total}},"Items":[{{string.Join(',', items)}}]}""";
    }
}
