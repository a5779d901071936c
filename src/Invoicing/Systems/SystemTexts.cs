namespace Invoicing.Systems;

/// <summary>What failures of one system are called, and what a person does about them there. The system's own part provides it.</summary>
/// <param name="Name">As commands and causes name it, such as in <c>invoicing resume NAME</c>.</param>
/// <param name="DisplayName">As people call it: a name, which may begin a sentence.</param>
internal sealed record SystemTexts(string Name, string DisplayName)
{
    /// <summary>Its steps, by their place in a failure's cause.</summary>
    public required IReadOnlyDictionary<string, StepTexts> Steps { get; init; }

    /// <summary>The setting that says where it is.</summary>
    public required string AddressSetting { get; init; }

    /// <summary>What to do when it refuses the credentials, in order.</summary>
    public required IReadOnlyList<string> CredentialsRefused { get; init; }
}

/// <summary>What a step of a system is called.</summary>
/// <param name="Document">What it makes.</param>
/// <param name="Queue">Where its commands are, and in whose error queue they end.</param>
/// <param name="Cure">What mends its data; a sentence. Null: a corrected order.</param>
/// <param name="FreeNumber">How its number can be made another one; follows a comma. Null: it cannot.</param>
internal sealed record StepTexts(string Document, string Queue, string? FreeNumber = null, string? Cure = null);
