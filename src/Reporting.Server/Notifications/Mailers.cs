using System.Globalization;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Reporting.Server.Notifications;

/// <summary>Takes a message to where it is delivered from.</summary>
public interface IMailer
{
    string Name { get; }

    /// <summary>Returns what the other side said, once it has taken the message.</summary>
    /// <exception cref="Exception">It was not taken; the message stays planned and is tried again.</exception>
    Task<string?> SendAsync(MimeMessage message, CancellationToken cancellation);
}

/// <summary>The mail server refused: its status and what it refused, and nothing of whom.</summary>
public sealed class MailRefusedException(string message) : Exception(message);

/// <summary>A real SMTP conversation, with STARTTLS or TLS and a login where configured.</summary>
public sealed partial class SmtpMailer(IConfiguration configuration) : IMailer
{
    private static string WithoutAddresses(string response) => Address().Replace(response, "…");

    [GeneratedRegex(@"\S*@\S*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    public string Name => "smtp";

    public async Task<string?> SendAsync(MimeMessage message, CancellationToken cancellation)
    {
        var mail = configuration.GetSection("Mail");
        using var client = new SmtpClient { Timeout = 20_000 };
        var security = Enum.Parse<SecureSocketOptions>(mail["Security"] ?? nameof(SecureSocketOptions.StartTlsWhenAvailable), ignoreCase: true);
        await client.ConnectAsync(mail["Host"]!, mail.GetValue("Port", 587), security, cancellation);
        if (mail["User"] is { Length: > 0 } user)
        {
            await client.AuthenticateAsync(user, mail["Password"] ?? "", cancellation);
        }

        try
        {
            var response = await client.SendAsync(message, cancellation);
            await client.DisconnectAsync(quit: true, cancellation);
            return WithoutAddresses(response);
        }
        catch (SmtpCommandException refused)
        {
            // The server's words name the recipient, and would lie in dead letters and logs: its codes say enough.
            throw new MailRefusedException($"{(int)refused.StatusCode} {refused.ErrorCode}");
        }
    }
}

/// <summary>Without a mail server, messages are left as <c>.eml</c> files, which any mail program opens. Named by Message-ID: a second attempt replaces the first.</summary>
public sealed class PickupFolder(IConfiguration configuration) : IMailer
{
    public string Name => "pickup";

    public async Task<string?> SendAsync(MimeMessage message, CancellationToken cancellation)
    {
        var folder = configuration["Mail:PickupFolder"] ?? Path.Combine(AppContext.BaseDirectory, "outbox");
        Directory.CreateDirectory(folder);
        var name = message.MessageId!.Split('@')[0].ToString(CultureInfo.InvariantCulture) + ".eml";
        var unfinished = Path.Combine(folder, "." + name);
        await using (var file = File.Create(unfinished))
        {
            await message.WriteToAsync(file, cancellation);
        }

        File.Move(unfinished, Path.Combine(folder, name), overwrite: true);
        return name;
    }
}

/// <summary>What a message says of where it comes from and where to look.</summary>
public sealed class Links(IConfiguration configuration)
{
    private readonly string _public = (configuration["PublicUrl"] ?? "http://localhost:5080").TrimEnd('/');

    public MailboxAddress From { get; } = MailboxAddress.Parse(configuration["Mail:From"] ?? "Reporting <reporting@localhost>");

    public string Deadlines(Guid caseId) => $"{_public}/v1/cases/{caseId}/deadlines";
}
