using System.Text;
using System.Text.Json.Nodes;
using Invoicing.Harness.Oracle;

namespace Invoicing.Torture;

/// <summary>Changes messages at random: the same for the same random numbers.</summary>
internal static class Mutation
{
    private const string Mark = "MU";

    public static IEnumerable<string> Of(IReadOnlyList<string> messages, int each, Random random)
    {
        string[] sources = [.. messages.Where(message => PublishedOrder.Read(message) is not null)];
        for (var mutant = 0; mutant < messages.Count * each; mutant++)
        {
            var order = JsonNode.Parse(sources[random.Next(sources.Length)])!.AsObject();
            order["orderNo"] = $"{Mark}{mutant}";
            // Not so that a mail about this one seems to name a good order.
            order["orderId"] = $"{Mark}{mutant}{Mark}";
            yield return random.Next(3) == 0 ? Bytes(order.ToJsonString(), random) : Values(order, random);
        }
    }

    private static string Values(JsonObject order, Random random)
    {
        for (var time = random.Next(1, 4); time > 0; time--)
        {
            Mutate(order, random);
        }

        return order.ToJsonString();
    }

    private static void Mutate(JsonNode node, Random random)
    {
        // Somewhere on the way down one is chosen; the number itself is left, else few would be orders at all.
        while (true)
        {
            switch (node)
            {
                case JsonObject { Count: > 0 } some:
                    var name = some.ElementAt(random.Next(some.Count)).Key;
                    if (some[name] is JsonObject or JsonArray && random.Next(5) > 0)
                    {
                        node = some[name]!;
                        continue;
                    }

                    if (name == "orderNo")
                    {
                        return;
                    }

                    Replace(some, name, random);
                    return;
                case JsonArray { Count: > 0 } some:
                    var place = random.Next(some.Count);
                    if (some[place] is not null && random.Next(5) > 0)
                    {
                        node = some[place]!;
                        continue;
                    }

                    some[place] = Odd(random);
                    return;
                default:
                    return;
            }
        }
    }

    private static void Replace(JsonObject some, string name, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                some.Remove(name);
                break;
            case 1:
                some[name.ToUpperInvariant()] = some[name]?.DeepClone();
                break;
            default:
                some[name] = Odd(random);
                break;
        }
    }

    private static JsonNode? Odd(Random random) => random.Next(14) switch
    {
        0 => null,
        1 => JsonValue.Create(true),
        2 => JsonValue.Create(-1),
        3 => JsonValue.Create(0.00001m),
        4 => JsonNode.Parse("1e400"),
        5 => JsonNode.Parse("123456789012345678901234567890.123456789"),
        6 => JsonValue.Create(""),
        7 => JsonValue.Create("\0"),
        8 => JsonValue.Create(new string('x', random.Next(1, 5000))),
        9 => JsonValue.Create("0001-01-01T00:00:00+14:00"),
        10 => JsonValue.Create("9999-12-31T23:59:59-14:00"),
        11 => new JsonArray(),
        12 => new JsonObject { ["$type"] = "System.String" },
        _ => JsonValue.Create("Ω̷͓ \uD83D\uDE00 ' \" ; drop table orders --"),
    };

    // The result is a text, so that it is no worse than what a careless OMS may send.
    private static string Bytes(string message, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        var (from, count) = (message.IndexOf(Mark, StringComparison.Ordinal) + 12, random.Next(1, 6));
        for (var time = 0; time < count; time++)
        {
            bytes[random.Next(Math.Min(from, bytes.Length - 1), bytes.Length)] = (byte)random.Next(1, 127);
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
