using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;

namespace Reporting.Testing;

/// <summary>A message that arrived.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients, whatever the header says.</param>
/// <param name="Message">The message itself.</param>
/// <param name="WasSecret">Whether it came over an encrypted conversation.</param>
public sealed record ReceivedMail(string From, string[] To, MimeMessage Message, bool WasSecret);

/// <summary>How a mail server is spoken to.</summary>
public enum SmtpSecurity
{
    None,

    /// <summary>In clear until STARTTLS, without which it takes nothing.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte.</summary>
    Tls,
}

/// <summary>An SMTP server of another make, in a process of its own on a loopback port: what is sent to it went over a real conversation.</summary>
public sealed class SmtpReceiver : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private SmtpReceiver(Process process, string folder, int port, string? thumbprint)
    {
        this.process = process;
        this.folder = folder;
        Port = port;
        Thumbprint = thumbprint;
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Of its certificate, which it has made itself: nobody trusts it who was not told to.</summary>
    public string? Thumbprint { get; }

    /// <summary>The log-ins that were tried, by whether the conversation was encrypted when the password was sent.</summary>
    public bool[] Logins() => File.Exists(Path.Combine(folder, "logins")) ? [.. File.ReadAllLines(Path.Combine(folder, "logins")).Select(l => l == "True")] : [];

    /// <summary>Starts it. What it needs is installed as root on Debian.</summary>
    /// <exception cref="InvalidOperationException">Python's aiosmtpd is missing and cannot be installed; the message names the package.</exception>
    /// <param name="at">The port to listen on; any when not given.</param>
    /// <param name="login">User and password, without which it takes nothing; null: it asks for none.</param>
    public static async Task<SmtpReceiver> StartAsync(int at = 0, SmtpSecurity security = SmtpSecurity.None, (string User, string Password)? login = null)
    {
        var python = await PythonAsync();
        var inbox = Directory.CreateTempSubdirectory("reporting-mail-").FullName;
        var (certificate, key) = (Path.Combine(inbox, "certificate.pem"), Path.Combine(inbox, "key.pem"));
        var thumbprint = security == SmtpSecurity.None ? null : await MakeCertificateAsync(certificate, key);
        var receiver = Shell.Start(
            python,
            [
                Repository.File("tests", "Reporting.Testing", "smtp_receiver.py"), inbox, at.ToString(CultureInfo.InvariantCulture),
                security.ToString().ToLowerInvariant(), certificate, key, login?.User ?? "", login?.Password ?? "",
            ]);
        var port = await receiver.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return port is null
            ? throw new InvalidOperationException($"The SMTP receiver did not start: {await receiver.StandardError.ReadToEndAsync()}")
            : new SmtpReceiver(receiver, inbox, int.Parse(port, CultureInfo.InvariantCulture), thumbprint);
    }

    private static async Task<string> MakeCertificateAsync(string certificate, string key)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(certificate, made.ExportCertificatePem());
        await File.WriteAllTextAsync(key, pair.ExportPkcs8PrivateKeyPem());
        return made.Thumbprint;
    }

    /// <summary>Makes it misbehave from its next message on, as smtp_receiver.py says; null: it behaves again.</summary>
    public void Behave(string? behaviour)
    {
        var path = Path.Combine(folder, "behaviour.json");
        File.Delete(Path.Combine(folder, "release"));
        if (behaviour is null)
        {
            File.Delete(path);
            return;
        }

        // Read whole or not at all.
        File.WriteAllText(path + ".part", behaviour);
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>Lets go of the answer that a message is held back with.</summary>
    public void Release() => File.WriteAllText(Path.Combine(folder, "release"), "");

    /// <summary>All messages accepted so far, in the order they came.</summary>
    public ReceivedMail[] Messages() => [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The first message that the predicate accepts, as soon as it has come.</summary>
    /// <exception cref="TimeoutException">None came within the limit, which is real time.</exception>
    public Task<ReceivedMail> WaitForAsync(Func<ReceivedMail, bool> predicate, TimeSpan limit) =>
        Poll.UntilAsync(() => Task.FromResult(Messages().FirstOrDefault(predicate)), limit, "the mail");

    /// <summary>Stops the process and deletes what it received.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static ReceivedMail Read(string file)
    {
        var message = MimeMessage.Load(file);
        return new ReceivedMail(message.Headers["X-Envelope-From"]!, message.Headers["X-Envelope-To"]!.Split(", "), message, message.Headers["X-Secret"] == "True");
    }

    // Debian's package belongs to Debian's interpreter, which need not be the first on PATH.
    private static async Task<string> PythonAsync()
    {
        const string debian = "/usr/bin/python3";
        foreach (var python in new[] { debian, "python3" })
        {
            if (await HasModuleAsync(python))
            {
                return python;
            }
        }

        await Shell.OutputOfAsync(Repository.File("ops", "lib", "debian.sh"), ["python3-aiosmtpd", "the tests of outgoing mail"]);
        return debian;
    }

    private static async Task<bool> HasModuleAsync(string python) =>
        (await Shell.RunAsync("env", [python, "-c", "import aiosmtpd"])).ExitCode == 0;
}
