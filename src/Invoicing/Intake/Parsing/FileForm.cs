using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Invoicing.Intake.Parsing;

internal enum Form
{
    Lines,
    Array,

    /// <summary>One order that goes over several lines.</summary>
    Document,
}

/// <summary>Tells the form of a file by its first lines, without taking them.</summary>
internal static class FileForm
{
    public static async Task<Form> Find(PipeReader input, CancellationToken ct)
    {
        while (true)
        {
            var read = await input.ReadAsync(ct);
            var isWhole = read.IsCompleted || read.Buffer.Length > LineReader.Longest;
            var form = Judge(read.Buffer.ToArray(), isWhole);
            // Examined only when more is needed: what is taken back must be there at once at the next read.
            input.AdvanceTo(read.Buffer.Start, form is null ? read.Buffer.End : read.Buffer.Start);
            if (form is not null)
            {
                return form.Value;
            }
        }
    }

    /// <returns>Null: more of the file is needed.</returns>
    private static Form? Judge(byte[] start, bool isWhole)
    {
        var lines = new List<byte[]>();
        for (var rest = start.AsSpan(); lines.Count < 2;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = LineReader.Trim((end < 0 ? rest : rest[..end]).ToArray());
            if (line is [(byte)'[', ..] && lines.Count == 0)
            {
                return Form.Array;
            }

            if (end < 0 && !isWhole)
            {
                return lines is [var first] && !IsBegun(first) ? Form.Lines : null;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            if (end < 0)
            {
                break;
            }

            rest = rest[(end + 1)..];
        }

        // JSON Lines whose first line was cut off still are lines if the second is an order by itself.
        var isDocument = lines is [var begun, ..] && IsBegun(begun) && !(lines.Count > 1 && lines[1][0] == '{' && NotJson.Find(lines[1]) is null);
        return isDocument && lines.Count > 1 ? Form.Document : Form.Lines;
    }

    /// <summary>An object that goes on in the next line.</summary>
    private static bool IsBegun(byte[] line)
    {
        if (line[0] != '{' || NotJson.Find(line) is null)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(line, isFinalBlock: false, default);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
