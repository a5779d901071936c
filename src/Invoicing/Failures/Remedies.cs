using System.Globalization;
using Invoicing.Contracts;
using Invoicing.Messaging;
using Invoicing.Storage;
using Invoicing.Systems;

namespace Invoicing.Failures;

/// <summary>The lines of <see cref="FailureTexts.Remedies"/>.</summary>
internal static class Remedies
{
    public static IReadOnlyList<string> For(SystemTexts system, Cause cause, Notice? notice, string? entry)
    {
        var name = system.DisplayName;
        var id = entry is null ? "ID" : TextSanitizer.Argument(entry);
        var order = notice?.OrderNo is { } orderNo ? TextSanitizer.Argument(orderNo) : "NO";
        var isInvoice = cause.Place == StepNames.Invoice;
        var step = system.Steps.GetValueOrDefault(cause.Place) ?? system.Steps.Values.First();
        var errorQueue = Queues.ErrorOf(step.Queue);
        var isSlip = cause.Place == "slip";
        var named = notice is null ? isSlip ? "slip/NUMBER" : "STEP" : TextSanitizer.Argument(notice.Step ?? "");
        var confirm = $"invoicing orders confirm {order}{(isInvoice ? "" : $" --step {named}")}";
        var attempt = notice?.Attempt?.ToString(CultureInfo.InvariantCulture) ?? "N";
        var done = $"`{confirm} --invoiced{(isSlip ? "" : " [DOCUMENT]")} --reason \"…\"`";
        var messages = cause.IsMessage ? Queues.ErrorOf(cause.Place) : "";
        var see = entry is not null ? $"`invoicing errors show {id} --full`"
            : $"`invoicing errors list --entries --cause {cause.Kind}` tells its ID, and `invoicing errors show ID --full` what it is";
        var retry = $"`invoicing orders retry {(notice is null ? $"--cause {cause.Kind}" : order)} --reason \"…\"`";
        var which = entry is not null ? id : notice is null ? $"--cause {cause.Kind}" : $"--order {order}";
        var moveBack = $"run `invoicing errors retry {which} --reason \"…\"`, or move {(notice is null ? "the entries" : "the entry")} "
            + $"back from `{errorQueue}` in the RabbitMQ console (Move messages)";

        return cause.Kind switch
        {
            NoticeKind.InvalidData when step.Cure is { } cure => [cure, $"If a setting was at fault, mend it, restart, and {moveBack}."],
            NoticeKind.Refused when step.Cure is { } cure =>
            [
                cure,
                $"If the cause was in {name} or in the settings, mend it, and {moveBack}.",
                $"If {name} need not know, or was told by hand, run {done}.",
            ],
            NoticeKind.InvalidData =>
            [
                "Correct the order in the OMS and publish it again. The program then goes on by itself.",
                $"Or correct it here, if nothing of it is accepted yet: `invoicing orders correct {order} --patch FILE --reason \"…\"`.",
                $"If a setting was at fault, mend it, restart `invoicing serve`, and {moveBack}. Without a correction the entry only "
                    + "comes back.",
            ],
            NoticeKind.Refused =>
            [
                $"Mend the cause: in {name}, in the settings, or in the OMS (then publish the order again).",
                $"Retry: {moveBack}.",
            ],
            NoticeKind.OutcomeUnknown =>
            [
                $"Check {name}: does the {step.Document} exist?",
                $"If it does, run {done}.",
                $"If it does not, run `{confirm} --not-invoiced --attempt {attempt} --reason \"…\"`; it may then be sent again.",
                $"Retrying the entry in `{errorQueue}` makes no call: only your answer goes on.",
            ],
            NoticeKind.NumberTaken =>
            [
                $"Check {name}: whose is the {step.Document} of this number?",
                $"If it is another's, mend that in {name}{(step.FreeNumber is { } free ? $", {free}" : "")}.",
                $"Then retry: {moveBack}.",
                $"If it is this order's ({name} was late, or somebody made it by hand), run {done}; what is left follows by itself.",
            ],
            NoticeKind.NoAnswer =>
            [
                $"See that `invoicing serve` runs, that its queues have consumers (`invoicing status`), and what the log says. A command "
                    + "that still waits is then carried out by itself.",
                $"If it does not go on, retry: run {retry}. If processes died of it, look for its command: `invoicing errors list --cause "
                    + "DeliveryLimit`.",
            ],
            NoticeKind.GaveUp =>
            [
                $"See that {name} runs and can be reached at `{system.AddressSetting}`: `invoicing check`.",
                $"Retry: run {retry}.",
            ],
            NoticeKind.InvoicedWithEarlierData =>
            [
                $"Compare (`invoicing orders show {order}`), and if it matters, correct the invoice in {name} by hand.",
                "There is nothing to retry: the program does not invoice an order twice.",
            ],
            NoticeKind.UnreadableMessage =>
            [
                $"Look at the message in `{messages}`: {see} (in the RabbitMQ console: Get messages).",
                $"Have its sender correct it and publish it again; then take the entry out: `invoicing errors discard {id} "
                    + "--even-if-uncured --reason \"…\"`.",
                $"Retry only if the program was at fault and is mended: run `invoicing errors retry {id} --reason \"…\"`, or move the "
                    + $"entry back to `{cause.Place}` in the console.",
            ],
            NoticeKind.FaultedMessage =>
            [
                $"Look why it lies in `{messages}`: {see}; the log tells more.",
                "If an order's number belongs to another order, find out in the OMS which is right, and publish the other one under a "
                    + "number of its own; "
                    + $"then take the entry out: `invoicing errors discard {id} --even-if-uncured --reason \"…\"`.",
                "If its orderId belongs to an order of another number, find out in the OMS which number is right. If it is the known one, "
                    + "take the entry out, as above; if it is this one, "
                    + $"run `invoicing orders dismiss NO --reason \"…\"` for the known one, while {name} has accepted nothing of it, "
                    + "and retry.",
                $"Else mend the cause and retry: run `invoicing errors retry {id} --reason \"…\"`, or move the entry back to "
                    + $"`{cause.Place}` in the RabbitMQ console (Move messages).",
            ],
            NoticeKind.CredentialsRefused when cause.PartOf is not null =>
            [
                system.CredentialsRefused[0],
                "Nothing else is to be done: its orders are tried again every few minutes. Who cannot wait runs `invoicing orders retry NO "
                    + "--reason \"…\"`.",
            ],
            NoticeKind.CredentialsRefused => system.CredentialsRefused,
            NoticeKind.FeedFaulted =>
            [
                $"See which orders and why: `invoicing feeds show {TextSanitizer.Argument(cause.Place)}`, or the file of that name in the "
                    + "folder `results`.",
                "Have them corrected in the OMS, and put a file with the corrected orders into the folder `incoming`. Orders that were "
                    + "taken already do no harm in it.",
            ],
            NoticeKind.FileNotTaken =>
            [
                "See which files and why: `invoicing feeds list`.",
                "Do with each what its reason says: rename it, put it where it belongs, let it be read, or delete it. What can be taken "
                    + "is then taken by itself.",
            ],
            NoticeKind.SftpFaulted =>
            [
                "Run `invoicing check`: it tries each step and names the setting to mend, or what the server's owner must do.",
                "If a setting was at fault, restart `invoicing serve`. Nothing else is to be done: what waits on the server is "
                    + "then fetched.",
            ],
            NoticeKind.EventsFaulted =>
            [
                $"Run `invoicing {system.Name} status`: it tells what is wrong now, and what to do.",
                "Nothing is lost: orders that no event told of are found within an hour once the account can be read.",
            ],
            NoticeKind.NoOrders =>
            [
                "See whether the OMS has completed orders of the channel since, and whether it publishes them: its log, and the exchange "
                    + "`Invoicing.Contracts:OrderCompleted` in the RabbitMQ console.",
                "Run `invoicing status` and `invoicing check`: whether messages wait in `order-invoicing`, and whether all can be reached.",
                "Reconcile with the OMS's list of completed orders: `invoicing reconcile FILE` names every order that never came.",
            ],
            _ =>
            [
                "Look into the log; if the program is at fault, tell its developers.",
                $"Once the cause is mended, retry: {moveBack}.",
            ],
        };
    }
}
