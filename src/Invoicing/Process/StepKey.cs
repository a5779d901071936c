namespace Invoicing.Process;

/// <summary>Which system a step is done in, what is done there, and the number of the document, where that is known before the call.</summary>
/// <param name="System">The system's name, such as <c>retailpro</c>.</param>
/// <param name="Operation">Such as <c>invoice</c>.</param>
/// <param name="Number">Null: it follows from the order.</param>
internal readonly record struct StepKey(string System, string Operation, string? Number = null)
{
    /// <summary>Of a step that is named by its key.</summary>
    /// <exception cref="FormatException">It is no such name.</exception>
    public static StepKey Parse(string name) => name.Split('/', 3) switch
    {
        [{ Length: > 0 } system, { Length: > 0 } operation] => new(system, operation),
        [{ Length: > 0 } system, { Length: > 0 } operation, { Length: > 0 } number] => new(system, operation, number),
        _ => throw new FormatException($"{name} is no step: system/operation or system/operation/number is expected."),
    };

    public override string ToString() => Number is null ? $"{System}/{Operation}" : $"{System}/{Operation}/{Number}";
}
