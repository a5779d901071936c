using Invoicing.Contracts;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Systems;

namespace Invoicing.IntegrationTests.Operations;

public class When_an_outcome_is_confirmed : OrderTest
{
    private const string Journal = "select state, unresolved, document_no, settled_at is not null from calls";

    [Fact]
    public async Task an_invoice_that_exists_is_done_in_the_row_and_in_the_journal()
    {
        await Unknown("1");

        var row = await Commands.Confirm("1", Outcome(true, "INV9"), CancellationToken.None);

        (row.State, row.DocumentNo).ShouldBe((OrderState.Transferring, "INV9"));
        row.Transfers.ShouldHaveSingleItem().SlipNo.ShouldBe("00000001");
        (await Query(Journal)).ShouldBe(["done", false, "INV9", true]);
        (await Query("select due_at <= now(), (select details->>'reason' from timeline where what = 'confirmed') from mt_doc_order")).ShouldBe(
            [true, "looked"]);
    }

    [Fact]
    public async Task an_invoice_that_does_not_exist_may_be_sent_again()
    {
        await Unknown("1");

        var row = await Commands.Confirm("1", Outcome(false), CancellationToken.None);

        row.State.ShouldBe(OrderState.Invoicing);
        (await Query(Journal)).ShouldBe(["no_effect", false, null, true]);
        (await Claim(row)).Kind.ShouldBe(ClaimKind.Granted);
    }

    [Fact]
    public async Task it_is_refused_while_the_call_is_still_open()
    {
        await Receive("1");
        await Called("1", null);
        await Failed("1", FailureKind.OutcomeUnknown);

        (await Refused(() => Commands.Confirm("1", Outcome(true), CancellationToken.None))).ShouldContain("is busy");

        (await Query(Journal)).ShouldBe(["started", false, null, false]);
        (await Query("select state from mt_doc_order")).ShouldBe(["Failed"]);
    }

    [Fact]
    public async Task a_call_that_was_abandoned_can_be_confirmed_and_its_process_records_nothing_any_more()
    {
        var received = await Receive("1");
        await Called("1", null, lease: TimeSpan.Zero);
        var owner = (Guid)(await Query("select owner from calls"))[0]!;
        await Failed("1", FailureKind.OutcomeUnknown);

        await Commands.Confirm("1", Outcome(false), CancellationToken.None);

        (await Settle("1", owner, "no_effect")).ShouldBeFalse();
        (await Settle("1", owner, "done")).ShouldBeFalse();
        (await Query(Journal)).ShouldBe(["no_effect", false, null, true]);
        (await Claim(received)).Kind.ShouldBe(ClaimKind.Stale);
    }

    [Fact]
    public async Task what_the_journal_knows_to_be_done_is_not_denied()
    {
        await Receive("1");
        await Called("1", "done");
        await Failed("1", FailureKind.OutcomeUnknown);

        (await Refused(() => Commands.Confirm("1", Outcome(false), CancellationToken.None))).ShouldContain(
            "accepted meanwhile: use --invoiced");

        (await Commands.Confirm("1", Outcome(true), CancellationToken.None)).State.ShouldBe(OrderState.Transferring);
        (await Query(Journal)).ShouldBe(["done", false, "INV7", true]);
    }

    [Fact]
    public async Task it_is_refused_where_the_outcome_is_known_and_the_journal_stays()
    {
        await Receive("1");
        await Called("1", "refused");
        await Failed("1", FailureKind.Refused);

        (await Refused(() => Commands.Confirm("1", Outcome(true), CancellationToken.None))).ShouldContain("nothing to confirm");

        (await Query(Journal)).ShouldBe(["refused", false, null, true]);
    }

    [Fact]
    public async Task only_the_order_that_is_named_is_settled()
    {
        await Unknown("1");
        await Unknown("2");

        await Commands.Confirm("2", Outcome(true), CancellationToken.None);

        (await Query("select string_agg(key || ' ' || state, ', ' order by key) from calls")).ShouldBe(
            ["retailpro/invoice/1 unknown, retailpro/invoice/2 done"]);
    }

    private static ConfirmOutcome Outcome(bool wasDone, string? documentNo = null) =>
        new(RetailProSteps.Invoice, wasDone, documentNo, 1, "ana", "looked");

    private async Task Unknown(string orderNo)
    {
        await Receive(orderNo);
        await Called(orderNo, "unknown", unresolved: true);
        await Failed(orderNo, FailureKind.OutcomeUnknown);
    }
}
