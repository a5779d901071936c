using Invoicing.Storage;

namespace Invoicing.IntegrationTests.EndToEnd;

/// <summary>A test that makes this kind of failure happen, and cures it as docs/runbook.md says.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProducesAttribute(NoticeKind kind) : Attribute
{
    public NoticeKind Kind => kind;
}
