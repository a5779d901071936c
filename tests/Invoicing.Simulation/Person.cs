using System.Text.Json.Nodes;
using Invoicing.Contracts;
using Invoicing.Emporix;
using Invoicing.Operations;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Vtex;

namespace Invoicing.Simulation;

/// <summary>
/// Operations: retries, dismisses and confirms orders at random times, sensible or not, through the program's commands. What is
/// confirmed is the truth at the time of the look into Retail Pro, which may be some time ago. Changes settings, too.
/// </summary>
internal sealed class Person(Run run)
{
    // As the documentation asks for: when what was called can no longer be late.
    private readonly TimeSpan _looksAfter = TimeSpan.FromSeconds(30)
        + (run.Emporix is null || Emporix.LatestBy < RetailPro.LatestBy(run.RetailProSettings)
            ? RetailPro.LatestBy(run.RetailProSettings)
            : Emporix.LatestBy);

    private readonly HashSet<string> _looking = [];
    private readonly Instance _shell = run.NewInstance("person", isService: false);
    private int _underWay;

    public void Begin()
    {
        for (var times = run.Scheduler.Random.Next(60); times > 0; times--)
        {
            run.Scheduler.In((run.Faults.Until + TimeSpan.FromMinutes(20)) * run.Scheduler.Random.NextDouble(), Act);
        }

        for (var times = run.Faults.ShareOf(FaultKind.StoresRenamed) > 0 ? run.Scheduler.Random.Next(1, 6) : 0; times > 0; times--)
        {
            run.Scheduler.In(run.Faults.Until * run.Scheduler.Random.NextDouble(), RenameStores);
        }
    }

