using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ADRaffy.ENSNormalize;
using Invoicing.Host.Commands.Orders;
using Invoicing.Operations;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Tests.Documents;
using Invoicing.Tests.RetailPro;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Some = Invoicing.Tests.RetailPro.Some;

namespace Invoicing.Tests.Orders;

public class Texts_that_look_alike
{
    /// <summary>Written otherwise, and what people see.</summary>
    public static TheoryData<string, string> Alike => new()
    {
        { "Jose\u0301 Nu\u0301n\u0303ez", "José Núñez" },
        { "A\u030angstro\u0308m", "Ångström" },
        { "\u212bngstr\u00f6m", "Ångström" },
        { "q\u0323\u0307", "q\u0323\u0307" },
        { "q\u0307\u0323", "q\u0323\u0307" },
        { "\u1112\u1161\u11ab", "한" },
        { "\ufeffSVA11", "SVA11" },
        { "SV\u200bA11", "SVA11" },
        { "SVA\u00ad11\u2060", "SVA11" },
        { "\u202aSVA11\u202c", "SVA11" },
        { "\u2066SVA11\u2069\u200e", "SVA11" },
        { "SVA11\u00a0", "SVA11" },
        { "\u3000\u2007SVA11\u202f\u2028", "SVA11" },
        { "Santa\u00a0Tecla", "Santa Tecla" },
        { "Santa\u2009Tecla\u2029", "Santa Tecla" },
        { "SVA\u034f11\ufe0f\u3164", "SVA11" },
        { "SVA\U000e010011", "SVA11" },
        { " \u200b SVA11 \u200d ", "SVA11" },
        { "\tSVA11\r\n", "SVA11" },
    };

    [Theory]
    [MemberData(nameof(Alike))]
    public void have_one_writing(string written, string seen)
    {
        TextNormal.Of(written).ShouldBe(seen);
        TextNormal.Of(seen).ShouldBe(seen);
    }

    [Theory]
    [InlineData("María Ñ º ª ½ ² ß ¿?")]
    [InlineData("Χρήστος")]
    [InlineData("美咲")]
    [InlineData("😀")]
    [InlineData("SV 1042")]
    [InlineData("a\tb")]
    [InlineData("ﬁ Ⅷ ㎏")]
    [InlineData("")]
    public void and_nothing_else_is_changed(string text) => TextNormal.Of(text).ShouldBe(text);

    [Fact]
    public void every_character_is_composed_as_Unicode_says_also_where_the_tables_are_not_asked()
    {
        var runes = Enumerable.Range(1, 0x10FFFF).Where(Rune.IsValid).Select(value => new Rune(value));

        foreach (var rune in runes)
        {
            var composed = ENSNormalize.NF.NFC(rune.ToString());
            var parts = ENSNormalize.NF.NFD(rune.ToString());
            if (TextNormal.Of(composed) == composed)
            {
                TextNormal.Of(rune.ToString()).ShouldBe(composed, $"U+{rune.Value:X4}");
                TextNormal.Of(parts).ShouldBe(composed, $"the parts of U+{rune.Value:X4}");
            }
        }
    }

    [Fact]
    public void a_copy_that_differs_only_so_is_the_same_order()
    {
        var plain = Some.Order();
        var other = JsonNode.Parse(Samples.SplitHome)!;
        other["orderNo"] = "\u200b#\u00a01042\ufeff";
        other["orderId"] = "M100002\u00a0";
        other["salesChannel"] = "ECOM\u200e";
        other["billing"]!["firstName"] = "Rosa\u00a0";
        other["billing"]!["email"] = "rosa@\u200bexample.test";
        other["billing"]!["documentNo"] = "\u202d012345678\u202c";
        other["items"]![0]!["upc"] = "8720116120011\u00a0";
        other["items"]![1]!["shippedFrom"] = "SV\u2060A40";
        other["items"]![1]!["status"] = "Fulfilled\u00a0";
        other["items"]![0]!["quantity"] = "\u00a02 ";

        var read = Some.Read(other.ToJsonString());

        (read.OrderNo, read.OrderName).ShouldBe(("1042", "# 1042"));
        Fingerprints.OfContent(read).ShouldBe(Fingerprints.OfContent(plain));
        Fingerprints.OfIdentity(read).ShouldBe(Fingerprints.OfIdentity(plain));
        OrderKey.Of(read.OrderNo).ShouldBe(OrderKey.Of(plain.OrderNo));
    }

