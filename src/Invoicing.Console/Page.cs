using Invoicing.Operations;
using Invoicing.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Invoicing.Pages;

/// <summary>A page for somebody who is known.</summary>
public abstract class Page : ComponentBase
{
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await Read();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>All that the page shows: it is rendered when this has ended, and not before.</summary>
    protected virtual Task Read() => Task.CompletedTask;

    protected CancellationToken Ct => Http.RequestAborted;

    internal Caller Me => Http.Caller() ?? new("", AccessRole.Viewer, "");

    /// <returns>Null: it is not in the address, or blank: a field of a form that was left empty.</returns>
    /// <exception cref="UnusableFilterException">It is there twice, or cannot be read.</exception>
    protected string? Query(string name) => Http.Request.Query[name] switch
    {
        [] or [null] => null,
        [{ } text] when string.IsNullOrWhiteSpace(text) => null,
        [{ } text] when !text.Any(char.IsControl) => text,
        _ => throw new UnusableFilterException($"{name}: one text that can be read is expected."),
    };

    /// <summary>What a form has led to that this page is the answer to; null: nothing was sent.</summary>
    protected T? Answer<T>()
        where T : class => Http.Features.Get<T>();

    /// <summary>A part of the path.</summary>
    protected string Segment(string name) => Links.Number(Http.Request.RouteValues[name] as string ?? "");

    /// <summary>Why somebody of a smaller role may not do something; null: they may.</summary>
    internal string? Denied(AccessRole needed) =>
        Me.May(needed) ? null : $"Needs the role {needed}; yours is {Me.Role}.";
}
