using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.Systems;

/// <summary>Lets every call through, and remembers what was said of the credentials.</summary>
internal sealed class OpenGate : ICallGate
{
    public List<string> Refused { get; } = [];

    public ValueTask<GatePass> Enter(CancellationToken ct) => default;

    public Task CredentialsRefused(string message, CancellationToken ct)
    {
        Refused.Add(message);
        return Task.CompletedTask;
    }

    public ValueTask Leave(GatePass pass, CallOutcome? outcome) => default;
}
