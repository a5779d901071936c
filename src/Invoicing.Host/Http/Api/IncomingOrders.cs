using System.Text.Json;
using Invoicing.Host.Commands.Publishing;
using Invoicing.Messaging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client.Exceptions;

namespace Invoicing.Host.Http.Api;

/// <summary>Publishes orders that come over HTTP as an OMS does, on one connection that is opened when it is needed.</summary>
internal sealed class IncomingOrders(IOptions<MessagingSettings> messaging, IOptions<RabbitMqSettings> broker) : IAsyncDisposable
{
    // The connection is one: those who wait for its opening wait for each other.
    private readonly SemaphoreSlim _turn = new(1);
    private OrderPublisher? _publisher;

    /// <returns>Null once the broker has confirmed it; else what is wrong, which follows the order's number.</returns>
    public async Task<string?> Publish(JsonElement order, CancellationToken ct)
    {
        if (messaging.Value.Transport == Transport.InMemory)
        {
            return "cannot be handed in: Messaging:Transport is InMemory, and messages come over RabbitMQ alone.";
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(order);
        var publisher = await Open(ct);
        string? problem;
        try
        {
            problem = await publisher.Publish(json);
        }
        catch (ObjectDisposedException)
        {
            // Another request has found it broken.
            problem = "was not confirmed: the connection to RabbitMQ was lost";
        }

        if (problem is not null)
        {
            await Close(publisher);
        }

        return problem;
    }

    public async ValueTask DisposeAsync()
    {
        await (_publisher?.DisposeAsync() ?? default);
        _turn.Dispose();
    }

    private async Task<OrderPublisher> Open(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return _publisher ??= await OrderPublisher.Connect(BrokerAddress.Parse(broker.Value.Uri), ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What is broken is opened anew by the next one.</summary>
    private async Task Close(OrderPublisher broken)
    {
        if (Interlocked.CompareExchange(ref _publisher, null, broken) == broken)
        {
            try
            {
                await broken.DisposeAsync();
            }
            catch (Exception e) when (e is IOException or AlreadyClosedException)
            {
                // It was lost already.
            }
        }
    }
}
