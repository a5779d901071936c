using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Invoicing.Simulators.Smtp;
using MimeKit;
using UglyToad.PdfPig;

namespace Invoicing.Harness.Oracle;

/// <summary>Emporix's side of a finished run.</summary>
/// <param name="Ledger">What the simulated Emporix says of itself.</param>
/// <param name="Jobs">Every job that was created, as the service tells of it.</param>
/// <param name="Numbers">What <c>invoicing emporix numbers</c> says, by tenant.</param>
/// <param name="Files">The invoices, by the links that the jobs tell.</param>
/// <param name="Mails">Those that did not go to operations.</param>
internal sealed record EmporixEvidence(
    string Ledger,
    IReadOnlyList<ToldJob> Jobs,
    IReadOnlyDictionary<string, string> Numbers,
    IReadOnlyDictionary<string, byte[]> Files,
    IReadOnlyList<ReceivedMail> Mails)
{
    /// <summary>What of a file is to be read.</summary>
    public Func<byte[], string> Read { get; init; } = pdf =>
    {
        using var document = PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(page => page.Text));
    };
}

/// <param name="Json">The job's document.</param>
internal sealed record ToldJob(PlannedJob Planned, string Json);

/// <summary>
/// Compares what the tenants' jobs came to with what the reference expects:
/// <list type="bullet">
/// <item>I14 every payment is captured once, with the right amount and currency; nothing else is captured</item>
/// <item>I15 every job is done and tells of each order its end; every invoice has one number, each number is one invoice's, and none is
/// missing between the first and the last</item>
/// <item>I16 every invoice is one file, the same by link and by mail, that shows number, amounts and this customer alone; its customer has it
/// once, or twice with the same <c>Message-ID</c> where the job says so; nobody else has a mail</item>
/// </list>
/// </summary>
internal sealed partial class EmporixComparison
{
    private const string PerhapsTwice = "possibly mailed twice";

    private readonly List<Violation> _differences = [];
    private readonly EmporixEvidence _evidence;
    private readonly Dictionary<string, ExpectedOrder> _orders;
    private readonly ILookup<string, Told> _told;
    private readonly Dictionary<string, string> _texts = [];

    private EmporixComparison(ExpectedEnd expected, EmporixEvidence evidence)
    {
        _evidence = evidence;
        _orders = expected.Orders.Values.Where(order => order.Emporix is not null).ToDictionary(order => order.OrderNo);
        _told = evidence.Jobs.SelectMany(TellsOf).ToLookup(told => told.OrderNo);
    }

    public static IReadOnlyList<Violation> Find(ExpectedEnd expected, EmporixEvidence evidence)
    {
        var comparison = new EmporixComparison(expected, evidence);
        comparison.CompareCaptures();
        evidence.Jobs.ToList().ForEach(comparison.CompareJob);
        foreach (var order in comparison._orders.Values)
        {
            comparison.CompareTold(order);
        }

        foreach (var tenant in TenantSetUp.All)
        {
            comparison.CompareNumbers(tenant);
        }

        comparison.CompareMails();
        return comparison._differences;
    }

    private void CompareCaptures()
    {
        using var ledger = JsonDocument.Parse(_evidence.Ledger);
        var left = ledger.RootElement.GetProperty("captures").EnumerateArray()
            .ToLookup(capture => (capture.Text("tenant"), capture.Text("transactionId")), Describe);
        foreach (var order in _orders.Values)
        {
            foreach (var capture in order.Emporix!.Captures)
            {
                var found = left[(order.Emporix.Tenant, capture.TransactionId)].ToList();
                var wanted = Money(capture.Amount, capture.Currency);
                if (found is not [var only] || only != wanted)
                {
                    Differ("I14", $"{order.OrderNo}: of {capture.TransactionId} {(found.Count == 0 ? "nothing" : string.Join(" and ", found))} "
                        + $"is captured instead of {wanted} once.");
                }
            }
        }

        var expected = _orders.Values
            .SelectMany(order => order.Emporix!.Captures, (order, capture) => (order.Emporix!.Tenant, capture.TransactionId)).ToHashSet();
        foreach (var other in left.Where(same => !expected.Contains(same.Key)))
        {
            Differ("I14", $"{string.Join(" and ", other)} of {other.Key} is captured, of which nothing may be.");
        }

        static string Describe(JsonElement capture) =>
            Money(decimal.Parse(capture.Text("amount"), CultureInfo.InvariantCulture), capture.Text("currency"));
    }

