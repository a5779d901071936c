using System.Security.Cryptography;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Invoicing.Intake.Sftp;

/// <summary>With what to sign in: the key first, then the password, also where the server asks for it in a dialogue.</summary>
internal static class SignIn
{
    /// <exception cref="SftpFaultException">The key cannot be used.</exception>
    public static AuthenticationMethod[] Methods(SftpSettings sftp)
    {
        var methods = new List<AuthenticationMethod>();
        if (sftp.KeyFile.Length > 0)
        {
            methods.Add(new PrivateKeyAuthenticationMethod(sftp.User, KeyOf(sftp)));
        }

        if (sftp.Password.Length > 0)
        {
            methods.Add(new PasswordAuthenticationMethod(sftp.User, sftp.Password));
            var dialogue = new KeyboardInteractiveAuthenticationMethod(sftp.User);
            dialogue.AuthenticationPrompt += (_, asked) =>
            {
                foreach (var prompt in asked.Prompts)
                {
                    prompt.Response = sftp.Password;
                }
            };
            methods.Add(dialogue);
        }

        return [.. methods];
    }

    private static PrivateKeyFile KeyOf(SftpSettings sftp)
    {
        try
        {
            return sftp.KeyPassphrase.Length > 0 ? new PrivateKeyFile(sftp.KeyFile, sftp.KeyPassphrase) : new PrivateKeyFile(sftp.KeyFile);
        }
        catch (SshPassPhraseNullOrEmptyException)
        {
            throw Fault("is protected by a passphrase. Give it in Feeds:Sftp:KeyPassphrase.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault($"cannot be read ({SftpFaultException.Said(e)}). Correct Feeds:Sftp:KeyFile, or let this user read it.");
        }
        catch (Exception e) when (e is SshException or NotSupportedException or CryptographicException
            or FormatException or ArgumentException or InvalidOperationException)
        {
            throw Fault("is no private key that can be used, or Feeds:Sftp:KeyPassphrase is not its passphrase. " +
                "`ssh-keygen -yf FILE` tells whether it is one.");
        }

        SftpFaultException Fault(string problem) => new(SftpFaultException.SignIn, $"the file of Feeds:Sftp:KeyFile {problem}");
    }
}
