using System.Globalization;
using Invoicing.Benchmarks.Floor;
using Invoicing.Benchmarks.Load;
using Invoicing.Benchmarks.Stages;

return args switch
{
    ["load"] => await LoadProgram.Run(await BrokerLoad.Open(Environment.GetEnvironmentVariable("RabbitMq__Uri")!)),
    ["floor", var batch] => await FloorProgram.Run(int.Parse(batch, CultureInfo.InvariantCulture)),
    ["try", .. var rest] => await Trial.Run(rest),
    _ => throw new ArgumentException("Run infra/bench.sh; it tells what there is."),
};
