using Microsoft.AspNetCore.Http;

namespace Invoicing.Simulators.RetailPro;

/// <summary>The faults in force. A plan is replaced as a whole, and with it its counters.</summary>
internal sealed class FaultPlan(long seed, bool refuseDuplicates, RequiredHeader? requireHeader, IReadOnlyList<FaultRule> rules)
{
    private readonly Lock _gate = new();
    private readonly int[] _looked = new int[rules.Count];
    private readonly int[] _fired = new int[rules.Count];

    public static FaultPlan None => new(seed: 0, refuseDuplicates: true, requireHeader: null, rules: []);

    public bool RefuseDuplicates => refuseDuplicates;

    public bool Admits(HttpContext context) =>
        requireHeader is null || string.Equals(context.Request.Headers[requireHeader.Name], requireHeader.Value, StringComparison.Ordinal);

    public Task Refuse(HttpContext context) =>
        Answer.Refused(StatusCodes.Status401Unauthorized, $"header {requireHeader?.Name} is missing or wrong").Send(context);

    /// <summary>The fault for a request that has not been read; only <c>down</c> rules can be decided then.</summary>
    public FaultRule? BeforeReading(Operation operation) => Next(operation, number: null, down: true);

    /// <summary>The fault for a request of this number.</summary>
    public FaultRule? AfterReading(Operation operation, string? number) => Next(operation, number, down: false);

    public object Describe()
    {
        lock (_gate)
        {
            return new
            {
                Seed = seed,
                RefuseDuplicates = refuseDuplicates,
                RequireHeader = requireHeader,
                Rules = rules.Select((rule, index) => rule with { Fired = _fired[index] }).ToArray(),
            };
        }
    }

    // Whether the n-th request that a rule looks at is hit depends on the seed, the rule's place and n alone.
    private FaultRule? Next(Operation operation, string? number, bool down)
    {
        lock (_gate)
        {
            for (var index = 0; index < rules.Count; index++)
            {
                var rule = rules[index];
                if ((rule.Kind == FaultKind.Down) == down && rule.Matches(operation, number) && !(_fired[index] >= rule.Times)
                    && SplitMix.Share(seed, index, _looked[index]++) < rule.Rate)
                {
                    var fired = _fired[index]++;
                    return rule is { IsOdd: true, Body: null } ? WithAnswer(rule, unchecked((int)SplitMix.Mix(seed, index, fired))) : rule;
                }
            }
        }

        return null;
    }

    private static FaultRule WithAnswer(FaultRule rule, int seed)
    {
        var answer = OddAnswers.Pick(seed, rule.Kind == FaultKind.SaysNo ? OddMeaning.Refused : OddMeaning.Unclear);
        return rule with { Status = answer.Status, ContentType = answer.ContentType, Body = answer.Body };
    }
}
