using Invoicing.Storage;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Invoicing.Failures;

/// <summary>Writes mails as files, where there is no mail server. A mail that is sent again replaces its own file.</summary>
internal sealed class FolderMailGateway(IOptions<MailSettings> options) : IMailGateway
{
    public const string Ending = ".eml";

    private static readonly FormatOptions Lines = FormatOptions.Default.Clone();

    private readonly string _folder = Path.GetFullPath(options.Value.Folder);

    static FolderMailGateway() => Lines.NewLineFormat = NewLineFormat.Dos;

    public async Task<MailOutcome> Send(Mail mail, CancellationToken cancellationToken, TimeSpan? longest = null)
    {
        // A file is read by people, too.
        using var message = mail.ToMime(options.Value, ContentEncoding.EightBit);
        // Written aside and moved: whoever watches the folder never sees half a mail. On the same disk, else a move is a copy.
        var aside = Aside();
        try
        {
            await using (var file = new FileStream(aside, FileMode.CreateNew))
            {
                await message.WriteToAsync(Lines, file, cancellationToken);
                // The mail is marked as sent next: it must survive a power cut from then on.
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, Path.Combine(_folder, $"{mail.Id}{Ending}"), overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }

        return MailOutcome.TakenFor(message.To.Count);
    }

    public Task<string?> Check(CancellationToken cancellationToken)
    {
        try
        {
            var aside = Aside();
            File.WriteAllText(aside, "");
            File.Delete(aside);
            return Task.FromResult<string?>(null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<string?>($"Mails cannot be written to {_folder} ({error.Message}). Look at the setting Mail:Folder.");
        }
    }

    /// <summary>Where mails are written before they are moved into the folder.</summary>
    public static string AsideOf(string folder) => Path.Combine(folder, ".writing");

    private string Aside() => Path.Combine(Directory.CreateDirectory(AsideOf(_folder)).FullName, Guid.NewGuid().ToString("N"));
}
