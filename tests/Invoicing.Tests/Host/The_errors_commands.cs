using System.CommandLine;
using Invoicing.Host.Commands.Errors;
using Invoicing.Operations;

namespace Invoicing.Tests.Host;

public class The_errors_commands
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("90m", 5400)]
    [InlineData("2h", 7200)]
    [InlineData("3D", 259_200)]
    [InlineData("1d12h", 129_600)]
    [InlineData("0m", 0)]
    public void take_ages_as_people_write_them(string text, int seconds) =>
        Durations.TryParse(text).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("h")]
    [InlineData("-2h")]
    [InlineData("2 hours")]
    [InlineData("2h3d")]
    [InlineData("1.5h")]
    [InlineData("999999999d")]
    public void refuse_other_ages(string text) => Durations.TryParse(text).ShouldBeNull();

    [Theory]
    [InlineData("list --queue nowhere", "'nowhere' is not a queue")]
    [InlineData("list --older-than soon", "'soon' is not an age")]
    [InlineData("list --cured --not-cured", "--cured and --not-cured")]
    [InlineData("show", "Either an ID or --order")]
    [InlineData("show X --order 1", "Either an ID or --order")]
    [InlineData("retry --reason x", "--all for every entry")]
    [InlineData("retry --all --order 1 --reason x", "leave it out")]
    [InlineData("retry --all", "'--reason' is required")]
    [InlineData("retry --all --reason x --rate 0", "1 to 2000")]
    [InlineData("retry --all --reason x --rate 2001", "1 to 2000")]
    [InlineData("retry --all --reason x --rate fast", "1 to 2000")]
    [InlineData("discard --reason x", "--all for every entry")]
    [InlineData("discard --cured", "'--reason' is required")]
    public void refuse_what_is_not_clear(string arguments, string error) =>
        string.Join(' ', Parse(arguments).Errors.Select(e => e.Message)).ShouldContain(error);

    [Theory]
    [InlineData("list")]
    [InlineData("list --entries --queue invoice-order transfer-inventory_error --order 1 2 --cause Refused --store SVA40 --older-than "
        + "90m --newer-than 2d --not-cured --output json")]
    [InlineData("show ID --full")]
    [InlineData("show --order 1042 --output json")]
    [InlineData("retry ID ID2 --reason x --by ana")]
    [InlineData("retry --cause Refused --dry-run")]
    [InlineData("retry --all --reason x --rate 2000 --output json")]
    [InlineData("discard --cured --reason x")]
    [InlineData("discard ID --even-if-uncured --reason x")]
    public void take_these(string arguments) => Parse(arguments).Errors.Select(e => e.Message).ShouldBeEmpty();

    private static ParseResult Parse(string arguments) => ErrorsCommand.Create().Parse(arguments);
}
