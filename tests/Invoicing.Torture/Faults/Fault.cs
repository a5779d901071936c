using Invoicing.Harness.Oracle;

namespace Invoicing.Torture.Faults;

/// <summary>What a fault needs for itself: two that share something cannot be mixed.</summary>
[Flags]
internal enum Uses
{
    Nothing = 0,
    Service = 1,
    Broker = 2,
    Database = 4,
    RetailPro = 8,
    Mail = 16,
    Messages = 32,
    Vtex = 64,
    Emporix = 128,

    /// <summary>Whatever runs beside it would spoil what it shows.</summary>
    Everything = 255,
}

/// <summary>Something that goes wrong while orders are on their way.</summary>
internal abstract class Fault
{
    public abstract string Name { get; }

    /// <summary>One line.</summary>
    public abstract string Description { get; }

    public abstract Uses Uses { get; }

    /// <summary>False where something is missing that it needs; then it takes part only when it is asked for by name.</summary>
    public virtual bool IsPossible => true;

    /// <summary>Whether a message may lie in an error queue twice, or be told of twice, because of it.</summary>
    public virtual bool MayRepeat => true;

    /// <summary>False where nobody can say what VTEX must have been told: then no order comes from there.</summary>
    public virtual bool TakesVtex => true;

    /// <summary>The same of Emporix's invoice jobs.</summary>
    public virtual bool TakesEmporix => true;

    /// <summary>What passes on the wire must be of the process that is killed for it: there may be no other.</summary>
    public virtual bool NeedsOneProcess => false;

    /// <summary>Whether invoices may be found in Retail Pro, or confirmed by a person, by their order's number alone.</summary>
    public virtual bool LosesNumbers => false;

    /// <summary>What cannot be done is given up while the run lasts.</summary>
    public virtual bool GivesUp => false;

    /// <summary>Whether it empties error queues.</summary>
    public virtual bool EmptiesErrors => false;

    /// <summary>Those of <see cref="Run"/> are overridden.</summary>
    public virtual IEnumerable<(string Name, string Value)> Settings => [];

    /// <summary>How long it may take until all is quiet.</summary>
    public virtual TimeSpan QuietBound => TimeSpan.FromSeconds(90);

    /// <summary>Over how long the orders are published.</summary>
    public virtual TimeSpan Spread => TimeSpan.FromSeconds(15);

    /// <summary>The messages of the OMS, in publishing order.</summary>
    public virtual IEnumerable<string> Messages(IEnumerable<string> messages, Random random) => messages;

    /// <summary>Where the reference cannot know which of several ends is right.</summary>
    public virtual ExpectedEnd Expected(ExpectedEnd end, IReadOnlyList<string> messages) => end;

    /// <summary>Before the service starts.</summary>
    public virtual Task Prepare(Run run) => Task.CompletedTask;

    /// <summary>While orders are published; everything must work again when it returns.</summary>
    public abstract Task Inject(Run run);

    /// <summary>When all has been quiet for the first time.</summary>
    public virtual Task Afterwards(Run run) => Task.CompletedTask;

    /// <summary>After the run, however it ended.</summary>
    public virtual Task Cleanup(Run run) => Task.CompletedTask;
}
