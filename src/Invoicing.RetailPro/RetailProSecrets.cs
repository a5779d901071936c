using System.Text;

namespace Invoicing.RetailPro;

/// <summary>How we identify ourselves to Retail Pro.</summary>
internal static class RetailProSecrets
{
    public static string? BasicCredentials(RetailProSettings settings) => string.IsNullOrEmpty(settings.UserName)
        ? null
        : Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.UserName}:{settings.Password}"));

    /// <summary>What must never be in a message: an answer may quote the request's headers.</summary>
    public static IEnumerable<string> Of(RetailProSettings settings) =>
        settings.Headers.Values.Append(settings.UserName).Append(settings.Password).Append(BasicCredentials(settings)).OfType<string>();
}
