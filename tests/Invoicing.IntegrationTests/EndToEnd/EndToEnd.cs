namespace Invoicing.IntegrationTests.EndToEnd;

/// <summary>All of these start real processes; side by side they would only wait for each other's CPU.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EndToEnd
{
    public const string Name = "End to end";
}
