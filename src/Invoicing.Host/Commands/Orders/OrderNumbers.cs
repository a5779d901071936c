using System.CommandLine;
using Invoicing.Orders;

namespace Invoicing.Host.Commands.Orders;

/// <summary>Order numbers on the command line, with or without the <c>#</c>.</summary>
internal static class OrderNumbers
{
    public static Argument<string> One() => Create<string>(ArgumentArity.ExactlyOne);

    public static Argument<string[]> Many() => Create<string[]>(ArgumentArity.ZeroOrMore);

    /// <summary>As <c>OrderNumber</c> reads it from a message.</summary>
    public static string Normal(string number) => OrderNumber.Normal(number).Number;

    private static Argument<T> Create<T>(ArgumentArity arity) =>
        new Argument<T>("NO") { Description = "Order number, with or without the #.", Arity = arity }
            .Refuse(text => Normal(text).Length == 0 ? "An order number must not be blank." : null);
}
