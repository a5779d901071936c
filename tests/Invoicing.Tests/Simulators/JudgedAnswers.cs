namespace Invoicing.Tests.Simulators;

/// <summary>Compares every answer of a simulator with the vendor's own description.</summary>
/// <param name="pathOf">The vendor's path of a request's; null for a request that is none of the vendor's.</param>
internal sealed class JudgedAnswers(VendorApi api, Func<string, string?> pathOf)
    : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    private readonly HashSet<string> _seen = [];

    public bool IsOff { get; set; }

    /// <summary>The vendor's calls and their statuses, such as <c>GetOrder 200</c>.</summary>
    public IReadOnlyCollection<string> Seen => _seen;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (!IsOff && pathOf(request.RequestUri!.AbsolutePath) is { } path)
        {
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            api.FaultsOfAnswer(request.Method.Method, path, (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, body)
                .ShouldBeEmpty($"{request.Method} {path} was answered with {(int)answer.StatusCode} {body}");
            lock (_seen)
            {
                _seen.Add($"{api.NameOf(request.Method.Method, path)} {(int)answer.StatusCode}");
            }
        }

        return answer;
    }
}
