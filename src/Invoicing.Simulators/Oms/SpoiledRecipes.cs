using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Oms;

/// <summary>Orders that must not be invoiced, made from sound ones.</summary>
internal static class SpoiledRecipes
{
    public static OrderDraft UnknownChannel(Composer composer)
    {
        var channel = Catalogue.Pick(composer.Random, ["MARKETPLACE", "B2B", "WHOLESALE"]);
        return composer.Order(stores: composer.Random.Next(1, 3)) with { SalesChannel = channel };
    }

    /// <summary>In turn, each of these.</summary>
    public static (JsonObject Json, string Detail) OneOf(Composer composer, IReadOnlyList<Spoiling> spoilings) =>
        Spoil(composer, spoilings[composer.Turn % spoilings.Count]);

    public static (JsonObject Json, string Detail) SeveralInvalidFields(Composer composer)
    {
        var spoilings = InvalidFields.Combinable.ToArray();
        composer.Random.Shuffle(spoilings);
        var chosen = spoilings.DistinctBy(spoiling => spoiling.Path).Take(composer.Random.Next(3, 6));
        return Spoil(composer, [.. chosen]);
    }

    public static (JsonObject Json, string Detail) WithoutOrderNo(Composer composer)
    {
        var json = DraftWriter.Write(composer.Order());
        (JsonNode? Value, string Detail) number = (composer.Turn % 5) switch
        {
            0 => (null, "missing"),
            1 => (null, "null"),
            2 => ("", "empty"),
            3 => ("  ", "blank"),
            _ => ("#", "a lone #"),
        };
        json["orderNo"] = number.Value;
        if (number.Detail == "missing")
        {
            json.Remove("orderNo");
        }

        return (json, $"orderNo {number.Detail}");
    }

    public static string BrokenJson(Composer composer)
    {
        var whole = DraftWriter.Text(DraftWriter.Write(composer.Order()));
        return (composer.Turn % 3) switch
        {
            0 => whole[..composer.Random.Next(1, whole.Length - 1)],
            1 => whole.Replace("\"total\":", "\"total\"=", StringComparison.Ordinal),
            _ => "order completed",
        };
    }

    private static (JsonObject Json, string Detail) Spoil(Composer composer, params Spoiling[] spoilings)
    {
        var json = DraftWriter.Write(BaseOf(composer, spoilings[0].Base));
        foreach (var spoiling in spoilings)
        {
            var isLongNumber = spoiling.Path == "orderNo";
            Set(json, spoiling.Path.Split('.'), isLongNumber ? $"#LONG{composer.Index:D8}" : spoiling.Value());
        }

        return (json, string.Join("; ", spoilings.Select(spoiling => spoiling.ToString())));
    }

    private static OrderDraft BaseOf(Composer composer, SpoilingBase wanted) => wanted switch
    {
        SpoilingBase.Bopis => SoundRecipes.Bopis(composer),
        SpoilingBase.SendSale => SendSaleRecipes.SendSale(composer),
        _ => composer.Order(stores: 2),
    };

    private static void Set(JsonObject json, ReadOnlySpan<string> path, JsonNode? value)
    {
        var isItem = path[0] == "items[0]";
        var items = isItem ? json["items"]!.AsArray() : null;
        if (path.Length > 1)
        {
            Set((isItem ? items![0] : json[path[0]])!.AsObject(), path[1..], value);
        }
        else if (isItem)
        {
            items![0] = value;
        }
        else if (value is null)
        {
            json.Remove(path[0]);
        }
        else
        {
            json[path[0]] = value;
        }
    }
}
