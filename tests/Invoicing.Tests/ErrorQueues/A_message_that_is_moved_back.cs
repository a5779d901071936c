using System.Text;
using Invoicing.ErrorQueues;
using RabbitMQ.Client;

namespace Invoicing.Tests.ErrorQueues;

public class A_message_that_is_moved_back
{
    [Fact]
    public void loses_what_its_failure_has_added_and_keeps_the_rest()
    {
        var entry = new BasicProperties
        {
            MessageId = "m-1", CorrelationId = "c-1", ContentType = "application/json", Type = "t", AppId = "oms", Priority = 3, UserId =
                "oms",
            Headers = new Dictionary<string, object?>
            {
                ["MT-Fault-Message"] = "x", ["MT-Fault-StackTrace"] = "x", ["MT-Reason"] = "fault", ["MT-Host-MachineName"] = "x", [
                    "MT-Redelivery-Count"] = 7,
                ["x-death"] = new List<object>(), ["x-first-death-queue"] = "x", ["x-last-death-reason"] = "x", ["x-delivery-count"] = 4L, [
                    "CC"] = new List<object> { "elsewhere" },
                ["traceparent"] = "00-1", ["MT-Activity-Id"] = "a",
            },
        };

        var moved = HeaderFilter.Clean(entry);

        moved.Headers!.Keys.Order().ShouldBe(["MT-Activity-Id", "traceparent"]);
        (moved.MessageId, moved.CorrelationId, moved.ContentType, moved.Type, moved.AppId, moved.Priority).ShouldBe(
            ("m-1", "c-1", "application/json", "t", "oms", (byte)3));
        moved.DeliveryMode.ShouldBe(DeliveryModes.Persistent);
        // The broker would refuse a message in another user's name.
        moved.IsUserIdPresent().ShouldBeFalse();
    }

    [Fact]
    public void without_headers_stays_without_headers()
    {
        HeaderFilter.Clean(new BasicProperties()).IsHeadersPresent().ShouldBeFalse();
        HeaderFilter.Clean(new BasicProperties { Headers = new Dictionary<string, object?> { ["MT-Reason"] = "fault" } }).IsHeadersPresent()
            .ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"headers":{"MT-Redelivery-Count":3}}""", """{"headers":{}}""")]
    [InlineData("""{"headers":{"MT-Redelivery-Count":3,"a":1}}""", """{"headers":{"a":1}}""")]
    [InlineData("""{"headers":{"a":1,"MT-Redelivery-Count":3}}""", """{"headers":{"a":1}}""")]
    [InlineData("""{"headers":{"a":1,"MT-Redelivery-Count":3,"b":[1,{"c":"}"}]}}""", """{"headers":{"a":1,"b":[1,{"c":"}"}]}}""")]
    [InlineData(
        """{"headers":{"MT-Redelivery-Count":3,"MT-Fault-Message":{"x":[]},"a":1,"mt-redelivery-count":4}}""",
        """{"headers":{"a":1}}""")]
    [InlineData(
        """{ "messageId" : "ä", "headers" : { "MT-Redelivery-Count" : "3" , "a" : 1.50 } , "x":1e2}""",
        """{ "messageId" : "ä", "headers" :{"a" : 1.50} , "x":1e2}""")]
    [InlineData(
        """{"Headers":{"a":"\u00e4","MT-Redelivery-Count":3},"message":{"headers":{"MT-Redelivery-Count":9}}}""",
        """{"Headers":{"a":"\u00e4"},"message":{"headers":{"MT-Redelivery-Count":9}}}""")]
    public void has_its_redeliveries_counted_anew_inside_the_envelope_too(string envelope, string expected) =>
        Reset(envelope).ShouldBe(expected);

    [Theory]
    [InlineData("""{"headers":{},"message":{"orderNo":"#1"} }""")]
    [InlineData("""{"headers":null,"x":[1, 2]}""")]
    [InlineData("""{"orderNo":"1042","note":"MT-Redelivery-Count"}""")]
    [InlineData("""["MT-Redelivery-Count"]""")]
    [InlineData("""{"headers":{"MT-Redelivery-Count":3""")]
    [InlineData("no JSON")]
    [InlineData("")]
    public void is_left_as_it_is_where_there_is_nothing_to_reset(string body) => Reset(body).ShouldBe(body);

    [Fact]
    public void stays_byte_for_byte_if_it_is_no_text()
    {
        byte[] bytes = [0xff, 0x00, 0x7b, 0xc3];

        HeaderFilter.Clean(bytes).ToArray().ShouldBe(bytes);
    }

    private static string Reset(string body) => Encoding.UTF8.GetString(HeaderFilter.Clean(Encoding.UTF8.GetBytes(body)).Span);
}
