using System.CommandLine;
using Invoicing.Orders;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Order numbers on the command line, with or without the <c>#</c>.</summary>
internal static class OrderNumbers
{
    private const string Help = "Order number, with or without the #.";

    public static Argument<string> One()
    {
        var number = new Argument<string>("NO") { Description = Help };
        number.Validators.Add(Validate);
        return number;
    }

    public static Argument<string[]> Many(ArgumentArity arity)
    {
        var numbers = new Argument<string[]>("NO") { Description = Help, Arity = arity };
        numbers.Validators.Add(Validate);
        return numbers;
    }

    /// <summary>As <c>OrderNumber</c> reads it from a message.</summary>
    public static string Normal(string number) => OrderNumber.Normal(number).Number;

    private static void Validate(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (result.Tokens.Any(token => Normal(token.Value).Length == 0))
        {
            result.AddError("An order number must not be blank.");
        }
    }
}
