namespace Invoicing.Benchmarks.Load;

/// <summary>The way into the program: the broker, or the bus of the same process.</summary>
internal interface ILoad
{
    /// <summary>Returns when the order is accepted for good.</summary>
    Task Publish(SampleOrder order);

    Completions Completions { get; }
}
