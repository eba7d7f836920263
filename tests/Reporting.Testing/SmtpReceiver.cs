using System.Diagnostics;
using System.Globalization;
using MimeKit;

namespace Reporting.Testing;

/// <summary>A message that arrived.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients, whatever the header says.</param>
/// <param name="Message">The message itself.</param>
public sealed record ReceivedMail(string From, string[] To, MimeMessage Message);

/// <summary>An SMTP server of another make, in a process of its own on a loopback port: what is sent to it went over a real conversation.</summary>
public sealed class SmtpReceiver : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private SmtpReceiver(Process process, string folder, int port)
    {
        this.process = process;
        this.folder = folder;
        Port = port;
    }

    /// <summary>Where it listens, on 127.0.0.1, without TLS and without log-in.</summary>
    public int Port { get; }

    /// <summary>Starts it. What it needs is installed as root on Debian.</summary>
    /// <exception cref="InvalidOperationException">Python's aiosmtpd is missing and cannot be installed; the message names the package.</exception>
    /// <param name="at">The port to listen on; any when not given.</param>
    public static async Task<SmtpReceiver> StartAsync(int at = 0)
    {
        var python = await PythonAsync();
        var inbox = Directory.CreateTempSubdirectory("reporting-mail-").FullName;
        var receiver = Shell.Start(python, [Repository.File("tests", "Reporting.Testing", "smtp_receiver.py"), inbox, at.ToString(CultureInfo.InvariantCulture)]);
        var port = await receiver.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return port is null
            ? throw new InvalidOperationException($"The SMTP receiver did not start: {await receiver.StandardError.ReadToEndAsync()}")
            : new SmtpReceiver(receiver, inbox, int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <summary>Makes it misbehave from its next message on, as smtp_receiver.py says; null: it behaves again.</summary>
    public void Behave(string? behaviour)
    {
        var path = Path.Combine(folder, "behaviour.json");
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
        return new ReceivedMail(message.Headers["X-Envelope-From"]!, message.Headers["X-Envelope-To"]!.Split(", "), message);
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
