using System.CommandLine;
using Invoicing.Host.Commands.Feeds;

namespace Invoicing.Host.Commands;

/// <summary><c>invoicing feeds</c>: what became of files of orders, and what would become of one.</summary>
internal static class FeedsCommand
{
    public static Command Create() => new(
        "feeds",
        "See what became of the files of orders in the folder of the feeds, and what would become of one.")
    {
        FeedsListCommand.Create(),
        FeedsShowCommand.Create(),
        FeedsPreviewCommand.Create(),
    };
}
