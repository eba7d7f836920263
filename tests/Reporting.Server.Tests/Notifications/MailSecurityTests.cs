using System.Net.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;
using Reporting.Server.Notifications;
using Reporting.Testing;

namespace Reporting.Server.Tests.Notifications;

/// <summary>Encryption and log-in, against a real mail server with a certificate that only these tests believe.</summary>
public sealed class MailSecurityTests
{
    private const string User = "reporting";
    private const string Password = "only-for-this-test-9";

    private static SmtpMailer Mailer(SmtpReceiver server, string? security, string? password = Password, bool believes = true) => new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = server.Port.ToString(),
            ["Mail:Security"] = security,
            ["Mail:User"] = password is null ? null : User,
            ["Mail:Password"] = password,
        }).Build(),
        TimeProvider.System)
    {
        Believes = believes ? (_, certificate, _, errors) => certificate?.GetCertHashString() == server.Thumbprint && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) : null,
    };

    private static async Task<Outcome> SendAsync(SmtpMailer mailer)
    {
        var message = new MimeMessage { Subject = "Hello", Body = new TextPart("plain") { Text = "There." } };
        message.From.Add(MailboxAddress.Parse("reporting@server.example"));
        message.To.Add(MailboxAddress.Parse("officer@firm.example"));
        using (mailer)
        {
            return await mailer.SendAsync(message, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls, "StartTls")]
    [InlineData(SmtpSecurity.StartTls, null)]
    [InlineData(SmtpSecurity.Tls, "SslOnConnect")]
    public async Task a_message_and_the_password_go_over_an_encrypted_conversation(SmtpSecurity offered, string? asked)
    {
        await using var server = await SmtpReceiver.StartAsync(security: offered, login: (User, Password));
        (await SendAsync(Mailer(server, asked))).ShouldBeOfType<Outcome.Taken>();
        server.Messages().Single().WasSecret.ShouldBeTrue();
        server.Logins().ShouldBe([true]);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls, "StartTls")]
    [InlineData(SmtpSecurity.Tls, "SslOnConnect")]
    public async Task with_a_wrong_password_nothing_is_sent_and_the_server_is_taken_for_away_in_its_own_words(SmtpSecurity offered, string asked)
    {
        await using var server = await SmtpReceiver.StartAsync(security: offered, login: (User, Password));
        var away = (await SendAsync(Mailer(server, asked, password: "guessed-4711"))).ShouldBeOfType<Outcome.Unreachable>();
        away.Words.ShouldContain("535");
        away.Words.ShouldNotContain("guessed-4711");
        server.Messages().ShouldBeEmpty();

        // Nothing was lost by it: with the right one it goes.
        (await SendAsync(Mailer(server, asked))).ShouldBeOfType<Outcome.Taken>();
    }

    [Theory]
    [InlineData("StartTls", null)]
    [InlineData("StartTls", Password)]
    // By default what is not offered is done without; not with a password.
    [InlineData(null, Password)]
    [InlineData("StartTlsWhenAvailable", Password)]
    public async Task where_encryption_is_not_offered_neither_message_nor_password_goes_in_clear(string? asked, string? password)
    {
        await using var server = await SmtpReceiver.StartAsync(login: password is null ? null : (User, Password));
        (await SendAsync(Mailer(server, asked, password))).ShouldBeOfType<Outcome.Unreachable>();
        server.Messages().ShouldBeEmpty();
        server.Logins().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls, "StartTls")]
    [InlineData(SmtpSecurity.StartTls, null)]
    [InlineData(SmtpSecurity.Tls, "SslOnConnect")]
    public async Task a_server_whose_certificate_nobody_vouches_for_is_told_nothing(SmtpSecurity offered, string? asked)
    {
        await using var server = await SmtpReceiver.StartAsync(security: offered, login: (User, Password));
        (await SendAsync(Mailer(server, asked, believes: false))).ShouldBeOfType<Outcome.Unreachable>();
        server.Messages().ShouldBeEmpty();
        server.Logins().ShouldBeEmpty();
    }

    [Fact]
    public async Task in_clear_is_sent_what_was_said_to_be_sent_in_clear()
    {
        await using var server = await SmtpReceiver.StartAsync(login: (User, Password));
        (await SendAsync(Mailer(server, "None"))).ShouldBeOfType<Outcome.Taken>();
        server.Messages().Single().WasSecret.ShouldBeFalse();
        server.Logins().ShouldBe([false]);
    }
}
