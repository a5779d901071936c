namespace Invoicing.BrowserTests;

/// <summary>Texts that would do something if a page took them for anything but text.</summary>
internal static class Payload
{
    public const string Markup = "<img src=x onerror=hit=1>";
    public const string Script = "\"><script>hit=1</script>";
    public const string Frame = "<iframe srcdoc=x onload=hit=1></iframe>";
    public const string Address = "javascript:hit=1";
    public const string Attribute = "' onfocus='hit=1' autofocus='";
}
