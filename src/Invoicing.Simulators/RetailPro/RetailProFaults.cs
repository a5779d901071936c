namespace Invoicing.Simulators.RetailPro;

/// <summary>What the faults of this simulator can be about: the two documented calls.</summary>
internal static class RetailProFaults
{
    public static FaultSubject Subject { get; } = new(
        new Dictionary<string, string?> { ["invoice"] = "orderNo", ["slip"] = "slipNo" },
        RefusesDuplicates: true,
        new Dictionary<string, RawAnswer>(),
        PickOdd);

    public static string NameOf(Operation operation) => operation == Operation.Invoice ? "invoice" : "slip";

    private static RawAnswer PickOdd(FaultKind kind, int seed)
    {
        var odd = OddAnswers.Pick(seed, kind == FaultKind.SaysNo ? OddMeaning.Refused : OddMeaning.Unclear);
        return new(odd.Status, odd.ContentType, odd.Body);
    }
}
