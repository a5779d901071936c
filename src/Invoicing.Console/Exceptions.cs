using Invoicing.Systems;

namespace Invoicing.Pages;

/// <summary>There is no such page.</summary>
internal class UnknownPageException(string message) : Exception(message);

/// <summary>An address names a decision about many orders that there is not.</summary>
internal sealed class UnknownGroupException(string id) : UnknownPageException($"There is no retry {id}.");

/// <summary>An address names a system that is not installed.</summary>
internal sealed class UnknownSystemException(string name, IReadOnlyList<SystemTexts> systems) : UnknownPageException(
    $"There is no system {TextSanitizer.Line(name, 50)}: {string.Join(", ", systems.Select(system => system.Name))} are.");