    private void Act()
    {
        var orders = run.Database.Orders.Select(stored => stored.Row).ToList();
        var failed = orders.Where(row => row.State == OrderState.Failed).ToList();
        if (orders.Count == 0)
        {
            return;
        }

        var row = run.Scheduler.Pick(failed.Count > 0 && run.Scheduler.Chance(0.85) ? failed : orders);
        var step = row.ExpectedAttempts.Keys.FirstOrDefault(name => IsWaiting(row.StepNamed(name)!));
        if (step is not null && row.StepNamed(step) is { OutcomeUnknown: true } or { FailureKind: FailureKind.NumberTaken }
            && run.Scheduler.Chance(0.8))
        {
            LookAndConfirm(row, step);
        }
        else if (run.Scheduler.Chance(0.15))
        {
            CarryOut($"hold {row.OrderNo}", commands => commands.Hold(row.OrderNo, "ops", "", default));
            run.Scheduler.Between(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30), () => Release(row.OrderNo));
        }
        else if (run.Scheduler.Chance(0.1))
        {
            Correct(row);
        }
        else if (run.Scheduler.Chance(0.75))
        {
            var which = run.Scheduler.Chance(0.5) ? step : null;
            CarryOut($"retry {row.OrderNo} {which}", commands => commands.Retry(row.OrderNo, which, "ops", "", default));
        }
        else if (row.Attempt % 2 == 0)
        {
            // No system has it from us, as far as this person can see.
            var adopt = new AdoptOrder(new(row.OrderNo), "ops", "");
            CarryOut($"adopt {row.OrderNo}", _ => Processor.CarryOut(row.OrderNo, adopt, null, default));
        }
        else
        {
            CarryOut($"dismiss {row.OrderNo}", commands => commands.Dismiss(row.OrderNo, "ops", "", default));
        }
    }

    // As the command does it: read, changed, and decided about some time later, when the order may be another.
    private void Correct(OrderProcess row)
    {
        if (row.Content.Vtex is not null || EmporixOrders.Parse(row.OrderNo) is not null)
        {
            // VTEX's order has the old total, and one of Emporix is mended there.
            return;
        }

        var total = (row.Pending ?? row.Content).Total + 0.01m ?? 1;
        var patch = new JsonArray(new JsonObject { ["op"] = "add", ["path"] = "/total", ["value"] = total });
        var correction = OrderCorrection.Of(
            row.Pending ?? row.Content,
            patch,
            TimeZoneInfo.FindSystemTimeZoneById(run.RetailProSettings.TimeZone),
            run.Scheduler.Now);
        run.Scheduler.Between(TimeSpan.Zero, TimeSpan.FromMinutes(2), () =>
            CarryOut($"correct {row.OrderNo}", commands => commands.Correct(row.OrderNo, correction, "ops", "", default)));
    }

    // Until it is free: a person who was told that the database is away tries again.
    private void Release(string orderNo)
    {
        if (run.Database.Orders.Any(stored => stored.Row.OrderNo == orderNo && stored.Row.OnHold is not null))
        {
            CarryOut($"release {orderNo}", commands => commands.Release(orderNo, "ops", "", default));
            run.Scheduler.In(TimeSpan.FromMinutes(1), () => Release(orderNo));
        }
    }

    // A command that is under way was started with the settings of before.
    private void RenameStores()
    {
        if (_underWay == 0)
        {
            run.RenameStores();
        }
    }

    private bool IsWaiting(Step step) =>
        step.Status == StepStatus.Failed || (run.Options.IsHasty && step is { Status: StepStatus.Deferred, OutcomeUnknown: true });

    private void LookAndConfirm(OrderProcess row, string step)
    {
        var isTooEarly = row.Notices.LastOrDefault(notice => notice.Step == step) is { } notice
            && run.Scheduler.Now - notice.At < _looksAfter;
        // Two who look at the same time and confirm one after the other are hasty too: the second look is older than the call that the
        // first has set off.
        if (!run.Options.IsHasty && (isTooEarly || !_looking.Add(row.OrderNo)))
        {
            return;
        }

        var isInvoice = step == RetailProSteps.Invoice;
        var wasDone = row.StepNamed(step)!.Key switch
        {
            { System: VtexPlanner.SystemName } key => IsInVtex(row, key),
            { System: EmporixPlanner.SystemName } key => IsInEmporix(row, key),
            _ => run.RetailPro.Has(isInvoice, isInvoice ? row.OrderNo : step["slip/".Length..]),
        };
        run.Trace.Add("person", $"looks for {row.OrderNo} {step}: {(wasDone ? "there" : "not there")}");
        run.Scheduler.Between(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2), () =>
            run.Watch(Confirm(row.OrderNo, step, row.StepNamed(step)!.Attempt, wasDone)));
    }

    // What others have told VTEX under the same number is not ours, nor is what they have told of their own invoice of the same order.
    private bool IsInVtex(OrderProcess row, StepKey key)
    {
        var document = VtexDocument.Parse(key.Number!);
        var invoices = VtexPlanner.Invoices(row).Select(step => VtexDocument.Parse(step.Key.Number!).InvoiceNumber).ToHashSet();
        var order = $"{document.Account}/{document.OrderId}";
        return key.Operation == VtexSteps.Event
            ? VtexData.Of(row).Events.FirstOrDefault(happened => happened.Id == document.InvoiceNumber) is { } known
                && run.Vtex!.Shipped.Any(shipped => shipped.Key.Order == order && invoices.Contains(shipped.Key.Number)
                    && shipped.Value.Events.Exists(shown => shown.Description == known.Description))
            : run.Vtex!.Ledger.Any(told => (told.Order, told.Number, told.Type) == (
                order, document.InvoiceNumber, key.Operation == VtexSteps.Return ? VtexPackage.Return : VtexPackage.Sale));
    }

    // What does no harm when it is made again is made again.
    private bool IsInEmporix(OrderProcess row, StepKey key) => key.Operation switch
    {
        EmporixSteps.Capture => run.Emporix!.Transactions[key.Number!].Captured > 0,
        EmporixSteps.Mail => run.CustomerMails.Taken.Exists(mail =>
            mail.MessageId.Contains($".{run.Database.Invoices[row.OrderNo].Number}.", StringComparison.Ordinal)),
        _ => false,
    };

    private async Task Confirm(string orderNo, string step, int attempt, bool wasDone)
    {
        await Command(
            $"confirm {orderNo} {step}",
            async commands =>
            {
                try
                {
                    await commands.Confirm(orderNo, new(step, wasDone, null, attempt, "ops", ""), default);
                }
                catch (DatabaseAwayException)
                {
                    // Perhaps it was carried out.
                    Told();
                    throw;
                }

                Told();
            });
        _looking.Remove(orderNo);

        void Told()
        {
            switch (step.Split('/', 3))
            {
                case [VtexPlanner.SystemName, _, var number] when !wasDone:
                    run.Checker.KnowsThatReturnIsNotThere(number);
                    break;
                case [EmporixPlanner.SystemName, EmporixSteps.Mail, _] when !wasDone:
                    run.Checker.MailMayGoAgain(orderNo);
                    break;
                case [EmporixPlanner.SystemName, _, _] when wasDone:
                    run.Checker.SettledByHand(orderNo, step);
                    break;
                default:
                    break;
            }
        }
    }

    private void CarryOut(FormattableString what, Func<OrderCommands, Task> command) => run.Watch(Command(what, command));

    private async Task Command(FormattableString what, Func<OrderCommands, Task> command)
    {
        _underWay++;
        try
        {
            run.Trace.Add("person", what);
            await command(new(Processor, run.JournalOf(_shell)));
        }
        catch (CommandRefusedException e)
        {
            run.Trace.Add("person", $"is refused: {e.Message}");
        }
        catch (DatabaseAwayException)
        {
            // The command has failed before the person's eyes.
        }
        finally
        {
            _underWay--;
        }
    }

    private OrderProcessor Processor => run.ProcessorOf(_shell);
}
