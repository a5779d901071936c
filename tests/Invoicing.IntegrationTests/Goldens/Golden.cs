using System.Runtime.CompilerServices;

namespace Invoicing.IntegrationTests.Goldens;

/// <summary>
/// What others see of the program, as it lies in <c>tests/samples/golden</c>: a file for each subject, without what differs from run to
/// run. A change is meant or it is a defect. Where it is meant, renew the files and read the difference before it is committed:
/// <c>INVOICING_RENEW_GOLDENS=1 dotnet test tests/Invoicing.IntegrationTests --filter Goldens</c>. Where <c>CI</c> is set, that is refused.
/// </summary>
/// <param name="folder">Of the files.</param>
/// <param name="setting">The value of an environment variable.</param>
internal sealed class Golden(string folder, Func<string, string?> setting)
{
    private const string Renew = "INVOICING_RENEW_GOLDENS";

    private readonly bool _renews = setting(Renew) is { Length: > 0 }
        && (setting("CI") is not { Length: > 0 }
            ? true
            : throw new InvalidOperationException($"{Renew} is set, and must not be in CI: there the files stand."));
    private readonly HashSet<string> _seen = [];
    private readonly List<string> _differences = [];

    public Golden()
        : this(Path.Combine(Path.GetDirectoryName(Here())!, "../../samples/golden"), Environment.GetEnvironmentVariable)
    {
    }

    public async Task Compare(string name, string text)
    {
        var file = Path.Combine(folder, name);
        _seen.Add(name).ShouldBeTrue($"{name} is compared once");
        if (_renews)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(file, text);
        }
        else if (!File.Exists(file))
        {
            _differences.Add($"{name} is missing");
        }
        else if (await File.ReadAllTextAsync(file) is var known && known != text)
        {
            _differences.Add($"{name}{Difference(known.Split('\n'), text.Split('\n'))}");
        }
    }

    /// <summary>After all were compared: none differs, and none lies there that nobody has asked for.</summary>
    public void HaveAllBeenMet()
    {
        foreach (var left in Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Except(_seen).Order(StringComparer.Ordinal))
        {
            if (_renews)
            {
                File.Delete(Path.Combine(folder, left));
            }
            else
            {
                _differences.Add($"{left} is left over: nothing makes it any more");
            }
        }

        // As one short message: an assertion on the text would print it letter by letter.
        if (_differences.Count > 0)
        {
            Assert.Fail(
                $"tests/samples/golden differs. If it is meant to: {Renew}=1, and read what git diff shows.\n"
                    + string.Join('\n', _differences));
        }
    }

    private static string Difference(string[] known, string[] now)
    {
        const int Most = 12;
        var start = known.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        var end = known.Reverse().Zip(now.Reverse()).Take(Math.Min(known.Length, now.Length) - start)
            .TakeWhile(pair => pair.First == pair.Second).Count();
        return $", line {start + 1}:\n{Lines('-', known)}{Lines('+', now)}";

        string Lines(char sign, string[] all) => string.Concat(all[start..^end].Take(Most).Select(line => $"{sign} {line}\n"))
            + (all.Length - start - end > Most ? $"{sign} … and {all.Length - start - end - Most} more lines\n" : "");
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
