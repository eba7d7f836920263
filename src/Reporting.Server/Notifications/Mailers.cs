using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Reporting.Server.Notifications;

/// <summary>Takes a message to where it is delivered from.</summary>
public interface IMailer
{
    /// <summary>Hands it over, or says why not.</summary>
    Task<Outcome> SendAsync(MimeMessage message, CancellationToken cancellation);
}

/// <summary>A real SMTP conversation, with STARTTLS or TLS and a login where configured. Connections are kept and used again.</summary>
public sealed class SmtpMailer(IConfiguration configuration, TimeProvider machine) : IMailer, IDisposable
{
    // A server closes a connection that says nothing for minutes; one that was quiet for long is asked first.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private const int TimeoutMilliseconds = 20_000;

    // For the whole of a message, connecting included: what is claimed is not ours for ever.
    private static readonly TimeSpan InAll = TimeSpan.FromMilliseconds(TimeoutMilliseconds);

    private readonly ConcurrentBag<(SmtpClient Client, DateTimeOffset Since)> _idle = [];

    /// <summary>Which certificates are believed; null: those the machine believes. A test puts another in its place.</summary>
    public RemoteCertificateValidationCallback? Believes { get; init; }

    public async Task<Outcome> SendAsync(MimeMessage message, CancellationToken cancellation)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        inTime.CancelAfter(InAll);
        SmtpClient client;
        try
        {
            client = await ConnectedAsync(inTime.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or SslHandshakeException or AuthenticationException or ProtocolException or CommandException or NotSupportedException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new Outcome.Unreachable(Excerpt.Of(e is SocketException socket ? $"connection: {socket.SocketErrorCode}" : e.Message));
        }

        try
        {
            var response = await client.SendAsync(message, inTime.Token);
            _idle.Add((client, machine.GetUtcNow()));
            return new Outcome.Taken("smtp", Excerpt.Of(response));
        }
        catch (SmtpCommandException refused)
        {
            await LeaveAsync(client);
            var words = Excerpt.Of($"{(int)refused.StatusCode} {refused.Message}");
            return refused.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)refused.StatusCode >= 500 ? new Outcome.Refused(words) : new Outcome.Delayed(words);
        }
        catch (Exception e) when (e is IOException or ProtocolException or ServiceNotConnectedException or TimeoutException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Whether it was taken is not known. It is sent again under the same id.
            client.Dispose();
            return new Outcome.Delayed(Excerpt.Of("connection lost: " + e.Message));
        }
    }

    private async Task<SmtpClient> ConnectedAsync(CancellationToken cancellation)
    {
        while (_idle.TryTake(out var kept))
        {
            if (kept.Client.IsConnected && (machine.GetUtcNow() - kept.Since < Quiet || await AnswersAsync(kept.Client, cancellation)))
            {
                return kept.Client;
            }

            kept.Client.Dispose();
        }

        return await ConnectAsync(cancellation);
    }

    private async Task<SmtpClient> ConnectAsync(CancellationToken cancellation)
    {
        var mail = configuration.GetSection("Mail");
        var client = new SmtpClient { Timeout = TimeoutMilliseconds, ServerCertificateValidationCallback = Believes };
        try
        {
            var security = Enum.Parse<SecureSocketOptions>(mail["Security"] ?? nameof(SecureSocketOptions.StartTlsWhenAvailable), ignoreCase: true);
            var (host, port) = (mail["Host"]!, mail.GetValue("Port", 587));
            await client.ConnectAsync(await SocketAsync(host, port, cancellation), host, port, security, cancellation);
            if (mail["User"] is { Length: > 0 } user)
            {
                // Whoever stands between could take the offer of STARTTLS out of the conversation, and read on.
                if (!client.IsSecure && security != SecureSocketOptions.None)
                {
                    throw new NotSupportedException("The server offers no encryption, and a password is not sent in clear.");
                }

                await client.AuthenticateAsync(user, mail["Password"] ?? "", cancellation);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    // The library's own socket holds a message's last bytes back until the other side has acknowledged those before: 40 ms a message.
    private static async Task<Socket> SocketAsync(string host, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<bool> AnswersAsync(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.NoOpAsync(cancellation);
            return true;
        }
        catch (Exception e) when (e is IOException or ProtocolException or CommandException or ServiceNotConnectedException)
        {
            return false;
        }
    }

    private static async Task LeaveAsync(SmtpClient client)
    {
        try
        {
            await client.DisconnectAsync(quit: true, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ProtocolException or CommandException or ServiceNotConnectedException or OperationCanceledException)
        {
            // It has gone before us.
        }

        client.Dispose();
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var kept))
        {
            kept.Client.Dispose();
        }
    }
}

/// <summary>Without a mail server, messages are left as <c>.eml</c> files, which any mail program opens. Named by Message-ID: a second attempt replaces the first. Those of more than seven days ago are deleted, whether or not another comes.</summary>
public sealed class PickupFolder(IConfiguration configuration, TimeProvider machine, ILogger<PickupFolder> log) : BackgroundService, IMailer
{
    private const string Message = ".eml";

    // Under a name that nobody takes for a message, until it is whole.
    private const string Unfinished = ".eml.part";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private static readonly TimeSpan EachHour = TimeSpan.FromHours(1);

    private string Folder => configuration["Mail:PickupFolder"] ?? Path.Combine(AppContext.BaseDirectory, "outbox");

    public async Task<Outcome> SendAsync(MimeMessage message, CancellationToken cancellation)
    {
        var name = Path.Combine(Folder, message.MessageId!.Split('@')[0]);
        try
        {
            Directory.CreateDirectory(Folder);
            await using (var file = File.Create(name + Unfinished))
            {
                await message.WriteToAsync(file, cancellation);
            }

            File.Move(name + Unfinished, name + Message, overwrite: true);
            return new Outcome.Taken("pickup", Path.GetFileName(name) + Message);
        }
        catch (IOException e)
        {
            return new Outcome.Unreachable(Excerpt.Of(e.GetType().Name));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(EachHour, machine);
        do
        {
            try
            {
                Forget();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.LogWarning("Messages of more than {Kept} ago could not be deleted, and will be tried again in {Period}: {Reason}", Kept, EachHour, e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>A body is not kept for longer than it may be needed to look into what went wrong: what was said can be written again from the events.</summary>
    private void Forget()
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        var before = (machine.GetUtcNow() - Kept).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(Folder).Where(f => (f.EndsWith(Message, StringComparison.Ordinal) || f.EndsWith(Unfinished, StringComparison.Ordinal)) && File.GetLastWriteTimeUtc(f) <= before))
        {
            File.Delete(file);
        }
    }
}

/// <summary>What a message says of where it comes from and where to look.</summary>
public sealed class Links(IConfiguration configuration)
{
    private readonly string _public = (configuration["PublicUrl"] ?? "http://localhost:5080").TrimEnd('/');

    private readonly MailboxAddress _from = MailboxAddress.Parse(configuration["Mail:From"] ?? "Reporting <reporting@localhost>");

    /// <summary>A new one each time: an address holds on to every message it was ever put into.</summary>
    public MailboxAddress From() => new(_from.Name, _from.Address);

    public string Deadlines(Guid caseId) => $"{_public}/v1/cases/{caseId}/deadlines";

    public string Timeline(Guid caseId) => $"{_public}/v1/cases/{caseId}/timeline";

    public string To(string path) => _public + path;
}
