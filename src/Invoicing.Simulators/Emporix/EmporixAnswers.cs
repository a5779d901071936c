using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Emporix;

/// <summary>Answers as the services of Emporix give them. Each is written at once, for what it shows may change.</summary>
internal static class EmporixAnswers
{
    public static Answer Ok(JsonNode content) => new(200, JsonNodes.Write(content));

    public static Answer Created(JsonNode content) => new(201, JsonNodes.Write(content));

    public static Answer NoContent() => Answer.Empty(204);

    public static Answer BadRequest(string message) => Error(400, message);

    public static Answer NotFound(string what) => Error(404, $"{what} does not exist");

    public static Answer Unauthorized(
        string message = "Invalid access token", string code = "keymanagement.service.invalid_access_token") =>
        new(401, JsonNodes.Write(new JsonObject
        {
            ["fault"] = new JsonObject { ["faultstring"] = message, ["detail"] = new JsonObject { ["errorcode"] = code } },
        }));

    public static Answer Error(int status, string message) => status switch
    {
        401 => Unauthorized(message),
        // The one status for which the gateway alone has its own form.
        422 => new(status, JsonNodes.Write(new JsonObject { ["code"] = status, ["message"] = message })),
        _ => new(status, JsonNodes.Write(new JsonObject { ["status"] = status, ["type"] = TypeOf(status), ["message"] = message })),
    };

    // The vendor names some of these in examples and none in a list.
    private static string TypeOf(int status) => status switch
    {
        400 => "validation_violation",
        403 => "insufficient_permissions",
        404 => "element_resource_non_existing",
        409 => "conflict_resource",
        429 => "too_many_requests",
        _ => "internal_service_error",
    };
}
