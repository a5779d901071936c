using System.CommandLine;
using Invoicing.Host.Commands;

namespace Invoicing.Tests.Host;

public class Wrong_arguments
{
    private readonly RootCommand _root = AllCommands.Create();

    [Theory]
    [InlineData("publish", "Required argument missing")]
    [InlineData("publish nofile.jsonl", "There is no file 'nofile.jsonl'.")]
    [InlineData("publish - --set RabbitMq:Uri", "'RabbitMq:Uri' is not a setting")]
    [InlineData("orders", "Required command was not provided.")]
    [InlineData("orders list --state lost", "'lost' is not a state: Held, Invoicing, ")]
    [InlineData("orders list --state 3", "'3' is not a state")]
    [InlineData("orders list --limit 0", "'0' is not a limit")]
    [InlineData("orders list --limit many", "'many' is not a limit")]
    [InlineData("orders list --cause Broken", "'Broken' is not a cause: InvalidData, ")]
    [InlineData("orders list --since yesterday", "'yesterday' is not a time: a time such as 2026-03-04T14:02, a day such as 2026-03-04 or")]
    [InlineData("orders list --until 05/03/2026", "'05/03/2026' is not a time")]
    [InlineData("orders list --document|", "--document must not be blank.")]
    [InlineData("orders list --channel|", "--channel must not be blank.")]
    [InlineData("orders list --after 1042", "'1042' is not where a list ended")]
    [InlineData("orders list --output xml", "'xml' is not an output: table and json are.")]
    [InlineData("orders show", "Required argument missing")]
    [InlineData("orders show #", "must not be blank")]
    [InlineData("orders show 1 2", "'2'")]
    [InlineData("orders retry 1", "'--reason' is required")]
    [InlineData("orders retry 1 --reason|", "--reason must not be blank.")]
    [InlineData("orders retry 1 --reason x --step transfer", "'transfer' is not a step: invoice and slip/NUMBER are, and those of other systems")]
    [InlineData("orders retry 1 --reason x --step slip/", "'slip/' is not a step")]
    [InlineData("orders retry --reason x", "Which orders? Give their numbers, or a filter")]
    [InlineData("orders hold 1 --cause Refused --reason x", "not both")]
    [InlineData("orders release --cause 3 --reason x", "'3' is not a cause: InvalidData, ")]
    [InlineData("orders correct 1 --reason x", "'--patch' is required")]
    [InlineData("pause", "Required argument missing")]
    [InlineData("pause sap --reason x", "'sap'")]
    [InlineData("resume retailpro", "'--reason' is required")]
    [InlineData("orders dismiss 1", "'--reason' is required")]
    [InlineData("orders confirm 1 --reason x", "Either --invoiced or --not-invoiced is required.")]
    [InlineData("orders confirm 1 --reason x --invoiced --not-invoiced", "Either --invoiced or --not-invoiced is required.")]
    [InlineData("orders confirm 1 --reason x --step slip/7 --invoiced D1", "A slip has no document number")]
    [InlineData("orders confirm 1 --reason x --not-invoiced", "--not-invoiced needs --attempt")]
    [InlineData("orders confirm 1 --invoiced", "'--reason' is required")]
    [InlineData("recover-from-backup", "'--reason' is required")]
    [InlineData("feeds", "Required command was not provided.")]
    [InlineData("feeds list --limit 0", "'0' is not a limit")]
    [InlineData("feeds show", "Required argument missing")]
    [InlineData("feeds preview nofile.csv", "There is no file 'nofile.csv'.")]
    [InlineData("generate", "'--orders' is required")]
    [InlineData("generate --orders few", "'few' is not a number of orders.")]
    [InlineData("simulate smtp --port 99999", "'99999' is not a port")]
    [InlineData("simulate retailpro --urls localhost:1", "'localhost:1' is not an address")]
    [InlineData("simulate vtex --urls http://127.0.0.1/acme", "'http://127.0.0.1/acme' is not an address")]
    public void are_told(string line, string told) => string.Join(' ', Errors(line)).ShouldContain(told);

    [Theory]
    [InlineData("check --set RetailPro:BaseUrl=http://localhost:1")]
    [InlineData("publish -")]
    [InlineData("orders list --state failed,Held --state dismissed --search SVA40 --limit 5 --output json")]
    [InlineData("orders list --state failed held")]
    [InlineData("orders list --cause gaveup --store SVA40 --channel ecom --since 2026-03-04T14:02 --until 2h --document 012345678")]
    [InlineData("orders show #1042 --full --output table")]
    [InlineData("orders retry 1042 #1043 --step slip/00000731 --reason mended --by ana --output json")]
    [InlineData("orders retry --cause refused --store SVA40 --dry-run --reason mended")]
    [InlineData("orders hold 1042 #1043 --reason asked --by ana --output json")]
    [InlineData("orders release --state held --reason settled")]
    [InlineData("orders correct 1042 --patch [] --dry-run --yes --reason typo --output json")]
    [InlineData("pause retailpro --reason stocktaking --by ana --output json")]
    [InlineData("resume retailpro --reason done")]
    [InlineData("status --output json")]
    [InlineData("orders confirm 1042 --invoiced --reason seen")]
    [InlineData("orders confirm 1042 --invoiced D-17 --step invoice --reason seen")]
    [InlineData("orders confirm 1042 --step slip/00000731 --invoiced --reason seen")]
    [InlineData("orders confirm 1042 --not-invoiced --attempt 3 --reason seen")]
    [InlineData("recover-from-backup --reason disk --by ana --output json")]
    [InlineData("generate --orders 0 --seed 7 --output - --include-unreadable")]
    [InlineData("simulate retailpro --urls http://127.0.0.1:0 http://127.0.0.1:8089")]
    [InlineData("simulate vtex --urls http://127.0.0.1:0")]
    [InlineData("simulate emporix --urls http://127.0.0.1:0")]
    [InlineData("simulate smtp --port 0 --folder mails")]
    public void right_ones_are_taken(string line) => Errors(line).ShouldBeEmpty();

    [Fact]
    public void every_command_and_option_says_what_it_is()
    {
        foreach (var symbol in All(_root).Where(symbol => symbol is not RootCommand))
        {
            symbol.Description.ShouldNotBeNullOrWhiteSpace(symbol.Name);
        }
    }

    // A bar stands for an empty argument.
    private IEnumerable<string> Errors(string line) =>
        _root.Parse([.. line.Split(' ').SelectMany(word => word.EndsWith('|') ? [word[..^1], " "] : new[] { word })]).Errors
            .Select(error => error.Message);

    private static IEnumerable<Symbol> All(Command command) =>
        [command, .. command.Options, .. command.Arguments, .. command.Subcommands.SelectMany(All)];
}
