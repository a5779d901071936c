using System.Globalization;
using Invoicing.Orders;

namespace Invoicing.Process;

/// <summary>
/// The database was put back to an older state: what was done between the backup and this time is in the systems, and not in the journal.
/// </summary>
/// <param name="At">When <c>recover-from-backup</c> was run: nothing was called between that and the next start of the service.</param>
/// <param name="FirstSlipNo">The first slip number that cannot have been used before.</param>
internal sealed record BackupRestore(DateTimeOffset At, long FirstSlipNo)
{
    // By the clock of the OMS.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether calls for the order may have been made that the journal has lost: not if it was completed, or at least created, later.
    /// </summary>
    public bool MayHaveCalledFor(Order order) => !((order.CompletedAt ?? order.CreatedAt) > At + ClockTolerance);

    /// <summary>Whether the number may have been given to a slip before.</summary>
    public bool MayHaveUsed(string slipNo) => long.Parse(slipNo, CultureInfo.InvariantCulture) < FirstSlipNo;
}
