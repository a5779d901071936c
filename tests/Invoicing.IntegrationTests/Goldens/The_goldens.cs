namespace Invoicing.IntegrationTests.Goldens;

/// <summary>What compares must be able to fail.</summary>
public sealed class The_goldens : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("invoicing-goldens-").FullName;

    [Fact]
    public async Task name_the_file_and_the_line_that_differs()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "orders.txt"), "one\ntwo\nthree\n");
        var golden = new Golden(_folder, _ => null);

        await golden.Compare("orders.txt", "one\n2\nthree\n");

        Should.Throw<Xunit.Sdk.FailException>(golden.HaveAllBeenMet).Message.ShouldContain("orders.txt, line 2:\n- two\n+ 2\n");
    }

    [Fact]
    public async Task name_a_file_that_is_missing_and_one_that_nothing_makes_any_more()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "old.txt"), "");
        var golden = new Golden(_folder, _ => null);

        await golden.Compare("new.txt", "");

        var message = Should.Throw<Xunit.Sdk.FailException>(golden.HaveAllBeenMet).Message;
        message.ShouldContain("new.txt is missing");
        message.ShouldContain("old.txt is left over");
    }

    [Fact]
    public async Task are_renewed_only_on_purpose_and_never_in_CI()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "old.txt"), "");
        var renewing = new Golden(_folder, name => name == "INVOICING_RENEW_GOLDENS" ? "1" : null);
        await renewing.Compare("new.txt", "text");
        renewing.HaveAllBeenMet();

        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe(["new.txt"]);
        var comparing = new Golden(_folder, _ => null);
        await comparing.Compare("new.txt", "text");
        comparing.HaveAllBeenMet();
        Should.Throw<InvalidOperationException>(() => new Golden(_folder, _ => "1")).Message.ShouldContain("CI");
    }

    [Theory]
    [InlineData("0199b3f2-6ca7-7ed9-9316-08df4754e55f is gone", "{id} is gone")]
    [InlineData("e2e-0199b3f26ca77ed9931608df4754e55f", "e2e-{id}")]
    [InlineData("\"at\": \"2026-11-29T05:00:00.123456+00:00\"", "\"at\": \"{time}\"")]
    [InlineData("2026-11-29T05:00:00Z, 2026-11-29 05:00 -06:00", "{time}, {time}")]
    [InlineData("Summary of 2026-11-29", "Summary of {date}")]
    [InlineData("http://127.0.0.1:34567/ledger", "http://127.0.0.1:{port}/ledger")]
    [InlineData("the mails in /tmp/a/b and /tmp/a", "the mails in {mails} and {folder}")]
    [InlineData("line\r\nline", "line\nline")]
    [InlineData("3 s ago, 12 min ago, in 0.3 s.", "{duration} ago, {duration} ago, in {duration}.")]
    [InlineData("Refused (HTTP 400, 98 ms), \"elapsedMs\": 45,", "Refused (HTTP 400, {duration}), \"elapsedMs\": {duration},")]
    [InlineData("InvoiceOrder, 849 bytes, \"size\": 849", "InvoiceOrder, {size} bytes, \"size\": {size}")]
    [InlineData("  MT-Host-ProcessId  10487\n  MT-Reason  fault", "  MT-Host-ProcessId  {header}\n  MT-Reason  fault")]
    [InlineData("\"x-delivery-count\": \"8\",", "\"x-delivery-count\": \"{header}\",")]
    [InlineData("tried again after 2 s, for 3 days, within 30 s", "tried again after 2 s, for 3 days, within 30 s")]
    [InlineData("order 1042, slip 00000731, INV000001, 152.50 USD, 00:00:30", "order 1042, slip 00000731, INV000001, 152.50 USD, 00:00:30")]
    public void have_placeholders_for_what_differs_from_run_to_run_and_for_nothing_else(string text, string expected) =>
        new Placeholders(("/tmp/a", "{folder}"), ("/tmp/a/b", "{mails}")).In(text).ShouldBe(expected);

    [Fact]
    public void do_not_tell_the_width_of_columns() =>
        new Placeholders().InTable("  Order   State      Updated\n  1042    Failed     3 s ago\n──────────\n")
            .ShouldBe("  Order  State  Updated\n  1042  Failed  {duration} ago\n───\n");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
