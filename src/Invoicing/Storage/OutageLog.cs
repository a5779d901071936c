using Marten.Exceptions;
using Microsoft.Extensions.Logging;

namespace Invoicing.Storage;

/// <summary>Logs the beginning and the end of a trouble, and nothing in between: what is tried every second fails every second.</summary>
internal sealed class OutageLog(ILogger log, string what)
{
    private const int Longest = 300;
    private bool _inTrouble;

    public void Failed(Exception error)
    {
        if (!_inTrouble)
        {
            log.LogWarning("{What} fails and is tried again until it works: {Error}", what, Describe(error));
        }

        _inTrouble = true;
    }

    public void Works()
    {
        if (_inTrouble)
        {
            log.LogInformation("{What} works again", what);
        }

        _inTrouble = false;
    }

    /// <summary>Without the addresses that mail servers repeat in their answers, and without the statements that Marten repeats.</summary>
    public static string Describe(Exception error)
    {
        var messages = new List<string>();
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is not MartenCommandException)
            {
                messages.Add(inner.Message);
            }
        }

        return TextSanitizer.Line(TextSanitizer.WithoutAddresses(string.Join(" ", messages.Distinct())), Longest);
    }
}
