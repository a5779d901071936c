namespace Invoicing.Torture.Faults;

/// <summary>Every fault there is.</summary>
internal static class All
{
    public static List<Fault> Faults { get; } =
    [
        new Nothing(),
        new Kill(),
        new Terminate(),
        new Freeze(),
        new BrokerRestart(),
        new BrokerCrash(),
        new QueuesPurged(),
    ];

    public static Fault Named(string name) => Faults.FirstOrDefault(fault => fault.Name == name)
        ?? throw new ArgumentException($"There is no fault '{name}'. They are: {string.Join(", ", Faults.Select(fault => fault.Name))}");
}
