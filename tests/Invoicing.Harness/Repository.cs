using System.Runtime.CompilerServices;

namespace Invoicing.Harness;

/// <summary>Files of the clone that the tests were built from.</summary>
internal static class Repository
{
    public static string Path(string relative) => System.IO.Path.Combine(Root(), relative);

    private static string Root([CallerFilePath] string here = "") => System.IO.Path.GetFullPath(System.IO.Path.Combine(here, "../../.."));
}
