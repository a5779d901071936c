using System.Text.Json.Nodes;
using Invoicing.Operations;

namespace Invoicing.Tests.Operations;

public class A_json_patch
{
    private const string Document = """{"a":1,"b":{"c":"x","d/e":2},"items":[{"upc":"1"},{"upc":"2"}]}""";

    [Theory]
    [InlineData("""[]""", Document)]
    [InlineData(
        """[{"op":"replace","path":"/a","value":4.50}]""",
        """{"a":4.50,"b":{"c":"x","d/e":2},"items":[{"upc":"1"},{"upc":"2"}]}""")]
    [InlineData(
        """[{"op":"add","path":"/n","value":null}]""",
        """{"a":1,"b":{"c":"x","d/e":2},"items":[{"upc":"1"},{"upc":"2"}],"n":null}""")]
    [InlineData("""[{"op":"remove","path":"/b/d~1e"}]""", """{"a":1,"b":{"c":"x"},"items":[{"upc":"1"},{"upc":"2"}]}""")]
    [InlineData(
        """[{"op":"add","path":"/items/-","value":{"upc":"3"}}]""",
        """{"a":1,"b":{"c":"x","d/e":2},"items":[{"upc":"1"},{"upc":"2"},{"upc":"3"}]}""")]
    [InlineData(
        """[{"op":"add","path":"/items/0","value":{"upc":"0"}}]""",
        """{"a":1,"b":{"c":"x","d/e":2},"items":[{"upc":"0"},{"upc":"1"},{"upc":"2"}]}""")]
    [InlineData(
        """[{"op":"replace","path":"/items/1","value":{"upc":"9"}}]""",
        """{"a":1,"b":{"c":"x","d/e":2},"items":[{"upc":"1"},{"upc":"9"}]}""")]
    [InlineData("""[{"op":"remove","path":"/items/0"}]""", """{"a":1,"b":{"c":"x","d/e":2},"items":[{"upc":"2"}]}""")]
    [InlineData("""[{"op":"move","from":"/b/c","path":"/c"}]""", """{"a":1,"b":{"d/e":2},"items":[{"upc":"1"},{"upc":"2"}],"c":"x"}""")]
    [InlineData(
        """[{"op":"copy","from":"/items/0","path":"/items/1"}]""",
        """{"a":1,"b":{"c":"x","d/e":2},"items":[{"upc":"1"},{"upc":"1"},{"upc":"2"}]}""")]
    [InlineData(
        """[{"op":"test","path":"/a","value":1},{"op":"remove","path":"/a"}]""",
        """{"b":{"c":"x","d/e":2},"items":[{"upc":"1"},{"upc":"2"}]}""")]
    [InlineData("""[{"op":"replace","path":"","value":{"whole":true}}]""", """{"whole":true}""")]
    public void is_applied(string patch, string expected) =>
        JsonNode.DeepEquals(Apply(patch), JsonNode.Parse(expected)).ShouldBeTrue(Apply(patch).ToJsonString());

    [Theory]
    [InlineData("""{}""", "must be a JSON array of operations")]
    [InlineData("""[1]""", "Operation 1 of the patch is no object")]
    [InlineData("""[{"path":"/a"}]""", "has no text 'op'")]
    [InlineData("""[{"op":"replace","path":"/a"}]""", "has no 'value'")]
    [InlineData("""[{"op":"put","path":"/a"}]""", "has the op 'put': add, remove, replace")]
    [InlineData("""[{"op":"remove","path":"a"}]""", "must begin with /")]
    [InlineData("""[{"op":"remove","path":"/x"}]""", "names /x, which the order does not have")]
    [InlineData("""[{"op":"replace","path":"/x","value":1}]""", "names /x")]
    [InlineData("""[{"op":"replace","path":"/items/2/upc","value":1}]""", "names /items/2/upc")]
    [InlineData("""[{"op":"add","path":"/items/3","value":1}]""", "names /items/3")]
    [InlineData("""[{"op":"test","path":"/a","value":1},{"op":"add","path":"/items/01","value":1}]""", "Operation 2")]
    [InlineData("""[{"op":"add","path":"/a/b","value":1}]""", "names /a/b")]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""", "expects another value at /a")]
    [InlineData("""[{"op":"remove","path":""}]""", "leaves nothing")]
    public void that_does_not_fit_is_refused_with_its_place(string patch, string told) =>
        Should.Throw<PatchRefusedException>(() => Apply(patch)).Message.ShouldContain(told);

    [Fact]
    public void changes_nothing_when_one_operation_does_not_fit()
    {
        var document = JsonNode.Parse(Document)!;

        Should.Throw<PatchRefusedException>(
            () => JsonPatch.Apply(document, JsonNode.Parse("""[{"op":"remove","path":"/a"},{"op":"remove","path":"/x"}]""")));

        JsonNode.DeepEquals(document, JsonNode.Parse(Document)).ShouldBeTrue();
    }

    private static JsonNode Apply(string patch) => JsonPatch.Apply(JsonNode.Parse(Document)!, JsonNode.Parse(patch));
}
