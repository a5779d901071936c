namespace Invoicing.Process;

/// <summary>Which system a step is done in, what is done there, and the number of the document, where that is known before the call.</summary>
/// <param name="System">The system's name, such as <c>retailpro</c>.</param>
/// <param name="Operation">Such as <c>invoice</c>.</param>
/// <param name="Number">Null: it follows from the order.</param>
internal readonly record struct StepKey(string System, string Operation, string? Number = null)
{
    public override string ToString() => Number is null ? $"{System}/{Operation}" : $"{System}/{Operation}/{Number}";
}
