using Invoicing.Harness.Oracle;

namespace Invoicing.Torture.Faults;

/// <summary>Nothing that could be kept as an order: each ends in the intake's error queue, and is told of.</summary>
internal sealed class Malformed() : MessageFault("malformed", "500 messages that are no JSON, no object, or have no order number")
{
    private const int Count = 500;

    private static readonly string[] s_forms =
    [
        "", " ", "null", "7", "[]", "\"1042\"", "{}", """{"orderNo":""}""", """{"orderNo":"  "}""", """{"orderNo":"#"}""", """{"orderNo":null}""", """{"orderNo":["1042"]}""",
        """{"orderNo":{"orderNo":"1042"}}""", "{'orderNo':'1042'}", "<order><orderNo>1042</orderNo></order>", "orderNo=1042", "\u0000\u0001\u0002", "[[[[[[[[", "{\"orderNo\":\"1042\"",
    ];

    public override IEnumerable<string> Messages(IEnumerable<string> messages, Random random)
    {
        var good = messages.ToList();
        for (var place = 0; place < Count; place++)
        {
            good.Insert(
                random.Next(good.Count + 1),
                place % 2 == 0 ? s_forms[random.Next(s_forms.Length)] : Half(good[random.Next(good.Count)], random));
        }

        return good;
    }

    protected override int Odd(Run run) => run.Expected.Unreadable;

    // Cut before its last brace, so that it is never whole by chance.
    private static string Half(string message, Random random)
    {
        var end = Math.Max(1, message.LastIndexOf('}'));
        return PublishedOrder.Read(message[..random.Next(end)]) is null ? message[..random.Next(end)] : "{";
    }
}
