using System.Net.Mail;
using System.Net.Mime;
using Microsoft.Extensions.Options;

namespace Invoicing.NotifyingFailures;

/// <summary>Writes mails as files, where there is no mail server. A mail that is sent again replaces its own file.</summary>
internal sealed class FolderMailGateway(IOptions<MailSettings> options) : IMailGateway
{
    private readonly string _folder = Path.GetFullPath(options.Value.Folder);

    public async Task Send(Mail mail, CancellationToken cancellationToken)
    {
        // Written aside and moved: whoever watches the folder never sees half a mail. On the same disk, else a move is a copy.
        var aside = Directory.CreateDirectory(Path.Combine(_folder, ".writing", Guid.NewGuid().ToString("N")));
        try
        {
            // A file is read by people, too.
            using var message = Envelope.Around(mail, options.Value, TransferEncoding.EightBit);
            using var client = new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = aside.FullName,
            };
            await client.SendMailAsync(message, cancellationToken);
            var written = aside.GetFiles().Single();
            Flush(written);
            written.MoveTo(Path.Combine(_folder, $"{mail.Id}.eml"), overwrite: true);
        }
        finally
        {
            aside.Delete(recursive: true);
        }
    }

    public Task<string?> Check(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(_folder, ".writing", Guid.NewGuid().ToString("N"))).Delete();
            return Task.FromResult<string?>(null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<string?>($"Mails cannot be written to {_folder} ({error.Message}). Look at the setting Mail:Folder.");
        }
    }

    /// <summary>The mail is marked as sent next: it must survive a power cut from then on.</summary>
    private static void Flush(FileInfo file)
    {
        using var stream = file.Open(FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }
}
