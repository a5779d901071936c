using System.Text.RegularExpressions;
using Invoicing.Emporix.Api;

namespace Invoicing.Emporix.SetUp;

/// <summary>
/// Takes schemas that every number can be made with, and no other: a schema is found wrong here, or after a payment was captured.
/// </summary>
internal static partial class SchemaReading
{
    private const int LongestText = 60;
    private const long Most = 999_999_999_999_999;

    /// <exception cref="ApiException">Something of it cannot be.</exception>
    public static SequenceSchema Read(ApiFields body, string tenant, string id, DateTimeOffset now)
    {
        var type = body.Text("schemaType", 50);
        if (type is not null && !Type().IsMatch(type))
        {
            throw body.Fault("schemaType", "must be letters and digits");
        }

        var schema = new SequenceSchema
        {
            Id = id,
            Tenant = tenant,
            Name = body.NeedText("name", 200),
            SchemaType = type is "" ? null : type,
            PreText = PlainText(body, "preText"),
            PostText = PlainText(body, "postText"),
            StartValue = body.NeedWhole("startValue", 0, Most),
            MaxValue = body.NeedWhole("maxValue", 0, Most),
            NumberOfDigits = (int)body.NeedWhole("numberOfDigits", 0, 20),
            Placeholders = body.Object("placeholders") is { } placeholders
                ? placeholders.Objects().ToDictionary(entry => Name(placeholders, entry.Name), entry => Placeholder(entry.Fields))
                : [],
            CreatedAt = now,
            ModifiedAt = now,
        };
        if (schema.StartValue > schema.MaxValue)
        {
            throw body.Fault("startValue", "is more than maxValue");
        }

        foreach (var (field, text) in new[] { ("preText", schema.PreText), ("postText", schema.PostText) })
        {
            if (SequenceId.PlaceholdersOf(text).FirstOrDefault(name => !IsKnown(schema, name)) is { } unknown)
            {
                throw body.Fault(field, $"has {unknown}, which placeholders does not tell of");
            }
        }

        return schema;
    }

    private static bool IsKnown(SequenceSchema schema, string name) =>
        schema.Placeholders.ContainsKey(name) || SequenceId.BuiltIn.Contains(name);

    private static string PlainText(ApiFields body, string field)
    {
        var text = body.Text(field, LongestText) ?? "";
        return text.Any(char.IsControl) ? throw body.Fault(field, "has control characters") : text;
    }

    private static string Name(ApiFields placeholders, string name) => SequenceId.IsPlaceholder(name)
        ? name
        : throw placeholders.Fault(name, "is no name of a placeholder, which begins and ends with two underscores");

    private static SequencePlaceholder Placeholder(ApiFields fields)
    {
        var required = fields.Flag("required") ?? throw fields.Fault("required", "is missing");
        var path = fields.Text("sitePath");
        return path is not null && SitePath.ProblemOf(path) is { } problem
            ? throw fields.Fault("sitePath", problem)
            : new(
                required,
                fields.Text("default"),
                path,
                (int)(fields.Whole("arrayLimit", 1, 1000) ?? 3),
                fields.Text("delimiter", 20) ?? "-");
    }

    [GeneratedRegex(@"^[a-zA-Z0-9]*\z")]
    private static partial Regex Type();
}
