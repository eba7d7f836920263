using System.Security.Cryptography;
using System.Text;

namespace Reporting.Server.Notifications;

/// <summary>Somebody is to be told of a step of a deadline. The row that stands before anything leaves this system.</summary>
/// <param name="MessageId">The mail's <c>Message-ID</c>: the same at every attempt, so that a second copy is recognised as one.</param>
public sealed record NotificationPlanned(Guid Notification, Guid Case, string Key, int Revision, string Step, Guid Contact, string Channel, string MessageId);

/// <summary>The mail server took it, or it was written to the pickup folder.</summary>
public sealed record NotificationSent(string By, string? Response);

/// <summary>Nothing was sent, because there was nothing left to say.</summary>
/// <param name="Reason"><c>met</c>, <c>moved</c>, <c>lapsed</c>, <c>contact-gone</c>.</param>
public sealed record NotificationDropped(string Reason);

/// <summary>One message to one person over one channel about one step of one deadline: its own stream, so that who was told, when, is a fact apart from the case.</summary>
public sealed partial record Notification(Guid Id, Guid Case, string Key, int Revision, string Step, Guid Contact, string Channel, string MessageId)
{
    /// <summary><c>planned</c>, <c>sent</c> or <c>dropped</c>.</summary>
    public string State { get; init; } = "planned";

    public static Notification Create(NotificationPlanned e) =>
        new(e.Notification, e.Case, e.Key, e.Revision, e.Step, e.Contact, e.Channel, e.MessageId);

    public Notification Apply(NotificationSent e) => this with { State = "sent" };

    public Notification Apply(NotificationDropped e) => this with { State = "dropped" };

    /// <summary>The id follows from what is to be told to whom: planning it a second time cannot start a second stream.</summary>
    public static Guid IdOf(Guid caseId, string key, int revision, string step, Guid contact, string channel)
    {
        var name = SHA256.HashData(Encoding.UTF8.GetBytes($"reporting/notification\n{caseId:N}\n{key}\n{revision}\n{step}\n{contact:N}\n{channel}"));

        // RFC 9562, version 8: the bits are ours, version and variant say so.
        name[6] = (byte)((name[6] & 0x0F) | 0x80);
        name[8] = (byte)((name[8] & 0x3F) | 0x80);
        return new Guid(name.AsSpan(0, 16), bigEndian: true);
    }
}
