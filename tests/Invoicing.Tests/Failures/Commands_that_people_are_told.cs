using Invoicing.Contracts;
using Invoicing.Emporix;
using Invoicing.Failures;
using Invoicing.Process;
using Invoicing.RetailPro;
using Invoicing.Storage;
using Invoicing.Systems;
using Invoicing.Tests.Documents;
using Invoicing.Tests.Process;
using Invoicing.Vtex;
using Notice = Invoicing.Storage.Notice;

namespace Invoicing.Tests.Failures;

/// <summary>What stands in back quotes after "invoicing" can be typed as it stands, also at night.</summary>
public sealed class Commands_that_people_are_told
{
    private static readonly SystemTexts[] s_systems = [RetailProTexts.Texts, VtexTexts.Texts, EmporixTexts.Texts];

    [Fact]
    public void are_taken_by_the_program_where_a_failure_is_cured()
    {
        var texts = new FailureTexts(s_systems);
        var told = (
            from system in s_systems
            from kind in Enum.GetValues<NoticeKind>()
            where kind != NoticeKind.EventsFaulted || system == VtexTexts.Texts
            from place in kind == NoticeKind.FeedFaulted ? ["orders-1.csv"] : kind < NoticeKind.UnreadableMessage ? system.Steps.Keys : [system.Name]
            let cause = new Cause(kind, place)
            from notice in (Notice?[])[null, SomeNotice.OfInvoice(kind) with { Step = place == "invoice" ? place : $"{place}/00000731" }]
            from entry in (string?[])[null, "a1b2"]
            from remedy in texts.Remedies(cause, notice, entry)
            select remedy).Distinct().ToList();

        told.Count.ShouldBeGreaterThan(100);
        told.SelectMany(Problems).ShouldBeEmpty();
    }

    [Fact]
    public void are_taken_by_the_program_where_a_difference_is_settled()
    {
        var row = new Flow().Arrives(Some.SplitOrder).Row;
        row = row with
        {
            Steps = [.. row.Steps, .. new[] { "vtex/invoice/1", "emporix/capture/p-1" }.Select(name => row.Steps[0] with { Name = name })],
        };
        var inDoubt = row with
        {
            Steps = [.. row.Steps.Select(step => step with { FailureKind = FailureKind.OutcomeUnknown })],
        };
        var told = (
            from kind in Enum.GetValues<DifferenceKind>()
            from number in (string?[])[null, "1042", "0042"]
            from step in (string?[])[null, .. row.Steps.Select(step => step.Name)]
            from order in (OrderProcess?[])[null, row, inDoubt, row with { OnHold = new("why", "who", default) }]
            select DifferenceTexts.ToDo(kind, number, step, order)).Distinct().ToList();

        told.Count.ShouldBeGreaterThan(30);
        told.SelectMany(Problems).ShouldBeEmpty();
        told.Where(text => text.Replace("`invoicing ", "", StringComparison.Ordinal).Contains("invoicing ", StringComparison.Ordinal))
            .ShouldBeEmpty("a command that does not stand in back quotes is not looked at");
    }

    private static IEnumerable<string> Problems(string text) => Markdown.Code(text).SelectMany(CommandLines.Problems);
}
