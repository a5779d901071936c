using Invoicing.Intake;
using Invoicing.Intake.Sftp;
using Invoicing.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Renci.SshNet.Common;

namespace Invoicing.Host.Commands.Checking;

/// <summary>
/// The server that feeds are fetched from can be reached, is the one that is pinned, lets us in, and its folders can be used as they must
/// be.
/// </summary>
internal static class SftpCheck
{
    /// <summary>Whether there is anything to test.</summary>
    public static bool IsOn(IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<IOptions<FeedSettings>>().Value.Sftp.IsOn;
        }
        catch (Exception e) when (ExpectedFailures.Explain(e) is not null)
        {
            // The test itself tells of settings that cannot be used.
            return true;
        }
    }

    public static async Task<Finding> Run(IServiceProvider services, CancellationToken ct)
    {
        var sftp = services.GetRequiredService<IOptions<FeedSettings>>().Value.Sftp;
        try
        {
            await using var connection = await SftpConnection.Open(sftp, ct);
            var problems = new List<string>();
            foreach (var folder in sftp.Folders)
            {
                await Try("Feeds:Sftp:Folder", folder, "listed", () => connection.List(folder, ct, most: 1));
                if (sftp.WhenTaken != WhenTaken.Keep)
                {
                    await Try("Feeds:Sftp:WhenTaken", folder, $"written to, and so its files cannot be "
                        + $"{(sftp.WhenTaken == WhenTaken.Move ? "moved" : "deleted")}", () => Write(connection, folder, ct));
                }

                if (sftp.WhenTaken == WhenTaken.Move && await connection.Exists(SftpSettings.DoneOf(folder), "", ct))
                {
                    await Try(
                        "Feeds:Sftp:WhenTaken",
                        SftpSettings.DoneOf(folder),
                        "written to",
                        () => Write(connection, SftpSettings.DoneOf(folder), ct));
                }
            }

            foreach (var (setting, folder) in sftp.PutBack)
            {
                await Try($"Feeds:Sftp:{setting}", folder, "written to", () => Write(connection, folder, ct));
            }

            return problems.Count > 0 ? Finding.Wrong($"{sftp.Server}: {string.Join(' ', problems)}")
                : Finding.Well($"{sftp.Server}, {sftp.User} can use "
                    + $"{string.Join(", ", sftp.Folders.Concat(sftp.PutBack.Select(back => back.Folder)))}");

            async Task Try(string setting, string folder, string what, Func<Task> work)
            {
                try
                {
                    await work();
                }
                catch (SftpException e)
                {
                    problems.Add($"{folder} cannot be {what} ({SftpFaultException.Said(e)}). Correct {setting}, or give {sftp.User} the "
                        + "right there.");
                }
            }
        }
        catch (Exception e) when (SftpFaultException.IsOfServer(e) && !ct.IsCancellationRequested)
        {
            return Finding.Wrong(SftpFaultException.Of(e, sftp).Message);
        }
    }

    /// <summary>Nothing of it stays.</summary>
    private static async Task Write(SftpConnection connection, string folder, CancellationToken ct)
    {
        var name = $".invoicing-check-{Guid.NewGuid():N}";
        await connection.Put(folder, name, new MemoryStream("check\n"u8.ToArray()), () => Task.CompletedTask, ct);
        await connection.Delete(folder, name, ct);
    }
}
