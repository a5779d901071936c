using System.Text.Json;
using Invoicing.Contracts;
using Invoicing.Host.Commands.Publishing;
using Invoicing.Orders;
using Invoicing.RetailPro;
using Invoicing.Tests.Contracts;

namespace Invoicing.Tests.Documents;

/// <summary>Keeps docs/messages.md true.</summary>
public class The_messages_document
{
    private static readonly Markdown Document = new("docs/messages.md");

    [Theory]
    [InlineData(typeof(OrderCompleted), "")]
    [InlineData(typeof(OrderItem), "items[].")]
    [InlineData(typeof(FiscalCredit), "fiscalCredit.")]
    [InlineData(typeof(Customer), "")]
    public void has_a_row_for_every_property_of_an_order(Type record, string prefix) =>
        Contract.Properties(record).Select(property => $"`{prefix}{Contract.JsonName(property)}`").ShouldBeSubsetOf(Rows());

    [Fact]
    public void has_a_row_for_every_message_with_its_properties()
    {
        foreach (var message in Contract.Messages.Where(message => message != typeof(OrderCompleted)))
        {
            var row = Document.Rows.FirstOrDefault(row => row[0] == $"`{message.Name}`").ShouldNotBeNull(message.Name);
            Markdown.Code(row[^1]).ShouldBe(Contract.Properties(message).Select(Contract.JsonName), message.Name);
        }
    }

    [Fact]
    public void has_an_example_that_can_be_invoiced_as_it_stands()
    {
        var order = OrderReader.Read(JsonElement.Parse(Document.Blocks("json").First()), TimeZoneInfo.Utc, DateTimeOffset.MaxValue);
        foreach (var profile in Enum.GetValues<ContractProfile>())
        {
            var built = OrderToInvoiceBuilder.Build(order, StoreElection.Elect(order), new RetailProSettings { Profile = profile });

            built.Faults.ShouldBeEmpty();
            built.Warnings.ShouldBeEmpty();
            built.Body.ShouldNotBeNull();
        }

        StoreTransfers.Plan(order.Lines, StoreElection.Elect(order)!.Store).Count.ShouldBe(1);
    }

    [Fact]
    public void has_examples_that_the_contract_can_read()
    {
        foreach (var json in Document.Blocks("json"))
        {
            var message = JsonElement.Parse(json);
            if (message.TryGetProperty("messageType", out var type))
            {
                var name = type[0].GetString()!.Split(':')[^1];
                Should.NotThrow(
                    () => message.GetProperty("message").Deserialize(Contract.Messages.Single(known => known.Name == name), Contract.Json),
                    name);
            }
            else
            {
                var name = UpdateKinds.Of(message)?.ToString() ?? nameof(OrderCompleted);
                Should.NotThrow(
                    () => message.Deserialize(Contract.Messages.Single(known => known.Name == name), Contract.Json), name);
            }
        }
    }

    [Fact]
    public void names_the_exchanges()
    {
        Document.Text.ShouldContain($"`{OrderPublisher.Exchange}`");
        Document.Text.ShouldContain($"`{typeof(InvoicingCompleted).Namespace}:{nameof(InvoicingCompleted)}`");
    }

    private static IEnumerable<string> Rows() => Document.Rows.Select(row => row[0]);
}
