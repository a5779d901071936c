using System.CommandLine;
using Invoicing.Emporix;
using Invoicing.Emporix.Jobs;
using Invoicing.Emporix.SetUp;
using Invoicing.Failures;
using Invoicing.Host.Commands.Orders;
using Invoicing.Host.Composition;
using Invoicing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Invoicing.Host.Commands.Emporix;

/// <summary><c>invoicing emporix</c>: what people do with invoice jobs, and ask of invoices and their numbers.</summary>
internal static class EmporixCommand
{
    public static Command Create() => new("emporix", "Create and see the invoice jobs of Emporix's tenants, their invoices and numbers.")
    {
        new Command("jobs", "Create and see invoice jobs.") { CreateJob(), ShowJob(), ListJobs() },
        ShowInvoice(),
        MailInvoice(),
        ShowNumbers(),
    };

    private static Command CreateJob()
    {
        var tenant = Tenant();
        var type = Options.Value(
            "--type", "TYPE", "manual: of the orders that are named; automatic: of those that invoiceSettings selects.", "manual");
        type.AcceptOnlyFromAmong("manual", "automatic");
        var orders = Options.Values("--order", "ID", "Ids of the orders in Emporix; for a manual job.");
        return new Command("create", "Create an invoice job. `invoicing serve` carries it out.") { tenant, type, orders }.Runs(
            async run =>
            {
                var isManual = run.Given.GetValue(type) == "manual";
                var ids = run.Given.GetValue(orders) ?? [];
                if (isManual == (ids.Length == 0))
                {
                    Console.Error.WriteLine(isManual ? "A manual job needs --order." : "An automatic job selects its orders itself.");
                    return 2;
                }

                try
                {
                    var jobType = isManual ? JobType.MANUAL : JobType.AUTOMATIC;
                    var jobId = await run.Get<InvoiceJobs>().Create(
                        run.Given.GetValue(tenant)!, jobType, ids, Environment.UserName, null, run.Ct);
                    return run.Write(new { jobId }, ConsoleOutput.Json, console => console.WriteLine($"Job {jobId} is created."));
                }
                catch (FormatException e)
                {
                    Console.Error.WriteLine(e.Message);
                    return 1;
                }
            },
            add: Add);
    }

    private static Command ShowJob()
    {
        var (tenant, id) = (Tenant(), new Argument<string>("JOB") { Description = "Its id." });
        return new Command("show", "Show how far a job is, order by order.") { id, tenant }.Runs(
            async run =>
            {
                var jobs = run.Get<InvoiceJobs>();
                if (await jobs.Find(run.Given.GetValue(tenant)!, run.Given.GetValue(id)!, run.Ct) is not { } job)
                {
                    Console.Error.WriteLine("There is no such job of this tenant.");
                    return 1;
                }

                var entries = new List<JobEntry>();
                await foreach (var entry in jobs.Entries(job, run.Ct))
                {
                    entries.Add(entry);
                }

                var status = JobEntry.StatusOf(!job.IsSelected || entries.Exists(entry => entry.OrderStatus == JobEntry.Pending));
                return run.Write(new { jobStatus = status, jobType = job.Type, orders = entries }, ConsoleOutput.Json, console =>
                {
                    console.WriteLine($"{job.Type} job of {job.Tenant}, created {job.CreatedAt:u} by {job.By}: {status}, "
                        + $"{entries.Count} orders");
                    var table = ConsoleOutput.TableOf(4, [3], ["Order", "Status", "Invoice", "Message"]);
                    foreach (var entry in entries)
                    {
                        var (orderId, orderStatus, message, _, number) = entry;
                        var order = entry.OrderNumber is { } known ? $"{orderId} ({known})" : orderId;
                        table.AddRow(new Text(order), new Text(orderStatus), new Text(number ?? ""), new Text(message ?? ""));
                    }

                    console.Write(table);
                });
            },
            add: Add);
    }

    private static Command ListJobs()
    {
        var tenant = Tenant();
        var limit = Options.Value("--limit", "N", "At most so many.", 20).Between(1, 1000, "a number from 1 to 1000");
        return new Command("list", "List jobs, the newest first.") { tenant, limit }.Runs(
            async run =>
            {
                var jobs = await run.Get<InvoiceJobs>().Newest(run.Given.GetValue(tenant)!, run.Given.GetValue(limit), run.Ct);
                return run.Write(
                    jobs.Select(
                        job => new { jobId = job.Id, jobType = job.Type, job.CreatedAt, job.By, orders = job.Selected, job.TakenIn }),
                    ConsoleOutput.Json,
                    console =>
                    {
                        var table = ConsoleOutput.TableOf(4, [], ["Job", "Type", "Created", "By", "Orders", "On their way"]);
                        foreach (var job in jobs)
                        {
                            table.AddRow(
                                job.Id, $"{job.Type}", $"{job.CreatedAt:u}", Markup.Escape(job.By), $"{job.Selected}", $"{job.TakenIn}");
                        }

                        console.Write(table);
                    });
            },
            add: Add);
    }

