using System.Text;
using Invoicing.Intake;
using Invoicing.Intake.Sftp;

namespace Invoicing.Tests.Intake.Sftp;

public class The_name_of_a_file_on_the_server
{
    [Theory]
    [InlineData("orders.jsonl", "orders.jsonl")]
    [InlineData("é€.json", "é€.json")]
    [InlineData("a\nb\u0001.json", "a_b_.json")]
    [InlineData("\u0001a.json", "file_a.json")]
    [InlineData(" ", "file ")]
    [InlineData("..\\x.json", "file..\\x.json")]
    [InlineData("C:x?.json", "C:x?.json")]
    public void becomes_one_that_is_taken_here(string name, string local) => Named(Encoding.UTF8.GetBytes(name)).LocalName.ShouldBe(local);

    [Fact]
    public void need_not_be_UTF_8()
    {
        var file = Named([.. "ped"u8, 0xED, .. "dos.json"u8]);

        file.LocalName.ShouldBe("ped_dos.json");
        Encoding.Latin1.GetBytes(file.Name).ShouldBe([.. "ped"u8, 0xED, .. "dos.json"u8], "it is asked for as it is");
    }

    [Fact]
    public void keeps_its_ending_however_long_it_is()
    {
        var name = Named(Encoding.UTF8.GetBytes(new string('é', 300) + ".jsonl.gz")).LocalName;

        Encoding.UTF8.GetByteCount(name).ShouldBeLessThanOrEqualTo(200);
        name.ShouldEndWith("é.jsonl.gz");
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void is_refused_when_no_file_can_have_it(string name) => Named(Encoding.UTF8.GetBytes(name)).HasSoundName.ShouldBeFalse();

    [Fact]
    public void never_leads_out_of_the_folder_nor_to_a_file_that_is_left_alone()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            // Many of those that matter.
            for (var at = 0; at < bytes.Length; at += 3)
            {
                bytes[at] = "./~_\\\n \0p"u8[random.Next(9)];
            }

            var file = Named(bytes);
            if (file.HasSoundName)
            {
                var local = file.LocalName;
                Path.GetFullPath(Path.Combine("/in", local)).ShouldBe($"/in/{local}");
                // Where the name on the server says that it is being written, it is not fetched in the first place.
                (FeedFolder.IsUnfinished(local) && !FeedFolder.IsUnfinished(file.Shown)
                    && !local.StartsWith("file", StringComparison.Ordinal)).ShouldBeFalse(local);
            }
        }
    }

    private static RemoteFile Named(byte[] name) => new(Encoding.Latin1.GetString(name), RemoteKind.File, default);
}
