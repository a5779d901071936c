using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.Systems;

/// <summary>Lets every call through, and remembers what was said of the credentials.</summary>
internal sealed class OpenGate : IAdmission
{
    public List<string> Refused { get; } = [];

    public ValueTask<CallPermit> Enter(CancellationToken ct) => default;

    public Task CredentialsRefused(string message, CancellationToken ct)
    {
        Refused.Add(message);
        return Task.CompletedTask;
    }

    public ValueTask Leave(CallPermit pass, CallOutcome? outcome) => default;
}
