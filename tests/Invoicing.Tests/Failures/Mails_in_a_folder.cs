using System.Text;
using Invoicing.Failures;
using Microsoft.Extensions.Options;

namespace Invoicing.Tests.Failures;

public sealed class Mails_in_a_folder : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("invoicing-mails-");

    public void Dispose() => _place.Delete(recursive: true);

    [Fact]
    public async Task are_files_of_one_mail_each()
    {
        await Gateway().Send(
            SomeNotice.Mailed(SomeNotice.OfInvoice() with { Message = "Store «Ñandú» is not known\n." }),
            CancellationToken.None);

        var text = await File.ReadAllTextAsync(Files().ShouldHaveSingleItem(), Encoding.UTF8);
        Path.GetFileName(Files()[0]).ShouldBe($"{SomeNotice.MailId}.eml");
        text.ShouldContain("Message-ID: <0190c1f2000070008000000000000001@shop.example>");
        text.ShouldContain("To: operations@localhost");
        text.ShouldContain("Subject: [Invoicing] Order 1042: Retail Pro refused the invoice");
        text.ShouldContain("  Store «Ñandú» is not known\r\n  .\r\n");
        text.ShouldContain("Order:          1042\r\n");
    }

    [Fact]
    public async Task sent_again_are_still_one_file()
    {
        await Gateway().Send(SomeNotice.Mailed(SomeNotice.OfInvoice()), CancellationToken.None);
        await Gateway().Send(SomeNotice.Mailed(SomeNotice.OfInvoice()), CancellationToken.None);

        Files().Length.ShouldBe(1);
        Directory.GetFileSystemEntries(Path.Combine(Folder, ".writing")).ShouldBeEmpty();
    }

    [Fact]
    public async Task can_be_checked_beforehand()
    {
        (await Gateway().Check(CancellationToken.None)).ShouldBeNull();

        var file = Path.Combine(_place.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        (await Gateway(file).Check(CancellationToken.None)).ShouldNotBeNull().ShouldContain("Mail:Folder");
    }

    private string Folder => Path.Combine(_place.FullName, "mails");

    private string[] Files() => Directory.GetFiles(Folder, "*.eml", SearchOption.AllDirectories);

    private FolderMailGateway Gateway(string? folder = null) => new(Options.Create(new MailSettings { Folder = folder ?? Folder }));
}
