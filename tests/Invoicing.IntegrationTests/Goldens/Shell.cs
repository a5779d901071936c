using System.CommandLine.Parsing;
using System.Text;
using Invoicing.Harness;
using Npgsql;

namespace Invoicing.IntegrationTests.Goldens;

/// <summary>What a person at the shell of an installation sees, collected by subject.</summary>
internal sealed class Shell(Installation installation, Sftp sftp)
{
    private readonly Placeholders _placeholders = new(
        (installation.Folder, "{folder}"), (installation.Broker.Uri.AbsolutePath.Trim('/'), "{vhost}"),
        (new NpgsqlConnectionStringBuilder(installation.Database.ConnectionString).Database!, "{database}"), (sftp.KeyFile, "{key file}"));

    private readonly SortedDictionary<string, StringBuilder> _texts = new(StringComparer.Ordinal);

    /// <summary>By name of the file that they are compared with.</summary>
    public IReadOnlyList<(string Name, string Text)> Texts => [.. _texts.Select(text => (text.Key, text.Value.ToString()))];

    /// <summary>Runs the commands one after the other.</summary>
    /// <param name="commands">A line each.</param>
    /// <returns>The last one.</returns>
    public async Task<Command> Runs(string name, string commands)
    {
        Command? done = null;
        foreach (var command in commands.Split('\n'))
        {
            var arguments = CommandLineParser.SplitCommandLine(command).ToArray();
            done = await installation.Run(arguments);
            var errors = done.Errors.Length == 0 ? "" : $"== errors\n{done.Errors}";
            Append(name, _placeholders.InTable($"$ invoicing {command}\n{done.Output}{errors}== exit code {done.ExitCode}\n"));
        }

        return done!;
    }

    public void Add(string name, string text) => Append(name, _placeholders.In(text));

    /// <returns>Where it is.</returns>
    public async Task<string> File(string name, string content)
    {
        var file = Path.Combine(installation.Folder, name);
        await System.IO.File.WriteAllTextAsync(file, content);
        return file;
    }

    private void Append(string name, string text)
    {
        if (_texts.TryGetValue(name, out var known))
        {
            known.Append('\n');
        }
        else
        {
            _texts[name] = known = new();
        }

        known.Append(text);
    }
}
