namespace Invoicing;

/// <summary>
/// A failure that the program understands and a person must deal with. Its message says what happened, free of personal data;
/// it is logged in one line, because its stack trace tells nothing.
/// </summary>
internal abstract class ManualActionRequiredException(string message) : Exception(message);
