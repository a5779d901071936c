using Invoicing.Harness;
using Invoicing.Simulators.Smtp;
using Invoicing.Storage;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.EndToEnd;

[Trait("Takes", "long")]
public sealed class When_an_order_comes_under_two_numbers(ITestOutputHelper output)
{
    private const string Queue = "order-invoicing";

    private static readonly string s_order = Sample.Order("1042");

    [Fact]
    public async Task the_second_is_told_and_not_invoiced_and_an_entry_of_it_is_taken_out_as_documented()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.FaultedMessage, Queue);
        await installation.Serve();
        await installation.Publish(s_order);
        await installation.Is("Completed", "1042");
        var orders = OrderSet.Of(s_order, UnderNumber("1043"));

        await installation.Publish(orders.Messages[1]);

        var mail = await failure.Looks("FaultedMessage");
        foreach (var told in new[] { "1043", "order 1042", "M1042", "orders dismiss", "orderId of its own" })
        {
            mail.Body.ShouldContain(told);
        }

        await installation.ShouldHaveReported(orders.Expected);
        await installation.Ends(orders.Expected);
        await installation.ShouldHaveInvoiced(orders.Expected);
        await failure.IsCuredBy(
            "invoicing errors discard --queue order-invoicing --order 1043 --even-if-uncured --reason \"is order 1042\"");
        await installation.Broker.Holds(Queue + "_error", 0);
    }

    [Fact]
    public async Task the_wrong_one_is_dismissed_and_the_entry_of_the_right_one_goes_on()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var failure = new DocumentedFailure(installation, NoticeKind.FaultedMessage, Queue);
        await installation.RetailPro.Refuses("1042");
        await installation.Serve();
        await installation.Publish(s_order);
        await installation.Is("Failed", "1042");
        await installation.Publish(UnderNumber("1043"));
        await installation.Broker.Holds(Queue + "_error", 1);

        // A retry before the other is dismissed brings it back.
        (await installation.Run("errors", "retry", "--queue", Queue, "--order", "1043", "--reason", "hoping")).ExitCode.ShouldBe(1);
        await failure.IsCuredBy("invoicing orders dismiss 1042 --reason \"its number is 1043\"");
        // What the command before has held is there again.
        await installation.Broker.Holds(Queue + "_error", 1);
        await failure.IsCuredBy("invoicing errors retry --queue order-invoicing --order 1043 --reason \"1042 is dismissed\"");

        await installation.Is("Completed", "1043");
        await installation.Is("Dismissed", "1042");
        await installation.Broker.Holds(Queue + "_error", 0);
        (await installation.RetailPro.Calls()).ShouldBe((2, 1));
    }

    [Fact]
    public async Task of_messages_of_two_services_and_of_feeds_each_order_is_invoiced_once()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        await installation.Serve();
        await installation.Serve();
        string[] known = [.. Enumerable.Range(1, 60).Select(number => Single($"A{number}", number))];
        string[] again = [.. Enumerable.Range(1, 60).Select(number => Single($"B{number}", number))];

        // Each id under two numbers at the same time by message, and by a file under a third.
        await Task.WhenAll(
            installation.Publish(known), installation.Publish(again),
            feeds.Put("again.jsonl", string.Join('\n', Enumerable.Range(31, 60).Select(number => Single($"C{number}", number)))));

        var results = await feeds.Settled("again.jsonl");
        var conflicts = results.Count(entry => entry.GetProperty("outcome").GetString() == "conflict");
        await Wait.Until(
            async () => await installation.Database.Count("mt_doc_order where state = 'Completed'") == 90,
            "one of each is completed");
        await installation.Broker.Holds(Queue + "_error", 180 - 90 - conflicts);
        (await installation.Database.Count("(select oms_id from mt_doc_order group by oms_id having count(*) > 1) twice")).ShouldBe(0);
        (await installation.RetailPro.Calls()).ShouldBe((90, 0));
    }

    [Fact]
    public async Task two_of_one_file_are_one_order_and_the_result_names_the_other_number()
    {
        await using var installation = await Installation.Create(output.WriteLine);
        var feeds = new Feeds(installation);
        feeds.Use();
        await installation.Serve();

        await feeds.Put("orders.jsonl", $"{s_order}\n{UnderNumber("1043")}\n{Sample.Order("1044")}\n");

        var results = await feeds.Settled("orders.jsonl");
        results.Select(entry => entry.GetProperty("outcome").GetString()).ShouldBe(["accepted", "conflict", "accepted"]);
        results[1].ToString().ShouldSatisfyAllConditions(told => told.ShouldContain("order 1042"), told => told.ShouldContain("M1042"));
        await feeds.Put("later.jsonl", UnderNumber("1045"));
        (await feeds.Settled("later.jsonl")).Single().GetProperty("outcome").GetString().ShouldBe("conflict");
        await installation.Is("Completed", "1042", "1044");
        (await installation.RetailPro.Calls()).ShouldBe((2, 2));
    }

    private static string UnderNumber(string number) => Sample.Order(number, order => order["orderId"] = "M1042");

    private static string Single(string orderNo, int id) =>
        Sample.SingleStore(orderNo).Replace($"\"M{orderNo}\"", $"\"M{id}\"", StringComparison.Ordinal);
}
