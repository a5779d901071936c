using System.Globalization;
using Invoicing.Messaging;

namespace Invoicing.NotifyingFailures;

/// <summary>What a person does about a failure, in order, retrying included. The commands can be copied.</summary>
internal static class WhatToDo
{
    /// <param name="cause">Which failure.</param>
    /// <param name="notice">The failure that the commands name; null for many, whose commands have placeholders.</param>
    public static IReadOnlyList<string> For(Cause cause, Notice? notice)
    {
        var order = notice?.OrderNo is { } orderNo ? PlainText.Argument(orderNo) : "NO";
        var isSlip = cause.Place == "slip";
        var document = isSlip ? "transfer slip" : "invoice";
        var errorQueue = Queues.ErrorOf(isSlip ? Queues.TransferInventory : Queues.InvoiceOrder);
        var slip = notice is null ? "slip/NUMBER" : PlainText.Argument(notice.Step ?? "");
        var confirm = $"invoicing orders confirm {order}{(isSlip ? $" --step {slip}" : "")}";
        var attempt = notice?.Attempt?.ToString(CultureInfo.InvariantCulture) ?? "N";
        var done = $"`{confirm} --invoiced{(isSlip ? "" : " [DOCUMENT]")} --reason \"…\"`";
        var retry = $"`invoicing orders retry {order} --reason \"…\"`";
        var moveBack = $"move the entry back from `{errorQueue}` in the RabbitMQ console (Move messages)";

        return cause.Kind switch
        {
            NoticeKind.InvalidData =>
            [
                "Correct the order in the OMS and publish it again. The program then goes on by itself.",
                $"Without a correction, moving the entry back from `{errorQueue}` only fails again; after one, it does no harm and the entry vanishes.",
            ],
            NoticeKind.Refused =>
            [
                "Mend the cause: in Retail Pro, in the settings, or in the OMS (then publish the order again).",
                $"Retry: {moveBack}, or run {retry}.",
            ],
            NoticeKind.OutcomeUnknown =>
            [
                $"Check Retail Pro: does the {document} exist?",
                $"If it does, run {done}.",
                $"If it does not, run `{confirm} --not-invoiced --attempt {attempt} --reason \"…\"`; it may then be sent again.",
                $"Moving the entry back from `{errorQueue}` makes no call: only your answer goes on.",
            ],
            NoticeKind.NumberTaken =>
            [
                $"Check Retail Pro: whose is the {document} of this number?",
                isSlip
                    ? "If it is another's, mend that in Retail Pro."
                    : "If it is another's, mend that in Retail Pro, or map the order's number to a free one (setting `RetailPro:OrderNumbers`).",
                $"Then retry: {moveBack}, or run {retry}.",
                $"If it is this order's (Retail Pro was late, or somebody made it by hand), run {done}; what is left follows by itself.",
            ],
            NoticeKind.NoAnswer =>
            [
                $"See that `invoicing serve` runs and that its queues have consumers in the RabbitMQ console; look at `{errorQueue}` and the log.",
                $"Retry: run {retry}.",
            ],
            NoticeKind.GaveUp =>
            [
                "See that Retail Pro runs and can be reached at `RetailPro:BaseUrl`.",
                $"Retry: run {retry}.",
            ],
            NoticeKind.InvoicedWithEarlierData =>
            [
                $"Compare (`invoicing orders show {order}`), and if it matters, correct the invoice in Retail Pro by hand.",
                "There is nothing to retry: the program does not invoice an order twice.",
            ],
            NoticeKind.UnreadableMessage =>
            [
                $"Look at the message in `{Queues.ErrorOf(cause.Place)}` in the RabbitMQ console (Get messages).",
                "Have its sender correct it and publish it again; then remove the entry.",
                $"Retry only if the program was at fault and is mended: move the entry back to `{cause.Place}`.",
            ],
            NoticeKind.FaultedMessage =>
            [
                "Mend the cause. The entry's header `MT-Fault-Message` in the RabbitMQ console (Get messages) and the log tell more.",
                $"Retry: move the entry back from `{Queues.ErrorOf(cause.Place)}` to `{cause.Place}` in the RabbitMQ console (Move messages).",
            ],
            NoticeKind.CredentialsRefused =>
            [
                "Mend `RetailPro:Headers`, `RetailPro:UserName` or `RetailPro:Password`, or the account in Retail Pro; restart `invoicing serve` with the new settings.",
                "Run `invoicing resume retailpro --reason \"…\"`. One call is made first; the others follow if it succeeds. Nothing else is to be done.",
                "If only the order that is named gets this answer, put it on hold (`invoicing orders hold NO --reason \"…\"`) before you resume, or leave 403 out of `RetailPro:CredentialStatuses`.",
            ],
            NoticeKind.FeedFaulted =>
            [
                $"See which orders and why: `invoicing feeds show {PlainText.Argument(cause.Place)}`, or the file of that name in the folder `results`.",
                "Have them corrected in the OMS, and put a file with the corrected orders into the folder `incoming`. Orders that were taken already do no harm in it.",
            ],
            _ =>
            [
                "Look into the log; if the program is at fault, tell its developers.",
                $"Once the cause is mended, retry: {moveBack}, or run {retry}.",
            ],
        };
    }
}
