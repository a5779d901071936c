using System.Security.Cryptography;
using System.Text;
using Invoicing.Messaging;

namespace Invoicing.Process;

/// <summary>The saga's id follows from the order number: the thing that must never be invoiced twice.</summary>
internal static class OrderKey
{
    /// <exception cref="UnreadableMessageException">A message of somebody else's names no order.</exception>
    public static Guid Of(string? orderNo)
    {
        if (string.IsNullOrWhiteSpace(orderNo))
        {
            throw new UnreadableMessageException("it has no orderNo");
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(orderNo), digest);
        return new Guid(digest[..16]);
    }

    /// <summary>
    /// What stands for an id of the OMS in the table <c>order_ids</c>: as PostgreSQL writes the first half of the same digest.
    /// </summary>
    public static Guid OfId(string orderId)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(orderId), digest);
        return new Guid(digest[..16], bigEndian: true);
    }
}
