using System.Text.Json.Nodes;
using Invoicing.Process;
using Invoicing.Storage;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Invoicing.Failures;

/// <summary>Mails that were written to <c>Mail:Folder</c>, those to customers among them, with their invoices.</summary>
internal sealed class MailFiles(IOptions<MailSettings> options, IOptions<InvoicingSettings> invoicing, TimeProvider clock)
    : IPersonalDataStore, IErasedInTime
{
    public const string File = "mail";

    /// <summary>Longer than any mail is being written.</summary>
    private static readonly TimeSpan s_leftBehind = TimeSpan.FromDays(1);

    private readonly DirectoryInfo _folder = new(options.Value.Folder);

    public string Name => "files of mails";

    public Task<int> EraseOld(int limit, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var keep = TimeSpan.FromDays(invoicing.Value.Retention.Mails);
        var old = Mails().Where(file => now - file.LastWriteTimeUtc > keep)
            .Concat(FilesIn(new(FolderMailGateway.AsideOf(_folder.FullName))).Where(file => now - file.LastWriteTimeUtc > s_leftBehind))
            .Take(limit)
            .ToList();
        old.ForEach(file => file.Delete());
        return Task.FromResult(old.Count);
    }

    public async Task<IReadOnlyList<HeldItem>> Find(Person person, IReadOnlyList<string> orderNos, CancellationToken ct)
    {
        // Another process may write mails where this one does not look.
        if (!_folder.Exists && !options.Value.UsesSmtp())
        {
            throw new PersonalDataAwayException(
                "files of mails were not looked at, for Mail:Folder is not to be found here: run the command where the folder is");
        }

        var items = new List<HeldItem>();
        foreach (var file in Mails())
        {
            using var mail = await MimeMessage.LoadAsync(file.FullName, ct);
            if (mail.GetRecipients().Any(to => new Person(to.Address) == person))
            {
                items.Add(new(File, file.Name, new JsonObject
                {
                    ["sentAt"] = mail.Date, ["subject"] = mail.Subject, ["text"] = mail.TextBody,
                    ["attachments"] = new JsonArray([.. mail.Attachments.Select(part => (JsonNode?)part.ContentDisposition?.FileName)]),
                }));
            }
        }

        return items;
    }

    public Task<KeptItem?> Erase(HeldItem item, CancellationToken ct)
    {
        System.IO.File.Delete(Path.Combine(_folder.FullName, item.Name));
        return Task.FromResult<KeptItem?>(null);
    }

    /// <summary>Those that this program has written.</summary>
    private IEnumerable<FileInfo> Mails() => FilesIn(_folder).Where(file => file.Extension == FolderMailGateway.Ending
        && Guid.TryParse(Path.GetFileNameWithoutExtension(file.Name), out _));

    private static IEnumerable<FileInfo> FilesIn(DirectoryInfo folder) => folder.Exists ? folder.EnumerateFiles() : [];
}
