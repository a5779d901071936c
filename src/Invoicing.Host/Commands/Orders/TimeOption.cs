using System.CommandLine;
using Invoicing.Operations;

namespace Invoicing.Host.Commands.Orders;

/// <summary>A time on the command line.</summary>
internal static class TimeOption
{
    public static Option<string?> Create(string name, string description) =>
        Options.Value<string?>(name, "TIME", $"{description}: {WrittenTime.Expected}.").Refuse(text =>
            WrittenTime.Read(text, TimeZoneInfo.Utc, DateTimeOffset.UtcNow) is null
                ? $"'{text}' is not a time: {WrittenTime.Expected} is expected."
                : null);
}
