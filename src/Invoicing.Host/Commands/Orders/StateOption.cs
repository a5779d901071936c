using System.CommandLine;
using Invoicing.Process;

namespace Invoicing.Host.Commands.Orders;

/// <summary><c>--state</c>: one or several, in any spelling of case.</summary>
internal static class StateOption
{
    private static readonly string s_names = string.Join(", ", Enum.GetNames<OrderState>());

    public static Option<OrderState[]> Create(string description) => new("--state")
    {
        Description = $"{description.TrimEnd('.')}. Separated by commas or spaces: {s_names}.",
        HelpName = "STATE",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
        {
            var states = new List<OrderState>();
            foreach (var name in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            {
                if (!int.TryParse(name, out _) && Enum.TryParse<OrderState>(name, ignoreCase: true, out var state))
                {
                    states.Add(state);
                }
                else
                {
                    result.AddError($"'{name}' is not a state: {s_names} are.");
                }
            }

            return [.. states];
        },
    };
}
