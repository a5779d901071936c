using System.Text.Json.Serialization;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>How a row is stored: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderProcess))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, int>))]
internal sealed partial class ProcessJson : JsonSerializerContext;
