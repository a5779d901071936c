using System.Buffers.Text;
using Invoicing.Storage;

namespace Invoicing.Tests.Storage;

public class Where_a_list_goes_on
{
    private static readonly OrderCursor s_cursor =
        new(new DateTimeOffset(2026, 3, 5, 8, 0, 0, TimeSpan.Zero).AddMicroseconds(123_457), "1042");

    [Theory]
    [InlineData("1042")]
    [InlineData("ÑANDÚ 7 #2")]
    [InlineData("-")]
    public void is_told_to_the_microsecond_in_a_text_of_one_word(string orderNo)
    {
        var text = (s_cursor with { OrderNo = orderNo }).ToString();

        text.ShouldMatch("^[A-Za-z0-9][A-Za-z0-9_-]+$");
        OrderCursor.Read(text).ShouldBe(s_cursor with { OrderNo = orderNo });
    }

    [Fact]
    public void is_the_same_in_every_zone() =>
        (s_cursor with { ReceivedAt = s_cursor.ReceivedAt.ToOffset(TimeSpan.FromHours(-6)) }).ToString().ShouldBe(s_cursor.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1042")]
    [InlineData("AQ")]
    [InlineData("no text like this")]
    public void is_not_any_text(string text) => OrderCursor.Read(text).ShouldBeNull();

    [Fact]
    public void is_refused_once_it_is_cut_or_changed_anywhere()
    {
        var text = s_cursor.ToString();
        foreach (var at in Enumerable.Range(0, text.Length))
        {
            OrderCursor.Read(text[..at]).ShouldBeNull(text[..at]);
            var changed = $"{text[..at]}{(text[at] == 'x' ? 'y' : 'x')}{text[(at + 1)..]}";
            (OrderCursor.Read(changed) is not { } read || read == s_cursor).ShouldBeTrue(changed);
        }
    }

    [Fact]
    public void is_refused_in_another_form()
    {
        var bytes = Base64Url.DecodeFromChars(s_cursor.ToString());
        bytes[0]++;

        OrderCursor.Read(Base64Url.EncodeToString(bytes)).ShouldBeNull();
    }
}
