using System.ComponentModel.DataAnnotations;
using Invoicing.ReceivingFeeds.Sftp;

namespace Invoicing.ReceivingFeeds;

/// <summary>Section <c>Feeds</c>: files of orders that are put into a folder.</summary>
internal sealed class FeedSettings
{
    /// <summary>The folder whose sub-folder <c>incoming</c> files are put into. No feeds are taken while it is empty.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How often to look for new files.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>For so long a file must have kept its size and time before it is taken: it may still be written.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan StableFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The same for CSV, where nothing tells whether an order's rows go on.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan CsvStableFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A results file is written anew at most once in this time while its orders change.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan ResultsInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Days after which files that were dealt with are deleted, results and responses too: they hold personal data.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; set; } = 90;

    /// <summary>The server that files are fetched from, if they are not put into the folder.</summary>
    public SftpSettings Sftp { get; set; } = new();

    public TimeSpan StableForOf(string fileName) => fileName.Contains(".json", StringComparison.OrdinalIgnoreCase) || StableFor > CsvStableFor ? StableFor : CsvStableFor;
}