    private void CompareJob(ToldJob told)
    {
        using var job = JsonDocument.Parse(told.Json);
        var entries = job.RootElement.GetProperty("orders").EnumerateArray().Select(entry => entry.Text("orderId"));
        if (job.RootElement.Text("jobStatus") != "DONE" || job.RootElement.Text("jobType") != "MANUAL")
        {
            Differ("I15", $"A job of {told.Planned.Tenant} is {job.RootElement.Text("jobStatus")} instead of DONE.");
        }

        if (!entries.SequenceEqual(told.Planned.Entries))
        {
            Differ("I15", $"A job of {told.Planned.Tenant} names {string.Join(", ", entries)} instead of "
                + $"{string.Join(", ", told.Planned.Entries)}.");
        }
    }

    private void CompareTold(ExpectedOrder order)
    {
        var told = _told[order.OrderNo].ToList();
        if (told.Count != order.Emporix!.Jobs)
        {
            Differ("I15", $"{order.OrderNo}: {told.Count} jobs tell of it instead of {order.Emporix.Jobs}.");
        }

        if (order.Emporix.Document is { } document && told.Count > 0)
        {
            CompareInvoice(order, document, told);
            return;
        }

        var why = order.Emporix.Trouble?.Says[0] ?? "nothing was delivered";
        foreach (var odd in told.Where(one => one.Status != "FAILURE" || !one.Message.Contains(why) || one.Number + one.Link != ""))
        {
            Differ("I15", $"{order.OrderNo}: a job says {odd} instead of FAILURE, {why}.");
        }
    }

    private void CompareInvoice(ExpectedOrder order, ExpectedDocument document, List<Told> told)
    {
        var (number, link) = (told[0].Number, told[0].Link);
        foreach (var odd in told.Where(one => (one.Number, one.Link) != (number, link) || number.Length == 0 || !(one.Status == "SUCCESS"
            ? one.Message.Length == 0 || IsPerhapsTwice(one)
            : one.Status == "FAILURE" && one.Message == $"already invoiced: {number}")))
        {
            Differ("I15", $"{order.OrderNo}: a job says {odd} of invoice {number}.");
        }

        if (!told.Any(one => one.Status == "SUCCESS"))
        {
            Differ("I15", $"{order.OrderNo}: no job says that it is invoiced.");
        }

        if (!link.Contains($"/invoice/{order.Emporix!.Tenant}/documents/") || _evidence.Files.GetValueOrDefault(link) is not { } file)
        {
            Differ("I16", $"{order.OrderNo}: there is no file at {link}.");
            return;
        }

        CompareText($"{order.OrderNo}: the file {number}", TextOf(file), document, [number, document.Seller, .. document.Shown]);
        CompareMails(order, document, number, link, file, told.Any(IsPerhapsTwice));
    }

    private void CompareText(string what, string text, ExpectedDocument document, IReadOnlyList<string> shown)
    {
        var others = CustomerWord().Matches(text).Select(match => match.Value).Where(word => word != document.Customer);
        foreach (var missing in shown.Where(one => !text.Contains(one, StringComparison.Ordinal)))
        {
            Differ("I16", $"{what} does not show {missing}.");
        }

        foreach (var odd in document.Hidden.Where(one => text.Contains(one, StringComparison.Ordinal)).Concat(others)
            .Concat(TenantSetUp.All.Select(tenant => tenant.Seller).Where(seller => seller != document.Seller && text.Contains(seller))))
        {
            Differ("I16", $"{what} shows {odd}, which it may not.");
        }
    }

    private void CompareMails(ExpectedOrder order, ExpectedDocument document, string number, string link, byte[] file, bool perhapsTwice)
    {
        var mails = MailsTo(document.Email).ToList();
        var ids = mails.Select(mail => mail.Mime.MessageId).Distinct().ToList();
        if (mails.Count is 0 or > 2 || (mails.Count == 2 && !perhapsTwice) || ids.Count > 1
            || ids[0]?.StartsWith($"invoice.{order.Emporix!.Tenant}.{number}.1@", StringComparison.Ordinal) != true)
        {
            Differ("I16", $"{order.OrderNo}: {mails.Count} mails with the ids {string.Join(", ", ids)} instead of one"
                + $"{(perhapsTwice ? " or two" : "")} for {number}.");
        }

        foreach (var mail in mails)
        {
            var what = $"{order.OrderNo}: the mail of {number}";
            var attachments = mail.Mime.Attachments.OfType<MimePart>().ToList();
            using var content = new MemoryStream();
            attachments.FirstOrDefault()?.Content?.DecodeTo(content);
            if (attachments is not [{ FileName: var name }] || name != $"{number}.pdf" || !content.ToArray().AsSpan().SequenceEqual(file))
            {
                Differ("I16", $"{what} has {attachments.Count} files {attachments.FirstOrDefault()?.FileName}, or another file than its link.");
            }

            if (mail.To is not [var to] || to != document.Email)
            {
                Differ("I16", $"{what} goes to {string.Join(", ", mail.To)} instead of {document.Email}.");
            }

            CompareText(what, $"{mail.Subject}\n{mail.Mime.TextBody}\n{mail.Mime.HtmlBody}", document, [number, link]);
        }
    }

