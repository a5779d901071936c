using System.ComponentModel.DataAnnotations;
using Invoicing.Intake.Sftp;

namespace Invoicing.Intake;

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

    /// <summary>
    /// The former name of both <c>Invoicing:Retention:Feeds</c> and <c>Invoicing:Retention:Responses</c>; null: it is not used.
    /// </summary>
    [Range(1, 3650)]
    public int? KeepDays { get; set; }

    /// <summary>What the JSON of a file is: told by its content, ours, or HotWax's. CSV is always ours.</summary>
    public FeedFormat Format { get; set; } = FeedFormat.Auto;

    /// <summary>The <c>goodIdentificationTypeId</c> under which HotWax has Retail Pro's product code.</summary>
    [Required]
    public string HotWaxUpc { get; set; } = "UPCA";

    /// <summary>Names of HotWax's order attributes by our field. Case and blanks do not tell names apart.</summary>
    [HotWaxAttributeNames]
    public Dictionary<string, string> HotWaxAttributes { get; set; } =
        new(StringComparer.OrdinalIgnoreCase) { ["documentNo"] = "CustomerId" };

    /// <summary>The server that files are fetched from, if they are not put into the folder.</summary>
    public SftpSettings Sftp { get; set; } = new();

    public TimeSpan StableForOf(string fileName) =>
        fileName.Contains(".json", StringComparison.OrdinalIgnoreCase) || StableFor > CsvStableFor ? StableFor : CsvStableFor;
}

/// <summary>Whose form the JSON of a feed has.</summary>
internal enum FeedFormat
{
    /// <summary>HotWax's where there is no doubt, else ours.</summary>
    Auto,

    Invoicing,
    HotWax,
}

/// <summary>HotWax has no fields for these, so an installation keeps them in attributes of its own naming.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HotWaxAttributeNamesAttribute()
    : ValidationAttribute($"Feeds:HotWaxAttributes can name an attribute for each of {string.Join(", ", s_fields)}.")
{
    private static readonly string[] s_fields = ["documentNo", "documentType", "companyId", "companyName", "companyAddress"];

    public override bool IsValid(object? value) => value is Dictionary<string, string> names
        && names.All(name => s_fields.Contains(name.Key, StringComparer.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(name.Value));
}
