using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Invoicing.Contracts;

namespace Invoicing.Tests.Contracts;

/// <summary>The contract as it is now, and its JSON.</summary>
internal static class Contract
{
    /// <summary>camelCase; that enumerations travel by name is the contract's own doing.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly Type[] Types = typeof(OrderCompleted).Assembly.GetExportedTypes();

    public static IReadOnlyList<Type> Records { get; } = [.. Types.Where(type => type is { IsClass: true, IsAbstract: false })];

    public static IReadOnlyList<Type> Enumerations { get; } = [.. Types.Where(type => type.IsEnum)];

    /// <summary>What travels by itself: all but the records that stand inside others.</summary>
    public static IReadOnlyList<Type> Messages { get; } = [.. Records.Except(Records.SelectMany(Properties).SelectMany(Inside))];

    public static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    public static string JsonName(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    /// <summary>The record that a property holds, by itself or in a list.</summary>
    public static IEnumerable<Type> Inside(PropertyInfo property) =>
        Records.Intersect(property.PropertyType.GetGenericArguments().Append(property.PropertyType));
}
