using System.Globalization;
using Invoicing.Benchmarks.Floor;
using Invoicing.Benchmarks.Load;
using Invoicing.Benchmarks.Measuring;
using Invoicing.Benchmarks.Reporting;
using Invoicing.Benchmarks.Stages;

return args switch
{
    ["measure", var folder, .. var stages] => await Session.Run(folder, Scale.Full, stages),
    ["against", var folder, var rounds, var name, var program] => await Session.Against(
        folder, Scale.Full with { Repetitions = int.Parse(rounds, CultureInfo.InvariantCulture) }, Subject.OtherBuild(name, program)),
    ["smoke", var folder, .. var stages] => await Session.Run(folder, Scale.Smoke, stages),
    ["report", var results, var docs] => Report.Write(results, docs),
    ["try", .. var rest] => await Trial.Run(rest),
    ["load"] => await LoadProgram.Run(BrokerLoad.Open),
    ["jobs"] => await LoadProgram.Run(JobLoad.Open),
    ["floor", var batch, var loops] => await FloorProgram.Run(
        int.Parse(batch, CultureInfo.InvariantCulture),
        int.Parse(loops, CultureInfo.InvariantCulture)),
    ["in-memory"] => await LoadProgram.Run(BusLoad.Start),
    _ => throw new ArgumentException("Run infra/bench.sh; it tells what there is."),
};
