using System.Text;
using Invoicing.Intake.Sftp;

namespace Invoicing.Tests.Intake.Sftp;

public class What_is_put_back_of_a_file
{
    private static readonly string s_long = new('x', 150_000);

    public static TheoryData<string, string> Files => new()
    {
        { "", "" },
        { "a", "" },
        { "a\n", "a\n" },
        { "a\nb", "a\n" },
        { $"a\n{s_long}", "a\n" },
        { $"{s_long}\n{s_long}\nb", $"{s_long}\n{s_long}\n" },
        { s_long, "" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task are_its_whole_lines(string file, string lines)
    {
        await using var whole = await WholeLines.Of(new MemoryStream(Encoding.UTF8.GetBytes(file)), CancellationToken.None);
        using var read = new MemoryStream();
        await whole.CopyToAsync(read);

        Encoding.UTF8.GetString(read.ToArray()).ShouldBe(lines);
        whole.Length.ShouldBe(lines.Length);
    }
}
