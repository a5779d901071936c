using MassTransit;

namespace Invoicing.Messaging;

/// <summary>The trace that a message belongs to.</summary>
internal static class MessageTrace
{
    /// <summary>In which MassTransit hands it on; what it holds is what <c>traceparent</c> holds elsewhere.</summary>
    public const string Header = "MT-Activity-Id";

    /// <summary>Of a message that follows from no other one, but goes on with what was begun earlier.</summary>
    /// <param name="trace">Null: none was recorded.</param>
    public static void GoOn(this SendContext context, string? trace)
    {
        if (trace is not null)
        {
            context.Headers.Set(Header, trace);
        }
    }
}