    private static Command ShowInvoice()
    {
        var (tenant, order) = (Tenant(), new Argument<string>("ORDER") { Description = "The order's id in Emporix." });
        var file = Options.Value<string?>("--pdf", "FILE", "Write its PDF there.");
        return new Command("invoice", "Show an invoice: number, link, mails; with --pdf, export it.") { order, tenant, file }.Runs(
            async run =>
            {
                var id = EmporixOrders.NumberOf(run.Given.GetValue(tenant)!, run.Given.GetValue(order)!);
                var invoices = run.Get<IInvoices>();
                if (await invoices.Find(id, run.Ct) is not { } invoice)
                {
                    Console.Error.WriteLine("The order has no invoice here.");
                    return 1;
                }

                if (run.Given.GetValue(file) is { } path)
                {
                    if (await invoices.FileOf(id, run.Ct) is not { } pdf)
                    {
                        Console.Error.WriteLine("The invoice has no PDF yet.");
                        return 1;
                    }

                    await File.WriteAllBytesAsync(path, pdf, run.Ct);
                }

                var link = run.Get<IOptions<EmporixSettings>>().Value.LinkTo(invoice)?.ToString();
                return run.Write(
                    new { invoice.Number, invoice.NumberedAt, downloadLink = link, invoice.Sha256, invoice.Warnings, invoice.Mails },
                    ConsoleOutput.Json,
                    console =>
                    {
                        console.WriteLine($"Invoice {invoice.Number ?? "without a number yet"} of order {invoice.OrderId}");
                        console.WriteLine(link ?? "It has no PDF yet.");
                        foreach (var warning in invoice.Warnings)
                        {
                            console.WriteLine($"Warning: {warning}");
                        }
                    });
            },
            add: Add);
    }

    private static Command MailInvoice()
    {
        var tenant = Tenant();
        var number = new Argument<string>("NUMBER|ORDER") { Description = "The invoice's number, or the order's id in Emporix." };
        var to = Options.Value<string?>("--to", "ADDRESS", "Where it goes. Default: the address that the order has in Emporix.")
            .Refuse(text => MailAddresses.Problem(text) is { } problem ? $"--to {problem}" : null);
        var options = new DecisionOptions();
        return new Command(
            "mail", "Mail an invoice to the customer once more, or in the place of a mail that has failed. `invoicing serve` sends it.")
        {
            number, tenant, to,
        }.Runs(
            async run =>
            {
                var mails = run.Get<FurtherMails>();
                var invoice = await mails.Find(run.Given.GetValue(tenant)!, run.Given.GetValue(number)!, orOrder: true, run.Ct);
                if (invoice is null)
                {
                    Console.Error.WriteLine("The tenant has no such invoice, or it has no PDF yet.");
                    return 1;
                }

                var decision = options.Of(run.Given);
                var (by, reason) = decision;
                await run.Get<AuditLog>().Add("mail", invoice.Id, decision, run.Ct, 1);
                return await Decisions.CarryOut(
                    run, invoice.Id, _ => mails.Ask(invoice, new(run.Given.GetValue(to), null), by, reason, run.Ct));
            },
            options,
            Add);
    }

    private static Command ShowNumbers()
    {
        var tenant = Tenant();
        var onlyGaps = Options.Flag("--gaps", "Only those that are no invoice's.");
        return new Command("numbers", "Account for every number of a tenant's invoices: issued, voided or lost, and why.")
        {
            tenant, onlyGaps,
        }.Runs(
            async run =>
            {
                var rows = (await run.Get<NumberReport>().Of(run.Given.GetValue(tenant)!, run.Ct))
                    .Where(row => !run.Given.GetValue(onlyGaps) || row.Fate != NumberFate.Issued).ToList();
                return run.Write(rows, ConsoleOutput.Json, console =>
                {
                    var table = ConsoleOutput.TableOf(6, [5], ["Schema", "Number", "", "Order", "At", "Why"]);
                    foreach (var row in rows)
                    {
                        table.AddRow(
                        [
                            new Text(row.Schema),
                            new Text(row.Number ?? (row.First == row.Last ? $"{row.First}" : $"{row.First} to {row.Last}")),
                            new Text($"{row.Fate}"), new Text(row.OrderId ?? ""), new Text(row.At is { } at ? $"{at:u}" : ""),
                            new Text(row.Reason ?? ""),
                        ]);
                    }

                    console.Write(table);
                });
            },
            add: builder => builder.Services.AddSingleton<NumberReport>());
    }

    private static Option<string> Tenant()
    {
        var tenant = Options.Value<string>("--tenant", "TENANT", "The tenant's name.");
        tenant.Required = true;
        return tenant;
    }

    private static void Add(HostApplicationBuilder builder) => builder.Services.AddEmporixClient(builder.Configuration);
}
