using System.Text;

namespace Invoicing.Intake.Sftp;

internal enum RemoteKind
{
    File,
    Folder,
    Link,

    /// <summary>A pipe, a socket or a device.</summary>
    Other,
}

/// <summary>An entry of a folder of the server. Its name may be anything that somebody else's machine says.</summary>
/// <param name="Name">A character for each byte: what is no UTF-8 can be asked for again only so.</param>
internal sealed record RemoteFile(string Name, RemoteKind Kind, FileStamp Stamp)
{
    private const char Replacement = '\uFFFD';

    /// <summary>The name as text, as far as it is text.</summary>
    public string Shown => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Name));

    /// <summary>The name of a file in a folder, and of nothing else.</summary>
    public bool HasSoundName => Name.Length > 0 && Name is not ("." or "..") && !Name.AsSpan().ContainsAny('/', '\0');

    /// <summary>The name for <c>incoming</c>: it can be opened there, stays in the folder, and is not left alone as if it were being written.</summary>
    public string LocalName
    {
        get
        {
            var name = FeedFolder.StoredName(Shown.Replace(Replacement, '_'), 1);
            return FeedFolder.IsUnfinished(name) || string.IsNullOrWhiteSpace(name) ? $"file{name}" : name;
        }
    }

    /// <summary>The same form for a path of the settings.</summary>
    public static string Raw(string path) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path));
}
