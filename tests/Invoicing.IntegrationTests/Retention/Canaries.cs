using System.Text;
using System.Text.Json.Nodes;
using Invoicing.Harness;

namespace Invoicing.IntegrationTests.Retention;

/// <summary>Values that stand nowhere else, one for each personal field of an order; and the search for them in all that is kept.</summary>
internal sealed class Canaries
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public string Email(string tag) => Add($"{tag}.mail@canary.test");

    public string Of(string tag, string field) => Add($"Canary{tag}{field}");

    public JsonObject Customer(string tag) => new()
    {
        ["firstName"] = Of(tag, "First"), ["lastName"] = Of(tag, "Last"), ["email"] = Email(tag), ["address1"] = Of(tag, "Street"),
        ["address2"] = Of(tag, "Floor"), ["city"] = Of(tag, "City"), ["country"] = "El Salvador", ["documentNo"] = Of(tag, "Doc"),
        ["documentType"] = "dui", ["phone"] = Of(tag, "Phone"),
    };

    public void PutInto(JsonObject order, string tag)
    {
        (order["billing"], order["deliverTo"]) = (Customer($"{tag}b"), Customer($"{tag}d"));
        order["fiscalCredit"] = new JsonObject
        {
            ["companyId"] = Of(tag, "Id"), ["companyName"] = Of(tag, "Company"), ["companyAddress"] = Of(tag, "Office"),
        };
    }

    /// <summary>Where in the database they stand: every column of every table that there is, also packed as JSON has bytes.</summary>
    public async Task<IReadOnlyList<string>> In(TestDatabase database)
    {
        var tables = await database.Rows("""
            select quote_ident(table_schema) || '.' || quote_ident(table_name)
            from information_schema.tables
            where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
            """);
        tables.Count.ShouldBeGreaterThan(30);
        var found = new List<string>();
        foreach (var table in tables.Select(row => (string)row[0]!))
        {
            foreach (var row in await database.Rows($"select t::text from {table} t"))
            {
                found.AddRange(In((string)row[0]!).Select(canary => $"{table}: {canary}"));
            }
        }

        return [.. found.Distinct()];
    }

    /// <summary>Logs and mails are files, too.</summary>
    public IReadOnlyList<string> In(params IEnumerable<string> folders) =>
    [
        .. folders.SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            .SelectMany(file => In(Encoding.UTF8.GetString(File.ReadAllBytes(file)))
                .Select(canary => $"{Path.GetFileName(file)}: {canary}")),
    ];

    private IEnumerable<string> In(string text) => _all.Where(canary => Forms(canary).Any(form =>
        text.Contains(form, StringComparison.OrdinalIgnoreCase)));

    /// <summary>As it is, as PostgreSQL writes bytes, and in Base64 wherever it begins.</summary>
    private static IEnumerable<string> Forms(string canary)
    {
        var bytes = Encoding.UTF8.GetBytes(canary);
        yield return canary;
        yield return Convert.ToHexStringLower(bytes);
        for (var shift = 0; shift < 3; shift++)
        {
            // Its ends depend on what stands around it.
            var packed = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            yield return packed[(shift == 0 ? 0 : 4)..^4];
        }
    }

    private string Add(string canary)
    {
        if (!_all.Contains(canary))
        {
            _all.Add(canary);
        }

        return canary;
    }
}
