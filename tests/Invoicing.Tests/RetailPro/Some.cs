using System.Text.Json;
using System.Text.Json.Nodes;
using Invoicing.Orders;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.RetailPro;

/// <summary>Any valid value, so that a test shows only what it is about.</summary>
internal static class Some
{
    public static readonly TimeZoneInfo ElSalvador = TimeZoneInfo.FindSystemTimeZoneById("America/El_Salvador");

    /// <summary>Shortly after all that the samples tell.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    public static RetailProSettings Settings() => new() { BaseUrl = new Uri("http://localhost:1") };

    public static RetailProSettings FiscalSettings() => new() { BaseUrl = new Uri("http://localhost:1"), Profile = ContractProfile.Fiscal };

    public static Order Order() => Read(Samples.SplitHome);

    public static Order SendSale() => Read(Samples.SendSale);

    public static Order Read(string json) => OrderReader.Read(JsonElement.Parse(json), ElSalvador, Now);

    /// <summary>An order of which one value is changed, added or (null) taken away.</summary>
    public static Order OrderWith(string path, object? value) => Read(With(Samples.SplitHome, path, value));

    public static string With(string json, string path, object? value)
    {
        var root = JsonNode.Parse(json)!;
        var node = root;
        var steps = path.Split('.', '[').Select(step => step.TrimEnd(']')).ToArray();
        foreach (var step in steps[..^1])
        {
            node = node is JsonArray array ? array[int.Parse(step)]! : node[step]!;
        }

        if (node is JsonArray items)
        {
            items[int.Parse(steps[^1])] = JsonSerializer.SerializeToNode(value);
        }
        else if (value is null)
        {
            node.AsObject().Remove(steps[^1]);
        }
        else
        {
            node[steps[^1]] = JsonSerializer.SerializeToNode(value);
        }

        return root.ToJsonString();
    }

    public static Prepared Invoice(Order order, RetailProSettings? settings = null) =>
        OrderToInvoiceBuilder.Build(order, StoreElection.Elect(order), settings ?? Settings());

    public static JsonElement Json(Prepared built)
    {
        built.Faults.ShouldBeEmpty();
        return JsonElement.Parse(built.Body.ShouldNotBeNull());
    }
}
