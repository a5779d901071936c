using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.Storage;

namespace Invoicing.Tests.Storage;

public class The_address_of_a_person
{
    private static readonly Person s_ana = new(" Ana+shop@Example.com ");

    [Theory]
    [InlineData("ana+shop@example.com")]
    [InlineData("""{"email":"ANA+SHOP@EXAMPLE.COM"}""")]
    [InlineData("""{"email":"ana\u002Bshop@example.com"}""")]
    [InlineData("Written to ana+shop@example.com.")]
    [InlineData("joana+shop@example.com;ana+shop@example.com")]
    public void is_found_in_any_case_and_as_JSON_may_have_it(string text) => s_ana.IsNamedIn(text).ShouldBeTrue();

    [Theory]
    [InlineData("joana+shop@example.com")]
    [InlineData("ana+shop@example.com.sv")]
    [InlineData("ana+shop@example.community")]
    [InlineData("ana@example.com")]
    [InlineData("x.ana+shop@example.com")]
    [InlineData("")]
    public void is_not_taken_for_that_of_somebody_else(string text) => s_ana.IsNamedIn(text).ShouldBeFalse();

    [Fact]
    public void has_one_digest_however_it_is_written() =>
        s_ana.Digest.ShouldBe(new Person("ana+shop@example.com").Digest);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ana")]
    [InlineData("ana @example.com")]
    public void must_be_one(string? email) =>
        Should.Throw<CommandRefusedException>(() => Privacy.PersonOf(email, "asked")).Message.ShouldContain("no mail address");

    [Fact]
    public void must_not_be_in_the_reason_which_is_kept() =>
        Should.Throw<CommandRefusedException>(() => Privacy.PersonOf("ana@example.com", "Ana@Example.com asked by phone"));
}
