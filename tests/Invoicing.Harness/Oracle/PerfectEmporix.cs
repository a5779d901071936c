using System.Text;
using System.Text.Json.Nodes;
using Invoicing.Simulators.Smtp;
using MimeKit;

namespace Invoicing.Harness.Oracle;

/// <summary>What the reference expects of Emporix, jobs, files and mails, for tests that plant a difference in it.</summary>
internal static class PerfectEmporix
{
    public static EmporixEvidence Of(ExpectedEnd end, IReadOnlyList<PlannedJob> jobs)
    {
        var orders = end.Orders.Values.Where(order => order.Emporix is not null).ToDictionary(order => order.OrderNo);
        var numbers = TenantSetUp.All.SelectMany(tenant => orders.Values
            .Where(order => order.Emporix is { Document: not null } known && known.Tenant == tenant.Name)
            .Select((order, place) => (order.OrderNo, Number: NumberOf(tenant, order.Emporix!.Document!, tenant.StartValue + place))))
            .ToDictionary(number => number.OrderNo, number => number.Number);
        var files = numbers.ToDictionary(number => LinkTo(number.Key), number => FileOf(orders[number.Key].Emporix!.Document!, number.Value));
        return new(
            new JsonObject
            {
                ["captures"] = new JsonArray([.. orders.Values.SelectMany(order => order.Emporix!.Captures, (order, capture) => new JsonObject
                {
                    ["tenant"] = order.Emporix!.Tenant, ["transactionId"] = capture.TransactionId, ["amount"] = capture.Amount,
                    ["currency"] = capture.Currency,
                })]),
            }.ToJsonString(),
            [.. jobs.SelectMany(job => Enumerable.Repeat(new ToldJob(job, Told(job, orders, numbers)), job.Times))],
            TenantSetUp.All.ToDictionary(tenant => tenant.Name, tenant => new JsonArray([.. numbers
                .Where(number => orders[number.Key].Emporix!.Tenant == tenant.Name).Select(number => new JsonObject
                {
                    ["number"] = number.Value, ["fate"] = "Issued", ["orderId"] = orders[number.Key].Emporix!.OrderId,
                })]).ToJsonString()),
            files,
            [.. numbers.Select(number => MailOf(orders[number.Key], number.Value, files[LinkTo(number.Key)]))])
        {
            Read = Encoding.UTF8.GetString,
        };
    }

    public static ReceivedMail MailOf(ExpectedOrder order, string number, byte[] file)
    {
        var body = new BodyBuilder { TextBody = $"Your invoice {number}\n{LinkTo(order.OrderNo)}" };
        body.Attachments.Add($"{number}.pdf", file, new ContentType("application", "pdf"));
        var email = order.Emporix!.Document!.Email;
        using var raw = new MemoryStream();
        new MimeMessage([], [new MailboxAddress("", email)], $"Your invoice {number}", body.ToMessageBody())
        {
            MessageId = $"invoice.{order.Emporix.Tenant}.{number}.1@localhost",
        }.WriteTo(raw);
        return new(PerfectLedger.EnteredAt, "", [email], Encoding.UTF8.GetString(raw.ToArray()), null);
    }

    private static string LinkTo(string orderNo) =>
        $"http://127.0.0.1/invoice/{orderNo.Split('/')[1]}/documents/{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(orderNo))}.pdf";

    private static string NumberOf(TenantSetUp tenant, ExpectedDocument document, long counter) =>
        tenant.PreText.Replace("__year__", "2026").Replace("__country__", document.Country)
            + counter.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(tenant.Digits, '0');

    private static byte[] FileOf(ExpectedDocument document, string number) =>
        Encoding.UTF8.GetBytes(string.Join('\n', [number, document.Seller, document.Customer, .. document.Shown]));

    private static string Told(
        PlannedJob job, Dictionary<string, ExpectedOrder> orders, Dictionary<string, string> numbers) => new JsonObject
    {
        ["jobStatus"] = "DONE",
        ["jobType"] = "MANUAL",
        ["orders"] = new JsonArray([.. job.Entries.Select(id =>
        {
            var order = orders[$"emporix/{job.Tenant}/{id}"];
            var entry = new JsonObject { ["orderId"] = id, ["orderStatus"] = "FAILURE" };
            if (numbers.TryGetValue(order.OrderNo, out var number))
            {
                (entry["orderStatus"], entry["invoiceNumber"], entry["downloadLink"]) = ("SUCCESS", number, LinkTo(order.OrderNo));
            }
            else
            {
                entry["message"] = order.Emporix!.Trouble?.Says[0] ?? "nothing was delivered";
            }

            return entry;
        })]),
    }.ToJsonString();
}
