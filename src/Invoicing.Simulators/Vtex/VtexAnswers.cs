using System.Text.Json.Nodes;

namespace Invoicing.Simulators.Vtex;

/// <summary>Answers as VTEX gives them.</summary>
internal static class VtexAnswers
{
    public static Answer Ok(JsonNode content) => new(200, JsonNodes.Write(content));

    public static Answer Error(int status, string code, string message) => new(status, JsonNodes.Write(new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["exception"] = null },
    }));

    /// <summary>The codes of VTEX for a wrong body are not documented; this one is ours.</summary>
    public static Answer BadRequest(string message) => Error(400, "OMS001", message);

    public static Answer Unauthorized() => Error(401, "1", "Unauthorized access");

    public static Answer OrderNotFound() => Error(404, "OMS007", "Order Not Found");

    public static Answer WrongStatus(int status, string? orderStatus) =>
        Error(status, "OMS003", $"The operation is not allowed for an order in status {orderStatus ?? "null"}");

    public static Answer Receipt(string orderId, DateTimeOffset now, string receipt) => Ok(new JsonObject
    {
        ["date"] = JsonNodes.Time(now),
        ["orderId"] = orderId,
        ["receipt"] = receipt,
    });
}
