using System.Net;
using Invoicing.Host.Http;
using Invoicing.Host.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Invoicing.Tests.Host;

public class Tries_to_sign_in
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FewTries _tries;

    public Tries_to_sign_in() => _tries = new(_clock);

    [Fact]
    public void the_eleventh_of_a_minute_is_refused_and_the_next_minute_begins_anew()
    {
        Take(10, "203.0.113.8");
        var refused = new DefaultHttpContext();

        Should.Throw<ProblemException>(() => _tries.Count(From(refused, "203.0.113.8"))).Message.ShouldContain("wait for a minute");
        refused.Response.Headers.RetryAfter.ToString().ShouldBe("60");

        _clock.Advance(TimeSpan.FromMinutes(1));
        Take(10, "203.0.113.8");
    }

    [Fact]
    public void each_address_has_its_own_and_a_network_of_IPv6_those_of_one()
    {
        Take(10, "203.0.113.8");
        Take(10, "203.0.113.9");
        Take(10, "2001:db8:1:2::1");
        Take(1, "2001:db8:1:3::1");

        Should.Throw<ProblemException>(() => Take(1, "2001:db8:1:2::ffff"));
        // The same address, as a socket of both families tells it.
        Should.Throw<ProblemException>(() => Take(1, "::ffff:203.0.113.8"));
    }

    private void Take(int times, string address)
    {
        for (var time = 0; time < times; time++)
        {
            _tries.Count(From(new(), address));
        }
    }

    private static DefaultHttpContext From(DefaultHttpContext context, string address)
    {
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }
}
