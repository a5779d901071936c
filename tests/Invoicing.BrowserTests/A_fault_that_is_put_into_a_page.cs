namespace Invoicing.BrowserTests;

/// <summary>That the tests of pages can fail.</summary>
[Collection(PreparedConsole.Name)]
[Trait("Takes", "long")]
public sealed class A_fault_that_is_put_into_a_page(PreparedConsole console)
{
    [Theory]
    [InlineData("document.querySelector('label[for=search]').remove(); document.querySelector('#search').placeholder = ''", "label")]
    [InlineData("document.querySelector('h1').style.color = '#ccc'", "1400 Light: color-contrast")]
    [InlineData("document.querySelector('h1').style.width = '500px'", "360 Dark: ")]
    [InlineData("setTimeout(() => { throw new Error('slip'); })", "slip")]
    [InlineData("document.body.append(Object.assign(document.createElement('script'), { text: 'hit = 1' }))", "script-src")]
    [InlineData("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.2/x.png' }))", "img-src")]
    public async Task is_found(string script, string fault)
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/feeds");

        await window.Page.EvaluateAsync($"() => {{ {script} }}");

        (await window.Faults("")).ShouldContain(found => found.Contains(fault));
    }

    [Theory]
    [InlineData("document.querySelector('main').innerHTML += '<img src=x onerror=hit=1>'")]
    [InlineData("document.querySelector('main').innerHTML += '<a href=\"javascript:hit=1\">there</a>'")]
    [InlineData("document.querySelector('main').innerHTML += '<b>x</b>'")]
    [InlineData("window.hit = 1")]
    public async Task is_found_where_it_came_as_text(string script)
    {
        await using var window = await console.Open(ConsoleInstallation.Viewer, "/feeds");
        await window.ShouldBeInert();

        await window.Page.EvaluateAsync($"() => {{ {script} }}");

        await Assert.ThrowsAsync<ShouldAssertException>(window.ShouldBeInert);
    }
}