    [Fact]
    public void limits_count_what_people_see()
    {
        var accents = string.Concat(Enumerable.Repeat("e\u0301", 30));
        Some.Json(Some.Invoice(Some.OrderWith("billing.firstName", accents))).GetProperty("CustomerBilling").GetProperty("FirstName")
            .GetString()
            .ShouldBe(new string('é', 30));
        Some.Invoice(Some.OrderWith("billing.firstName", accents + "e")).Faults.Single().Problem
            .ShouldBe("is 31 characters long, at most 30 are allowed");
        Some.Invoice(Some.OrderWith("items[0].shippedFrom", "SV\u200bA\u200b4\u200b0")).Faults.ShouldBeEmpty();

        // Retail Pro counts UTF-16 units, so an emoji has two.
        Some.Invoice(Some.OrderWith("billing.firstName", string.Concat(Enumerable.Repeat("😀", 15)))).Faults.ShouldBeEmpty();
        Some.Invoice(Some.OrderWith("billing.firstName", string.Concat(Enumerable.Repeat("😀", 16)))).Faults.Single().Problem
            .ShouldStartWith("is 32 characters");
    }

    [Fact]
    public void what_nobody_sees_is_missing() =>
        Some.Invoice(Some.OrderWith("billing.lastName", "\u200b\u00a0\ufeff")).Faults.Single().ToString()
            .ShouldBe("billing.lastName is missing");

    [Theory]
    [InlineData("items[0].upc", "８720116120001", "contains the wide character U+FF18, its plain form '8' is expected")]
    [InlineData("items[0].shippedFrom", "ＳVA40", "contains the wide character U+FF33, its plain form 'S' is expected")]
    [InlineData("total", "１52.50", "contains the wide character U+FF11, its plain form '1' is expected")]
    public void a_code_in_full_width_is_refused(string field, string value, string problem) =>
        Some.Invoice(Some.OrderWith(field, value)).Faults.ShouldContain(new ValidationError(field, problem));

    [Theory]
    [InlineData("＃1042", "orderNo contains the wide character U+FF03, its plain form '#' is expected")]
    [InlineData("１042", "orderNo contains the wide character U+FF11, its plain form '1' is expected")]
    [InlineData("\u200b#\ufeff", "orderNo is blank, a text or a whole number is expected, such as #1042")]
    [InlineData("10\u000742", "orderNo contains a control character, a text or a whole number is expected, such as #1042")]
    public void nor_is_such_an_order_number_guessed(string number, string expected)
    {
        OrderNumber.TryRead(JsonSerializer.SerializeToElement(new { orderNo = number }), out _, out _, out var problem).ShouldBeFalse();
        problem.ShouldBe(expected);
    }

    [Theory]
    [InlineData("#\u00a01042 ")]
    [InlineData("\ufeff1042")]
    [InlineData("10\u200b42")]
    public void order_numbers_on_the_command_line_are_read_as_in_messages(string argument) =>
        OrderNumbers.Normal(argument).ShouldBe("1042");

    [Fact]
    public void so_are_the_keys_of_settings()
    {
        using var provider = Settings.Bind(
            ("Invoicing:Channels:We\u0301b\u200b", "Invoice"), ("RetailPro:PaymentTypes:Vale\u00a0", "7"), ("RetailPro:OrderNumbers:\ufeff10000000001", "X1"));

        var invoicing = provider.GetRequiredService<IOptions<InvoicingSettings>>().Value;
        var retailPro = provider.GetRequiredService<IOptions<RetailProSettings>>().Value;
        SalesChannels.KindOf("Wéb", invoicing).ShouldBe(ChannelKind.Invoice);
        retailPro.PaymentTypes["vale"].ShouldBe(7);
        OrderToInvoiceBuilder.NumberOf("10000000001", retailPro).ShouldBe("X1");
    }

    [Fact]
    public void and_corrections()
    {
        var order = Some.Order();

        var correction = OrderCorrection.Of(
            order, JsonNode.Parse("""[{"op":"replace","path":"/billing/firstName","value":"Rosa\u0301\u00a0"}]"""), Some.ElSalvador, Some
                .Now);

        correction.Corrected.Billing!.FirstName.ShouldBe("Rosá");
    }
}
