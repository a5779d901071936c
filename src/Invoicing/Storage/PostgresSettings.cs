using System.ComponentModel.DataAnnotations;

namespace Invoicing.Storage;

/// <summary>Section <c>Postgres</c>.</summary>
internal sealed class PostgresSettings
{
    /// <summary>Npgsql connection string, such as <c>Host=db;Database=invoicing;Username=invoicing;Password=…</c>. Secret.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Postgres:ConnectionString is not set. Give an Npgsql connection string, such as "
        + "Host=db;Database=invoicing;Username=…;Password=…")]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Operations that share one round trip and one commit, at most. 1 turns group commit off: each operation runs at once on a
    /// connection of its own, which is what measurements compare with.
    /// </summary>
    [Range(1, 1000)]
    public int LargestBatch { get; set; } = 256;

    /// <summary>How a running service is told apart in <c>pg_stat_activity</c> from the commands that people run.</summary>
    public const string OfService = "invoicing serve";

    // No setting.
    internal string ApplicationName { get; set; } = "invoicing";
}
