using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.Tests.Systems;

/// <summary>Lets every call through, and remembers what was said of the credentials.</summary>
internal sealed class OpenGate : IAdmission
{
    public List<string> Refused { get; } = [];

    public ValueTask<CallPermit> Enter(string system, CancellationToken ct) => default;

    public Task CredentialsRefused(string system, string message, CancellationToken ct)
    {
        Refused.Add(message);
        return Task.CompletedTask;
    }

    public ValueTask Leave(string system, CallPermit pass, CallOutcome? outcome) => default;
}
