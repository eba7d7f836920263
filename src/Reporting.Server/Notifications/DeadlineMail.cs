using System.Globalization;
using System.Text;
using MimeKit;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Notifications;

/// <summary>
/// The e-mail about one step of one deadline: which case (by its reference and nothing else of it), what is owed to whom
/// and where, until when in local time and UTC, and why that is the day. A mailbox is no safe place: no fact of the case
/// stands in it.
/// </summary>
public static class DeadlineMail
{
    public static MimeMessage Write(Notification notification, DeadlineBook book, CaseEntry entry, Contact contact, Authority? owedTo, Links links, Now now)
    {
        var deadline = book.Find(notification.Key)!;
        var regime = book.Regimes.FirstOrDefault(r => r.Regime == deadline.Regime);
        var message = new MimeMessage
        {
            MessageId = notification.MessageId,
            Date = now.Value,
            Subject = Subject(notification, deadline, entry, now),
            Body = new TextPart("plain") { Text = Text(notification, book, deadline, regime, entry, owedTo, links, now) },
        };
        message.From.Add(links.From);

        // Parsed and encoded by the library, never pasted together: no address can add a header.
        message.To.Add(new MailboxAddress(contact.Name?.Value ?? "", contact.Email.Value));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static string Subject(Notification notification, DeadlineRecord deadline, CaseEntry entry, Now now) =>
        $"Case {entry.Reference}: {deadline.Title} " + (deadline.Due!.Value - now.Value) switch
        {
            // A message that comes late, after a night without mail, must not say what is no longer so.
            var left when left <= TimeSpan.Zero => $"was due {Local(deadline)}",
            _ when notification.Step == ReminderPlan.Set => $"is due {Local(deadline)}",
            var left when left > ReminderPlan.Lead - TimeSpan.FromMinutes(15) => "is due in four hours",
            var left => $"is due in {Left(left)}",
        };

    private static string Text(Notification notification, DeadlineBook book, DeadlineRecord deadline, RegimeHeld? regime, CaseEntry entry, Authority? owedTo, Links links, Now now)
    {
        var text = new StringBuilder();
        text.AppendLine(
            deadline.Due <= now.Value ? "A deadline has passed, and nothing has been recorded that met it."
            : notification.Step == ReminderPlan.Set ? "A deadline has been set, or has moved."
            : "A deadline is near its end.");
        text.AppendLine();
        Line(text, "Case", entry.Reference);
        Line(text, "Owed", deadline.Title);
        Line(text, "Under", regime is null ? "A request of the authority" : $"{regime.Title} ({regime.LawStatus}){(deadline.Citation is null ? "" : ", " + deadline.Citation)}");
        Line(text, "To", owedTo is null ? deadline.OwedTo : owedTo.Name);
        Line(text, "Through", Door(owedTo));
        Line(text, "Due", Local(deadline));
        Line(text, "In UTC", deadline.Due!.Value.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Line(text, "Time left", Left(deadline.Due.Value - now.Value));
        if (deadline.LatestLawful is { } latest && latest != deadline.Due)
        {
            Line(text, "Other reading", $"until {latest.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}; act by the earlier");
        }

        Line(text, "Because of", book.SetBy[notification.Key]);
        text.AppendLine();
        text.AppendLine("Why that is the time:");
        foreach (var line in Explain.Lines(deadline))
        {
            text.Append("  - ").AppendLine(line);
        }

        text.AppendLine();
        text.AppendLine(links.Deadlines(entry.Id));
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append(name.PadRight(14)).AppendLine(value);

    private static string Door(Authority? owedTo) => owedTo switch
    {
        null => "its own door",
        { WorksHere: true } => "this system",
        { Door: var door } => door.Url ?? door.Email ?? door.Form ?? "its own door",
    };

    private static string Local(DeadlineRecord deadline)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(deadline.Zone);
        var local = TimeZoneInfo.ConvertTime(deadline.Due!.Value, zone);
        return local.ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture) + " " + deadline.Zone;
    }

    private static string Left(TimeSpan left) =>
        left <= TimeSpan.Zero ? "none" : $"{(int)left.TotalHours} h {left.Minutes} min";
}
