using Invoicing.RetailPro;
using Invoicing.Systems.Http;

namespace Invoicing.Tests.RetailPro;

public class The_words_of_a_page
{
    [Theory]
    [InlineData(
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr>nginx/1.24</body></html>",
        "502 Bad Gateway nginx/1.24")]
    [InlineData(
        "<TITLE>Runtime Error</TITLE><BODY><H1>Server Error in '/' Application.</H1>",
        "Runtime Error: Server Error in '/' Application.")]
    [InlineData("<title>Login</title>", "Login")]
    [InlineData(
        "<html><style>h1 { color: red }</style><script>var x = '<p>no</p>';</script><!-- hidden --><p>Maintenance&nbsp;until&#32;5</p>",
        "Maintenance until 5")]
    [InlineData("<p>Ses<b>sion</b> expired<br>Please log in", "Session expired Please log in")]
    [InlineData("<response><error>Item was not found</error></response>", "Item was not found")]
    [InlineData("<p>Request: {\"LastName\":\"Interiano\"}", "Request:")]
    [InlineData("<p>Name Jos\\u00e9", "Name Jos")]
    [InlineData("<p>Name Jos%C3%A9", "Name Jos")]
    [InlineData("<p>Name Jos&amp;eacute;", "Name Jos")]
    [InlineData("<p>cut off <a href='", "cut off")]
    [InlineData("", "")]
    public void are_its_title_and_what_a_person_reads_first(string page, string words) => PageText.Of(page).ShouldBe(words);

    [Fact]
    public void are_found_in_a_long_page_too() => PageText.Of("<title>Error</title>" + new string('<', 200_000)).ShouldBe("Error");

    [Theory]
    [InlineData(500, "text/html", "Order to Invoice was answered 500: Retail Pro may or may not have carried it out. It says: \"Server "
        + "Error: customer [FirstName] [LastName], [Email]\"")]
    [InlineData(404, "text/html", "Order to Invoice was refused (404): there is no such address, check RetailPro:BaseUrl. It says: "
        + "\"Server Error: customer [FirstName] [LastName], [Email]\"")]
    [InlineData(200, "application/json", "Order to Invoice was answered 200, but with a page of HTML, as a login or a proxy sends it: "
        + "Retail Pro may or may not have carried it out. It says: \"Server Error: customer [FirstName] [LastName], [Email]\"")]
    public void are_quoted_without_the_customers_values(int status, string type, string message)
    {
        const string Page = "<html><head><title>Server Error</title></head><body>customer <b>Ros</b>a <i>Interiano</i>, "
            + "rosa&#64;example.test</body></html>";
        var body = Some.Invoice(Some.Order()).Body!;

        CallClassification.Of(
            new HttpAttempt(new HttpAnswer(status, type, Text: Page)),
            new CallAsked("Order to Invoice", body, Some.Settings(), default))
            .Message.ShouldBe(message);
    }
}
