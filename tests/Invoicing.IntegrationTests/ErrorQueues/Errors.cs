using System.Text.Json;
using Invoicing.Harness;

namespace Invoicing.IntegrationTests.ErrorQueues;

/// <summary>What the commands about error queues say, as programs read it.</summary>
internal static class Errors
{
    public static async Task<JsonElement> ErrorsJson(this Installation installation, int exitCode, params string[] arguments)
    {
        var command = await installation.Run(["errors", .. arguments, "--output", "json"]);
        command.ExitCode.ShouldBe(exitCode, command.ToString());
        return JsonDocument.Parse(command.Output).RootElement;
    }

    public static Task<JsonElement> Entries(this Installation installation, params string[] filter) =>
        installation.ErrorsJson(0, ["list", "--entries", .. filter]);

    public static int Int(this JsonElement json, string name) => json.GetProperty(name).GetInt32();

    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();

    public static IEnumerable<JsonElement> List(this JsonElement json, string name) => json.GetProperty(name).EnumerateArray();
}
