using Invoicing.Simulation;

namespace Invoicing.Tests.Simulation;

/// <summary>The simulation proves something only if it sees what breaks a promise.</summary>
public class Planted_bugs
{
    private const int Runs = 1000;

    public static TheoryData<string, string> All => new()
    {
        { nameof(PlantedBug.BlindResend), "is entered twice" },
        { nameof(PlantedBug.SlipsBeforeInvoice), "is entered before the invoice" },
        { nameof(PlantedBug.LostDueTime), "neither goes on nor waits for a person" },
        { nameof(PlantedBug.ClaimWithoutDeadline), "another call for it is under way" },
        { nameof(PlantedBug.DoneReclaimed), "is entered twice" },
        { nameof(PlantedBug.VersionIgnored), "" },
        { nameof(PlantedBug.AcknowledgedBeforeSave), "is lost" },
        { nameof(PlantedBug.NoticeNotStored), "the notifier" },
        { nameof(PlantedBug.WrongStore), "none of its contents" },
        { nameof(PlantedBug.StaleCommandObeyed), "is dismissed" },
        { nameof(PlantedBug.LostClaimRecorded), "" },
        { nameof(PlantedBug.FailureUntold), "has no notice" },
        { nameof(PlantedBug.IdUnderTwoNumbers), "under two numbers" },
        { nameof(PlantedBug.PlannedAnewUnlocked), "none of its contents" },
        { nameof(PlantedBug.AnyJsonAccepted), "for accepted, but Retail Pro does not have it" },
        { nameof(PlantedBug.VtexToldWithoutALook), "VTEX is told" },
        { nameof(PlantedBug.VtexLooksOnce), "VTEX is told twice" },
        { nameof(PlantedBug.ReturnRepeated), "is sent again, though nobody knows" },
        { nameof(PlantedBug.ReturnWithoutALook), "without a look" },
        { nameof(PlantedBug.EventRepeatedBlindly), "VTEX shows the event" },
        { nameof(PlantedBug.CaptureRepeatedBlindly), "is captured twice by the program" },
        { nameof(PlantedBug.CapturedWithoutALook), "without a look at its transaction" },
        { nameof(PlantedBug.NumberBeforeCapture), "of which not all is captured" },
        { nameof(PlantedBug.NumberOutsideItsTransaction), "There is a gap in the numbers" },
        { nameof(PlantedBug.MailRepeatedWithoutLimit), "is mailed 3 times" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void are_seen(string bug, string violation)
    {
        var seen = Enumerable.Range(1, Runs)
            .SelectMany(seed => Run.Execute(new RunOptions(seed, Enum.Parse<PlantedBug>(bug))).Violations)
            .FirstOrDefault(text => text.Contains(violation, StringComparison.Ordinal));

        seen.ShouldNotBeNull($"{Runs} runs with the bug and no violation that says “{violation}”");
    }
}
