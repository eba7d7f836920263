using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Notifications;

/// <summary>A letter as an e-mail: text and HTML of the same words, a stable Message-ID, links to acknowledge and, of reminders, to have no more of them.</summary>
public sealed partial class MailChannel(IMailer mailer, Links links, SecretLinks secrets) : IChannel
{
    public string Name => Recipient.Mail;

    public Task<Outcome> SendAsync(Parcel parcel, CancellationToken cancellation) => mailer.SendAsync(Write(parcel), cancellation);

    public MimeMessage Write(Parcel parcel)
    {
        var (notification, now) = (parcel.Notification, parcel.About.Now);
        var letter = notification.IsOfAddress ? Letter.OfAddress(notification, links) : Letter.Write(parcel.About);
        var acknowledge = notification.IsOfAddress ? null : secrets.To(SecretLinks.Acknowledge, parcel.About.Tenant, notification.Id, now);
        var message = Envelope(parcel.To, notification.MessageId, Plain(letter.Subject), now.Value);
        if (IsReminder(notification))
        {
            // RFC 8058: one POST, no page, no log-in. Never on what somebody must not be able to turn off.
            message.Headers.Add("List-Unsubscribe", $"<{secrets.To(SecretLinks.Unsubscribe, parcel.About.Tenant, notification.Contact, now)}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        message.Body = Body(new MultipartAlternative(
            new TextPart("plain") { Text = Text(letter, acknowledge) },
            new TextPart("html") { Text = Html(letter, acknowledge) }), parcel);
        return message;
    }

    /// <summary>The question whether an address is read.</summary>
    public Task<Outcome> AskAsync(Destination to, Guid recipient, string tenant, Kernel.Now now, CancellationToken cancellation)
    {
        var letter = new Letter(
            "Please confirm that you read this address",
            "Somebody of your firm has asked for reminders of statutory deadlines to be sent to this address. Nothing more is sent unless you follow the link within seven days.",
            [],
            secrets.To(SecretLinks.Verify, tenant, recipient, now));
        var message = Envelope(to, $"{recipient:N}.verify@reporting.invalid", letter.Subject, now.Value);
        message.Body = new MultipartAlternative(new TextPart("plain") { Text = Text(letter, null) }, new TextPart("html") { Text = Html(letter, null) });
        return mailer.SendAsync(message, cancellation);
    }

    private MimeMessage Envelope(Destination to, string id, string subject, DateTimeOffset date)
    {
        var message = new MimeMessage { MessageId = id, Date = date, Subject = subject };
        message.From.Add(links.From());

        // Parsed and encoded by the library, never pasted together: no name or address can add a header.
        message.To.Add(new MailboxAddress(Plain(to.Name ?? ""), to.Email!));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static MimeEntity Body(MultipartAlternative words, Parcel parcel)
    {
        if (CalendarWriter.OfParcel(parcel) is not { } calendar)
        {
            return words;
        }

        var attached = new MimePart("text", "calendar")
        {
            Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(calendar))),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = "deadline.ics" },
            ContentTransferEncoding = ContentEncoding.Base64,
        };
        attached.ContentType.Parameters.Add("charset", "utf-8");
        return new Multipart("mixed") { words, attached };
    }

    /// <summary>Not an escalation, not an act of an authority, not an alarm about an address.</summary>
    private static bool IsReminder(Notification notification) =>
        !notification.IsAct && !notification.IsOfAddress && ReminderPlan.LevelOf(notification.Step) == 0;

    private static string Text(Letter letter, string? acknowledge)
    {
        var text = new StringBuilder().AppendLine(Plain(letter.Lead));
        foreach (var part in letter.Parts)
        {
            text.AppendLine();
            foreach (var (name, value) in part.Lines)
            {
                text.Append(Plain(name).PadRight(14)).AppendLine(Plain(value));
            }

            if (part.Why.Count > 0)
            {
                text.AppendLine().AppendLine("Why that is the time:");
            }

            foreach (var line in part.Why)
            {
                text.Append("  - ").AppendLine(Plain(line));
            }
        }

        text.AppendLine().AppendLine(letter.Link);
        if (acknowledge is not null)
        {
            text.AppendLine().AppendLine("Say that you have taken this in:").AppendLine(acknowledge);
        }

        return text.ToString();
    }

    private static string Html(Letter letter, string? acknowledge)
    {
        var html = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Encoded(letter.Subject)).Append("</title></head><body>");
        AppendTo(html, letter);
        html.Append("<p><a href=\"").Append(WebUtility.HtmlEncode(letter.Link)).Append("\">").Append(WebUtility.HtmlEncode(letter.Link)).Append("</a></p>");
        if (acknowledge is not null)
        {
            html.Append("<p><a href=\"").Append(WebUtility.HtmlEncode(acknowledge)).Append("\">Say that you have taken this in</a></p>");
        }

        return html.Append("</body></html>").ToString();
    }

    /// <summary>What a letter says, as part of a page.</summary>
    public static void AppendTo(StringBuilder html, Letter letter)
    {
        html.Append("<p>").Append(Encoded(letter.Lead)).Append("</p>");
        foreach (var part in letter.Parts)
        {
            html.Append("<table>");
            foreach (var (name, value) in part.Lines)
            {
                html.Append("<tr><th align=\"left\" valign=\"top\">").Append(Encoded(name)).Append("</th><td>").Append(Encoded(value)).Append("</td></tr>");
            }

            html.Append("</table>");
            if (part.Why.Count > 0)
            {
                html.Append("<p>Why that is the time:</p><ul>").AppendJoin("", part.Why.Select(w => $"<li>{Encoded(w)}</li>")).Append("</ul>");
            }
        }
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(Plain(text));

    /// <summary>On one line, and without marks that turn the direction of writing or cannot be seen.</summary>
    public static string Plain(string text) => Unseen().Replace(text, " ");

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\u2028\u2029]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unseen();
}
