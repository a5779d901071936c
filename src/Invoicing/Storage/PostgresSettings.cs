using System.ComponentModel.DataAnnotations;

namespace Invoicing.Storage;

/// <summary>Section <c>Postgres</c>.</summary>
internal sealed class PostgresSettings
{
    /// <summary>Npgsql connection string, such as <c>Host=db;Database=invoicing;Username=invoicing;Password=…</c>. Secret.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Postgres:ConnectionString is not set. Give an Npgsql connection string, such as Host=db;Database=invoicing;Username=…;Password=…")]
    public string ConnectionString { get; set; } = "";
}
