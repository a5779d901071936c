using Invoicing.Benchmarks.Load;
using Invoicing.Harness;

namespace Invoicing.Benchmarks.Measuring.Partners;

/// <summary>The system that orders come from, besides Retail Pro: its simulator is a process of its own.</summary>
internal interface IPartner
{
    /// <summary>Of <c>invoicing simulate</c>, and of the queue of its steps.</summary>
    string Name { get; }

    /// <summary>Its steps of an order that the journal of calls has as done.</summary>
    int StepsAnOrder { get; }

    /// <summary>The simulator runs there. It answers at once.</summary>
    /// <returns>Settings of the program.</returns>
    Task<IEnumerable<(string Name, string Value)>> Begin(Uri simulator);

    /// <summary>The program runs.</summary>
    Task SetUp();

    /// <summary>Has the orders, before the clock starts.</summary>
    Task Put(IReadOnlyList<SampleOrder> orders);

    /// <returns>What makes the run void; null: nothing.</returns>
    Task<string?> Objection(Books books);

    static IPartner? Of(Origin origin) => origin switch
    {
        Origin.Vtex => new VtexPartner(),
        Origin.Jobs => new EmporixPartner(),
        _ => null,
    };
}

/// <summary>What is there after a run.</summary>
/// <param name="Messages">Of the OMS.</param>
/// <param name="RetailPro">Its ledger.</param>
/// <param name="Mails">Folder of mails.</param>
internal sealed record Books(IReadOnlyList<string> Messages, string RetailPro, TestDatabase Database, string Mails);
