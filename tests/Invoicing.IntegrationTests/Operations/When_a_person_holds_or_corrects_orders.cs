using System.Text.Json;
using Invoicing.Harness;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Operations;

[Trait("Takes", "long")]
public sealed class When_a_person_holds_or_corrects_orders(ITestOutputHelper output)
{
    [Fact]
    public async Task a_held_order_is_sent_only_after_its_release()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.RetailPro.Refuses("1001");
        await installation.Serve();
        await installation.Publish(Sample.Order("1001"));
        await installation.Is("Failed", "1001");

        await Succeeds(installation, "orders", "hold", "1001", "--reason", "customer called", "--by", "ana");
        await installation.RetailPro.NoFaults();
        await installation.Broker.MoveBack("invoice-order", entries: 1);
        await installation.Publish(Sample.Order("1002"));
        await installation.Is("Completed", "1002");
        await Wait.Until(async () => await installation.Broker.Depth("invoice-order") == 0, "the entry was looked at");
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(2);
        (await installation.Run("orders", "show", "1001")).Output.ShouldContain("by ana: customer called");

        await Succeeds(installation, "orders", "release", "--cause", "Refused", "--reason", "settled");
        await Succeeds(installation, "orders", "retry", "1001", "--reason", "price list mended");
        await installation.Is("Completed", "1001");
        await installation.ShouldHaveInvoiced(OrderSet.Of(Sample.Order("1001"), Sample.Order("1002")).Expected);
    }

    [Fact]
    public async Task a_corrected_order_is_invoiced_as_corrected_and_what_the_OMS_sent_is_kept()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var right = Sample.Order("1001");
        var wrong = right.Replace("\"upc\":\"8720116120028\"", "\"upc\":\"\"");
        wrong.ShouldNotBe(right);
        await installation.Serve();
        await installation.Publish(wrong);
        await installation.Is("Failed", "1001");
        const string Patch = """[{"op":"add","path":"/items/1/upc","value":"8720116120028"}]""";

        var preview = await installation.Run("orders", "correct", "1001", "--patch", Patch, "--dry-run", "--reason", "typing error");
        preview.Output.ShouldContain("items[1].upc");
        preview.Output.ShouldContain("8720116120028");
        (await installation.Run("orders", "correct", "1001", "--patch", Patch, "--reason", "typing error")).Errors.ShouldContain("--yes");
        (await installation.Run(
            "orders",
            "correct",
            "1001",
            "--patch",
            """[{"op":"replace","path":"/items/9/upc","value":"1"}]""",
            "--yes",
            "--reason",
            "x"))
            .Errors.ShouldContain("Operation 1 of the patch names /items/9/upc, which the order does not have.");
        (await installation.Show("1001")).GetProperty("state").GetString().ShouldBe("Failed");

        var applied = await Succeeds(
            installation,
            "orders",
            "correct",
            "1001",
            "--patch",
            Patch,
            "--yes",
            "--reason",
            "typing error",
            "--by",
            "ana",
            "--output",
            "json");
        JsonDocument.Parse(applied).RootElement.GetProperty("differences")[0].GetProperty("field").GetString().ShouldBe("items[1].upc");

        await installation.Is("Completed", "1001");
        await installation.ShouldHaveInvoiced(OrderSet.Of(right).Expected);
        (await installation.Database.Rows("select data #>> '{original,items,1,upc}' from mt_doc_order where order_no = '1001'"))
            .ShouldHaveSingleItem();
        var entry = (await installation.Show("1001")).GetProperty("timeline").EnumerateArray()
            .Single(item => item.GetProperty("what").GetString() == "corrected");
        (entry.GetProperty("fields").GetString(), entry.GetProperty("by").GetString()).ShouldBe(("items[1].upc", "ana"));
        // Without a change to the OMS's data, which comes once more.
        await installation.Publish(wrong);
        await installation.Ends(OrderSet.Of(right).Expected);
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(1);
    }

    [Fact]
    public async Task many_are_decided_about_by_a_filter_which_can_be_tried_first()
    {
        const int Count = 120;
        await using var installation = await Installation.Create(output.WriteLine);
        await installation.RetailPro.Faults("""{"rules":[{"operation":"invoice","kind":"status","status":400}]}""");
        await installation.Serve();
        string[] orders = [.. Enumerable.Range(1, Count).Select(no => Sample.Order($"{no:0000}"))];
        await installation.Publish(orders);
        await installation.Is("Failed", Enumerable.Range(1, Count).Select(no => $"{no:0000}"));
        await installation.RetailPro.NoFaults();

        (await Succeeds(installation, "orders", "retry", "--cause", "Refused", "--dry-run", "--reason", "x")).ShouldContain(
            $"{Count} orders");
        (await installation.RetailPro.Calls()).Invoices.ShouldBe(Count);
        (await Succeeds(installation, "orders", "retry", "--cause", "Refused", "--store", "nowhere", "--reason", "x")).ShouldContain(
            "No order.");

        var outcomes = JsonDocument.Parse(
            await Succeeds(installation, "orders", "retry", "--cause", "Refused", "--reason", "mended", "--output", "json")).RootElement;
        outcomes.GetArrayLength().ShouldBe(Count);
        await installation.Ends(OrderSet.Of(orders).Expected);
        await installation.ShouldHaveInvoiced(OrderSet.Of(orders).Expected);
    }

    private static async Task<string> Succeeds(Installation installation, params string[] arguments)
    {
        var command = await installation.Run(arguments);
        command.ExitCode.ShouldBe(0, command.ToString());
        return command.Output;
    }
}
