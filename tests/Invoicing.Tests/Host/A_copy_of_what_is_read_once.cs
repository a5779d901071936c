using System.Text;
using Invoicing.Host;

namespace Invoicing.Tests.Host;

public sealed class A_copy_of_what_is_read_once
{
    [Fact]
    public async Task is_gone_afterwards_and_with_it_what_a_killed_process_has_left()
    {
        var left = Directory.CreateTempSubdirectory("invoicing-input-");
        var atWork = Directory.CreateTempSubdirectory("invoicing-input-");
        File.WriteAllText(Path.Combine(left.FullName, "copy"), "1042,Ana");
        left.LastWriteTimeUtc = DateTime.UtcNow.AddDays(-2);

        var used = await InputFile.Copy(
            new MemoryStream(Encoding.UTF8.GetBytes("1043")),
            async copy => (copy, Text: await File.ReadAllTextAsync(copy)),
            CancellationToken.None);

        used.Text.ShouldBe("1043");
        File.Exists(used.copy).ShouldBeFalse();
        Directory.Exists(left.FullName).ShouldBeFalse();
        Directory.Exists(atWork.FullName).ShouldBeTrue();
        atWork.Delete();
    }
}
