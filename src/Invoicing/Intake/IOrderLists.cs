using Invoicing.Intake.Parsing;

namespace Invoicing.Intake;

/// <summary>Takes the files among the feeds that are lists to compare with, and no orders to be taken.</summary>
internal interface IOrderLists
{
    bool IsList(string fileName);

    /// <param name="id">The same each time that the file is read again, so that one result is kept.</param>
    /// <returns>What came of it, for people.</returns>
    Task<string> Compare(FileInspection file, Guid id, CancellationToken ct);
}
