using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Invoicing.Operations;

/// <summary>A JSON Patch (RFC 6902): a list of operations on a document, applied all or not at all.</summary>
internal static class JsonPatch
{
    private static readonly string[] s_operations = ["add", "remove", "replace", "move", "copy", "test"];

    /// <summary>Applies the patch to a copy.</summary>
    /// <exception cref="PatchRefusedException">Names the operation, its place in the patch, and what is wrong.</exception>
    public static JsonNode Apply(JsonNode document, JsonNode? patch)
    {
        if (patch is not JsonArray operations)
        {
            throw new PatchRefusedException("The patch must be a JSON array of operations, such as "
                + """[{"op":"replace","path":"/billing/email","value":"ana@example.com"}].""");
        }

        var root = new JsonObject { ["root"] = document.DeepClone() };
        for (var i = 0; i < operations.Count; i++)
        {
            try
            {
                Apply(root, operations[i] as JsonObject ?? throw new PatchRefusedException("is no object"));
            }
            catch (PatchRefusedException e)
            {
                throw new PatchRefusedException($"Operation {i + 1} of the patch {e.Message}.");
            }
        }

        return root["root"] ?? throw new PatchRefusedException("The patch leaves nothing.");
    }

    private static void Apply(JsonObject root, JsonObject operation)
    {
        var op = Text(operation, "op");
        var path = Text(operation, "path");
        switch (op)
        {
            case "add":
                Place.Of(root, path).Add(Value(operation));
                break;
            case "replace":
                Place.Of(root, path).Replace(Value(operation));
                break;
            case "remove":
                Place.Of(root, path).Take();
                break;
            case "move":
                var moved = Place.Of(root, Text(operation, "from")).Take();
                Place.Of(root, path).Add(moved);
                break;
            case "copy":
                Place.Of(root, path).Add(Place.Of(root, Text(operation, "from")).Get()?.DeepClone());
                break;
            case "test" when !JsonNode.DeepEquals(Place.Of(root, path).Get(), Value(operation)):
                throw new PatchRefusedException($"expects another value at {path}");
            case "test":
                break;
            default:
                throw new PatchRefusedException($"has the op '{op}': {string.Join(", ", s_operations)} are known");
        }
    }

    private static string Text(JsonObject operation, string name) =>
        operation[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
        ? value.GetValue<string>()
        : throw new PatchRefusedException($"has no text '{name}'");

    private static JsonNode? Value(JsonObject operation) =>
        operation.ContainsKey("value") ? operation["value"]?.DeepClone() : throw new PatchRefusedException("has no 'value'");

    /// <summary>Where a JSON Pointer (RFC 6901) leads.</summary>
    private readonly record struct Place(JsonNode Parent, string Name, string Path)
    {
        public static Place Of(JsonObject root, string path)
        {
            if (path.Length > 0 && path[0] != '/')
            {
                throw new PatchRefusedException($"has the path '{path}', which must begin with /, such as /items/0/upc");
            }

            var place = new Place(root, "root", path);
            foreach (var name in path.Split('/').Skip(1)
                .Select(name => name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            {
                place = new Place(place.Get() ?? throw Missing(path), name, path);
            }

            return place;
        }

        public JsonNode? Get() => Parent switch
        {
            JsonObject parent when parent.TryGetPropertyValue(Name, out var value) => value,
            JsonArray parent => parent[Index(parent.Count - 1)],
            _ => throw Missing(Path),
        };

        public void Add(JsonNode? value)
        {
            switch (Parent)
            {
                case JsonObject parent:
                    parent[Name] = value;
                    break;
                case JsonArray parent:
                    parent.Insert(Name == "-" ? parent.Count : Index(parent.Count), value);
                    break;
                default:
                    throw Missing(Path);
            }
        }

        public void Replace(JsonNode? value)
        {
            _ = Get();
            if (Parent is JsonArray parent)
            {
                parent[Index(parent.Count - 1)] = value;
            }
            else
            {
                Add(value);
            }
        }

        public JsonNode? Take()
        {
            var value = Get();
            if (Parent is JsonArray parent)
            {
                parent.RemoveAt(Index(parent.Count - 1));
            }
            else
            {
                ((JsonObject)Parent).Remove(Name);
            }

            return value;
        }

        private int Index(int most) => int.TryParse(Name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index <= most
            && (index == 0 ? Name.Length == 1 : Name[0] != '0')
            ? index
            : throw Missing(Path);

        private static PatchRefusedException Missing(string path) => new($"names {path}, which the order does not have");
    }
}

/// <summary>A patch that cannot be applied.</summary>
internal sealed class PatchRefusedException(string message) : Exception(message);
