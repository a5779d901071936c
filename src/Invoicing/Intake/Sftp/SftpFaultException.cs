using System.Net.Sockets;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>The server cannot be used as it must be.</summary>
/// <param name="what">What is concerned: <c>connection</c>, <c>host key</c>, <c>sign-in</c>, <c>disk</c>, or a folder.</param>
/// <param name="problem">What is wrong, and which setting to look at. Free of secrets.</param>
internal sealed class SftpFaultException(string what, string problem) : Exception(problem)
{
    public const string Connection = "connection";
    public const string HostKey = "host key";
    public const string SignIn = "sign-in";
    public const string Disk = "disk";

    private const int Longest = 200;

    // Servers are restarted, lines break: a person is told when it lasts.
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(1);

    public FeedTrouble Trouble => new(what, Message, what == Connection ? s_patience : default);

    /// <summary>Whether the server, or the way to it, may have caused it.</summary>
    public static bool IsOfServer(Exception e) => e is SftpFaultException or SshException or SocketException or ProxyException
        or TimeoutException or OperationCanceledException or ObjectDisposedException or NotSupportedException;

    /// <param name="e">Of the server, or of the copies here. What a server that breaks the protocol brings about may be anything.</param>
    public static SftpFaultException Of(Exception e, SftpSettings sftp) => e switch
    {
        SftpFaultException known => known,
        // Libraries tell of connections otherwise: this is of the copies.
        IOException or UnauthorizedAccessException =>
            new(Disk, $"copies of files cannot be written into Feeds:Folder ({Said(e)}). Make room there, and let this user write."),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            new(Connection, $"{sftp.Host} is not known ({Said(e)}). Correct Feeds:Sftp:Host, or see that names are resolved here."),
        SocketException =>
            new(Connection, $"{sftp.Server} cannot be reached ({Said(e)}). See that the server runs and no firewall is between; " +
                "look at Feeds:Sftp:Host and Feeds:Sftp:Port."),
        SshAuthenticationException =>
            new(SignIn, $"{sftp.Server} refuses {TextSanitizer.Line(sftp.User, Longest)}. " +
                "Correct Feeds:Sftp:User and Feeds:Sftp:Password or Feeds:Sftp:KeyFile, or have the user let in there."),
        SshOperationTimeoutException or TimeoutException or OperationCanceledException =>
            new(Connection, $"{sftp.Server} has not answered in time. " +
                "See that an SFTP server listens on Feeds:Sftp:Port and no firewall is between."),
        _ => new(Connection, $"the connection to {sftp.Server} was lost ({Said(e)})."),
    };

    /// <summary>What a server says of a refusal, in one line.</summary>
    public static string Said(Exception e) => TextSanitizer.Line(e.Message.TrimEnd('.'), Longest);
}
