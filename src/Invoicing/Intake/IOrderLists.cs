using Invoicing.Intake.Parsing;

namespace Invoicing.Intake;

/// <summary>Takes the files among the feeds that are lists to compare with, and no orders to be taken.</summary>
internal interface IOrderLists
{
    bool IsList(string fileName);

    /// <returns>What came of it, for people.</returns>
    Task<string> Compare(FileInspection file, CancellationToken ct);
}
