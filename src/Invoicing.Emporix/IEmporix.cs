using Invoicing.Systems;
using Invoicing.Systems.Http;

namespace Invoicing.Emporix;

/// <summary>Emporix's services, as a tenant's client reaches them. Never throws for what Emporix or the network does.</summary>
internal interface IEmporix
{
    Task<HttpAttempt> Get(string tenant, string path, TimeSpan left);

    /// <param name="deadline">The time in which the call may be written and must end.</param>
    Task<HttpAttempt> Post(string tenant, string path, string body, CallDeadline deadline);

    /// <summary>Every tenant's client was refused lately, and has not succeeded since: nobody's calls would succeed.</summary>
    bool RefusesAll { get; }

    /// <summary>Whether the tenant's credentials are taken.</summary>
    Task<HttpAttempt> Check(string tenant);
}
