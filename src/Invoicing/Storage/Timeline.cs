using System.Text.Json;
using Invoicing.Process;
using Marten;

namespace Invoicing.Storage;

/// <summary>What is told of an order beside its own decisions.</summary>
internal static class Timeline
{
    /// <summary>Together with whatever else the session saves. An order that is not known is told nothing.</summary>
    public static void Add(IDocumentOperations session, string orderNo, string what, object details) => session.QueueSqlCommand(
        """
        insert into timeline (order_id, what, details)
        select id, ?, ?::json
        from mt_doc_order
        where id = ?
        """,
        what, JsonSerializer.Serialize(details), OrderKey.Of(orderNo));
}
