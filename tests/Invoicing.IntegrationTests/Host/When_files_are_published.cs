using System.Text;
using Invoicing.Harness;
using Invoicing.Messaging;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace Invoicing.IntegrationTests.Host;

public sealed class When_files_are_published(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("invoicing-publish-");
    private Installation _installation = null!;

    public async Task InitializeAsync() => _installation = await Installation.Create(output.WriteLine);

    public async Task DisposeAsync()
    {
        await _installation.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task each_message_lies_in_the_queue_and_what_is_no_json_is_named()
    {
        var lines = File("lines.jsonl", string.Concat(Enumerable.Range(1, 1000).Select(number => Sample.Order($"{number}") + "\n"))
            + "not json\n"
            + Sample.Order("1001"));
        var array = File("array.json", $"[{Sample.Order("2001")},\n{Sample.Order("2002")}]");

        var published = await _installation.Run("publish", lines, array);

        published.ExitCode.ShouldBe(1, published.ToString());
        Complaints(published).ShouldBe($"{lines}:1001: is not JSON (byte 2 of the line: a word without double quotes).\n");
        published.Output.ShouldStartWith("1,003 messages published, 1 not, in ");
        (await _installation.Broker.Depth(Queues.OrderInvoicing)).ShouldBe(1003);
        await _installation.Succeeds("publish", array);
    }

    [Fact]
    public async Task files_of_every_form_that_feeds_take_are_published_and_what_is_none_stops_no_other()
    {
        var wrapped = File("wrapped.json", $"{{\"orders\":[{Sample.Order("1")},{Sample.Order("2")}]}}", Encoding.Unicode);
        var csv = File("orders.csv", "orderNo;orderId;colour\n3;M3;red\n4;M4;blue\n");
        var page = File("page.json", "<html></html>");

        var published = await _installation.Run("publish", page, wrapped, csv);

        published.ExitCode.ShouldBe(1, published.ToString());
        Complaints(published).ShouldBe(
            $"{page}: it is an HTML page, such as the login or error page of the server that it was fetched from: JSON, JSON Lines or "
                + "CSV is expected.\n"
            + $"{csv}: columns that mean nothing: colour.\n");
        published.Output.ShouldStartWith("4 messages published, 1 not, in ");
        (await _installation.Broker.Depth(Queues.OrderInvoicing)).ShouldBe(4);
    }

    [Fact]
    public async Task without_a_binding_or_an_exchange_the_first_that_is_lost_is_named()
    {
        var lines = File("lines.jsonl", $"{Sample.Order("1")}\n{Sample.Order("2")}\n");
        await using var connection = await BrokerAddress.Parse(_installation.Broker.Uri.ToString()).ToConnectionFactory("test")
            .CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        await channel.ExchangeUnbindAsync(Queues.OrderInvoicing, Channel.OrderCompleted, "");
        var unroutable = await _installation.Run("publish", lines);
        await channel.ExchangeDeleteAsync(Channel.OrderCompleted);
        var nowhere = await _installation.Run("publish", lines);

        unroutable.ExitCode.ShouldBe(1);
        unroutable.Errors.ShouldContain($"{lines}:1: no queue takes it");
        unroutable.Errors.ShouldContain("Run `invoicing migrate`");
        nowhere.ExitCode.ShouldBe(1);
        nowhere.Errors.ShouldBe($"invoicing: RabbitMQ has no exchange {Channel.OrderCompleted} yet. Run `invoicing migrate` once.\n");
    }

    /// <summary>Without the lines that tell how far it is, which come when it takes seconds.</summary>
    private static string Complaints(Command publish) => string.Concat(
        publish.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains(" messages published, "))
            .Select(line => line + "\n"));

    private string File(string name, string text, Encoding? encoding = null)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text, encoding ?? new UTF8Encoding());
        return path;
    }
}