    private void CompareMails()
    {
        var customers = _orders.Values.Select(order => order.Emporix!.Document?.Email).OfType<string>().ToHashSet();
        foreach (var mail in _evidence.Mails.Where(mail => !mail.To.Any(customers.Contains)))
        {
            Differ("I16", $"A mail “{mail.Subject}” went to {string.Join(", ", mail.To)}, who may have none.");
        }
    }

    private void CompareNumbers(TenantSetUp tenant)
    {
        var invoices = _orders.Values.Where(order => order.Emporix!.Tenant == tenant.Name && order.Emporix.Document is not null)
            .Select(order => (Order: order, Number: _told[order.OrderNo].Select(told => told.Number).FirstOrDefault("")))
            .ToList();
        foreach (var (order, number) in invoices.Where(invoice => CounterOf(invoice.Order, tenant, invoice.Number) is null))
        {
            Differ("I15", $"{order.OrderNo}: {number} is no number of {tenant.Name}.");
        }

        var counters = invoices.Select(invoice => CounterOf(invoice.Order, tenant, invoice.Number)).OfType<long>().Order().ToList();
        if (!counters.SequenceEqual(Enumerable.Range(0, invoices.Count).Select(place => tenant.StartValue + place)))
        {
            Differ("I15", $"The {invoices.Count} numbers of {tenant.Name} are not those from {tenant.StartValue} on: "
                + $"missing are {Listed(Enumerable.Range(0, invoices.Count).Select(place => tenant.StartValue + place).Except(counters))}, twice or "
                + $"beyond are {Listed(counters.GroupBy(counter => counter)
                    .Where(same => same.Count() > 1 || same.Key >= tenant.StartValue + invoices.Count).Select(same => same.Key))}.");
        }

        using var report = JsonDocument.Parse(_evidence.Numbers.GetValueOrDefault(tenant.Name, "[]"));
        var rows = report.RootElement.EnumerateArray()
            .Select(row => $"{row.Text("number")} {row.Text("fate")} {row.Text("orderId")}").ToHashSet();
        var wanted = invoices.Select(invoice => $"{invoice.Number} Issued {invoice.Order.Emporix!.OrderId}").ToHashSet();
        foreach (var odd in rows.Except(wanted).Concat(wanted.Except(rows)))
        {
            Differ("I15", $"The report of {tenant.Name}'s numbers and the invoices differ by {odd}.");
        }

        static string Listed(IEnumerable<long> some) => string.Join(", ", some.Take(5));
    }

    private static long? CounterOf(ExpectedOrder order, TenantSetUp tenant, string number)
    {
        var form = Regex.Escape(tenant.PreText).Replace("__year__", "20[0-9]{2}").Replace("__country__", order.Emporix!.Document!.Country);
        return Regex.Match(number, $"^{form}([0-9]{{{tenant.Digits},}})$") is { Success: true } match
            ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;
    }

    private IEnumerable<Told> TellsOf(ToldJob job)
    {
        using var json = JsonDocument.Parse(job.Json);
        return [.. json.RootElement.GetProperty("orders").EnumerateArray().Select(entry => new Told(
            $"emporix/{job.Planned.Tenant}/{entry.Text("orderId")}", entry.Text("orderStatus"), entry.Text("message"),
            entry.Text("invoiceNumber"), entry.Text("downloadLink")))];
    }

    private IEnumerable<ReceivedMail> MailsTo(string email) => _evidence.Mails.Where(mail => mail.To.Contains(email));

    // Texts are read once: by link and by mail they must be the same bytes.
    private string TextOf(byte[] file)
    {
        var key = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
        return _texts.TryGetValue(key, out var text) ? text : _texts[key] = _evidence.Read(file);
    }

    private static bool IsPerhapsTwice(Told told) => told.Message.StartsWith(PerhapsTwice, StringComparison.Ordinal);

    private static string Money(decimal amount, string currency) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount:0.00##} {currency}");

    private void Differ(string invariant, string text) => _differences.Add(new(invariant, text));

    [GeneratedRegex("Xq[a-z]{4}")]
    private static partial Regex CustomerWord();

    /// <summary>What a job says of an order.</summary>
    private sealed record Told(string OrderNo, string Status, string Message, string Number, string Link);
}
