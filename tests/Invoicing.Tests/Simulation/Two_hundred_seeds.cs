using Invoicing.Simulation;

namespace Invoicing.Tests.Simulation;

public class Two_hundred_seeds
{
    [Theory]
    [InlineData(1)]
    [InlineData(51)]
    [InlineData(101)]
    [InlineData(151)]
    public void hold_every_promise(int first)
    {
        for (var seed = first; seed < first + 50; seed++)
        {
            Run.Execute(new RunOptions(seed)).Violations.ShouldBeEmpty($"infra/simulate.sh --seed {seed} --runs 1 shows what happened");
        }
    }
}
