using System.CommandLine;

namespace Invoicing.Host.Commands.Orders;

/// <summary>What every decision about an order has: who, why, and how it is told.</summary>
internal sealed class DecisionOptions
{
    public Option<string> Reason { get; }

    public Option<string> By { get; }

    public Option<string> Output { get; } = OutputOption.Create();

    public Option<string[]> Settings { get; } = SettingsArgument.Create();

    /// <param name="kept">Where who and why can be looked up.</param>
    public DecisionOptions(string kept = "in the order's timeline")
    {
        Reason = new("--reason") { Description = $"Why; kept {kept}.", HelpName = "TEXT", Required = true };
        By = new("--by")
        {
            Description = $"Who decided; kept {kept}. Default: the user of this session.",
            HelpName = "NAME",
            DefaultValueFactory = _ => Environment.UserName,
        };
        foreach (var option in new[] { Reason, By })
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                {
                    result.AddError($"{option.Name} must not be blank.");
                }
            });
        }
    }

    public void AddTo(Command command)
    {
        command.Options.Add(Reason);
        command.Options.Add(By);
        command.Options.Add(Output);
        command.Options.Add(Settings);
    }
}
