using System.IO.Compression;
using System.Text;
using Invoicing.Messaging;
using Invoicing.Orders;
using MassTransit;

namespace Invoicing.Tests.Messaging;

/// <summary>Bodies, and what becomes of them.</summary>
internal static class Incoming
{
    public const string Envelopes = "application/vnd.masstransit+json";

    public const string AnOrder = """{"orderId":"M1","orderNo":"#1042","billing":{"firstName":"Rosa","email":"rosa@example.test"}}""";

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(params byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Pack(Func<Stream, Stream> with, string content)
    {
        using var packed = new MemoryStream();
        using (var stream = with(packed))
        {
            stream.Write(Utf8(content));
        }

        return packed.ToArray();
    }

    public static string Envelope(
        string message,
        string types = "[\"urn:message:Invoicing.Contracts:OrderCompleted\"]",
        string rest = "") =>
        $$"""{"messageId":"0b1d0000-5d4f-0015-aaab-08de0b1d0038","messageType":{{types}},"message":{{message}}{{rest}}}""";

    /// <returns>The number of the order that it was taken for, or why it was not.</returns>
    public static string Becomes(
        byte[] body,
        string? contentType = "application/json",
        string? contentEncoding = null,
        string queue = Queues.OrderInvoicing)
    {
        try
        {
            var context = new IncomingMessages(queue).Read(body, new(contentType, contentEncoding), new MessageId(null));
            return context.TryGetMessage<ReceivedOrder>(out var order) ?
                $"order {order!.OrderNo}" :
                $"messages {string.Join(", ", context.SupportedMessageTypes)}";
        }
        catch (Exception e) when (e is ManualActionRequiredException or AggregateException { InnerException: ManualActionRequiredException })
        {
            return e.GetBaseException().Message;
        }
    }

    public static string Becomes(
        string body,
        string? contentType = "application/json",
        string? contentEncoding = null,
        string queue = Queues.OrderInvoicing) =>
        Becomes(Utf8(body), contentType, contentEncoding, queue);
}
