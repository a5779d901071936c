using System.Collections;
using System.Diagnostics.CodeAnalysis;
using MassTransit;

namespace Invoicing.Messaging;

/// <summary>
/// The id of an order's message, and none of its other headers: MassTransit would copy the broker's own into every message of the order's
/// flow, and send what it has to say of a failure to the address that a header names.
/// </summary>
internal sealed class MessageId(object? id) : Headers
{
    public IEnumerable<KeyValuePair<string, object>> GetAll() => [];

    public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
    {
        value = key == MessageHeaders.MessageId ? id : null;
        return value is not null;
    }

    public T? Get<T>(string key, T? defaultValue = null)
        where T : class => defaultValue;

    public T? Get<T>(string key, T? defaultValue = null)
        where T : struct =>
            TryGetHeader(key, out var value) && Guid.TryParse(value.ToString(), out var guid) && guid is T found ? found : defaultValue;

    public IEnumerator<HeaderValue> GetEnumerator() => Enumerable.Empty<HeaderValue>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
