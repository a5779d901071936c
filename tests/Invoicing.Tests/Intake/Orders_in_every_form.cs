using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.Tests.RetailPro;

namespace Invoicing.Tests.Intake;

/// <summary>The same orders, written as any program may write them, must come out as the same orders.</summary>
public class Orders_in_every_form
{
    private static readonly string[] s_names =
        ["Rosa", "María", "D'Arcy", "'t Hooft", "\"Chepe\" Rivas", "Pineda, hija", "O|B;C", "渡辺 😀", "=Luis", "#5\nCasa B", "-"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task come_out_as_they_are_of_every_container_and_encoding(int seed)
    {
        var random = new Random(seed);
        var orders = SomeOrders(random);
        var text = WithForm(random, orders);

        var (_, texts) = await FeedContent.Read(Packed(random, text), "orders.json");

        texts.Select(read => read.Problem).ShouldAllBe(problem => problem == null, customMessage: text);
        texts.Select(read => JsonNode.Parse(read.Json.Span)!.ToJsonString()).ShouldBe(orders.Select(order => order.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task come_out_as_they_are_of_every_dialect_of_csv(int seed)
    {
        var random = new Random(1000 + seed);
        var orders = SomeOrders(random);
        var text = Csv(random, orders);

        var (_, texts) = await FeedContent.Read(Packed(random, text), random.Next(2) == 0 ? "orders.csv" : "orders.txt");

        texts.Select(read => read.Problem).ShouldAllBe(problem => problem == null, customMessage: text);
        texts.Select(read => Fingerprint(Encoding.UTF8.GetString(read.Json.Span)))
            .ShouldBe(orders.Select(order => Fingerprint(order.ToJsonString())), customMessage: text);
    }

    private static string Fingerprint(string json)
    {
        var order = OrderReader.Read(JsonElement.Parse(json), Some.ElSalvador, DateTimeOffset.MaxValue);
        order.Unreadable.ShouldBeEmpty();
        return JsonSerializer.Serialize(order with { OrderName = order.OrderNo });
    }

    private static List<JsonObject> SomeOrders(Random random) => [.. Enumerable.Range(1, random.Next(1, 12)).Select(number =>
    {
        var order = JsonNode.Parse(random.Next(4) == 0 ? Samples.SendSale : Samples.SplitHome)!.AsObject();
        order["orderNo"] = $"#{number}";
        order["total"] = Math.Round((decimal)random.NextDouble() * 1000, 2);
        foreach (var who in new[] { "billing", "deliverTo" })
        {
            if (order[who] is JsonObject customer)
            {
                // A blank cell is an absent value.
                customer.Remove("address2");
                customer["firstName"] = s_names[random.Next(s_names.Length)];
                customer["lastName"] = s_names[random.Next(s_names.Length)];
            }
        }

        return order;
    })];

    private static string WithForm(Random random, List<JsonObject> orders)
    {
        var options = new JsonSerializerOptions { WriteIndented = random.Next(2) == 0 };
        var array = new JsonArray([.. orders.Select(order => order.DeepClone())]);
        return random.Next(6) switch
        {
            0 => array.ToJsonString(options),
            1 => string.Join(random.Next(2) == 0 ? "\n" : "\r\n\r\n", orders.Select(order => order.ToJsonString())),
            2 => new JsonObject { ["meta"] = new JsonObject { ["orders"] = orders.Count }, ["orders"] = array }.ToJsonString(options),
            3 => new JsonObject { ["data"] = new JsonObject { ["orders"] = array, ["more"] = false } }.ToJsonString(options),
            4 => new JsonObject { ["value"] = array, ["next"] = null }.ToJsonString(options),
            _ => string.Join("\n", orders.Select(order => order.ToJsonString(options))) + "\n",
        };
    }

    private static byte[] Packed(Random random, string text)
    {
        var content = A_file_in_a_container.Encode(
            text,
            new[] { "utf-8", "utf-16", "utf-16BE", "utf-32" }[random.Next(4)],
            random.Next(2) == 0);
        return random.Next(4) switch
        {
            0 => A_file_in_a_container.Gzip(content),
            1 => A_file_in_a_container.Gzip(A_file_in_a_container.Gzip(content)),
            2 => A_file_in_a_container.Zip(content),
            _ => content,
        };
    }

    private static string Csv(Random random, List<JsonObject> orders)
    {
        var rows = orders.Select(order => order["items"]!.AsArray().Select(item => Flat(order, item!.AsObject())).ToList()).ToList();
        var columns = rows.SelectMany(order => order).SelectMany(row => row.Keys).Distinct().OrderBy(_ => random.Next()).ToList();
        var (separator, end) = (",;\t|"[random.Next(4)], new[] { "\n", "\r\n", "\r" }[random.Next(3)]);
        var trailing = random.Next(4) == 0 && rows.Sum(order => order.Count) > 1 ? $"{separator}" : "";
        var header = string.Join(separator, columns.Select(name => Named(random, name)));
        var text = new StringBuilder(random.Next(4) == 0 ? $"sep={separator}{end}" : "").Append(header).Append(end);
        foreach (var order in rows)
        {
            for (var i = 0; i < order.Count; i++)
            {
                var isBlank = i > 0 && random.Next(2) == 0;
                text.AppendJoin(separator, columns.Select(name =>
                    isBlank && !name.StartsWith("item.") && name != "orderNo" ?
                        "" :
                        Cell(random, order[i].GetValueOrDefault(name) ?? "", separator))).Append(trailing).Append(end);
            }

            text.Append(random.Next(6) switch { 0 => header + end, 1 => end, 2 => new string(separator, columns.Count) + end, _ => "" });
        }

        var sums = string.Join(separator, columns.Select(name => name == "orderNo" ? "Total" : "")) + trailing + end;
        return text.Append(random.Next(4) == 0 ? sums : "").ToString();
    }

    private static Dictionary<string, string> Flat(JsonObject order, JsonObject item)
    {
        var row = new Dictionary<string, string>();
        foreach (var (name, value) in order)
        {
            foreach (var (inner, deeper) in value as JsonObject ?? [])
            {
                row[$"{name}.{inner}"] = $"{deeper}";
            }

            if (value is JsonValue)
            {
                row[name] = $"{value}";
            }
        }

        foreach (var (name, value) in item)
        {
            row[$"item.{name}"] = $"{value}";
        }

        return row;
    }

    private static string Named(Random random, string name) => random.Next(5) switch
    {
        0 => name.ToUpperInvariant(),
        1 => name.Replace('.', '_'),
        2 => $"\"{name.Replace("item.", "items.")}\"",
        3 => name.Replace("orderNo", "Order No"),
        _ => name,
    };

    private static string Cell(Random random, string value, char separator)
    {
        var isNumber = value.Length > 0 && value.All(c => char.IsAsciiDigit(c) || c == '.');
        return random.Next(4) == 0 && isNumber ?
            (random.Next(3) switch { 0 => $"=\"{value}\"", 1 => $"\"=\"\"{value}\"\"\"", _ => $"'{value}" })
            :
            value.IndexOfAny([separator, '"', '\r', '\n']) >= 0 || random.Next(8) == 0 ? $"\"{value.Replace("\"", "\"\"")}\""
            : value;
    }
}
