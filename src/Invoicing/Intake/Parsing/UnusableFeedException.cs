namespace Invoicing.Intake.Parsing;

/// <summary>A file of which nothing can be read.</summary>
/// <param name="problem">What it is, and what to do; continues a sentence that names the file.</param>
internal sealed class UnusableFeedException(string problem) : Exception(problem);
