using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
using Reporting.Server.Firms;

namespace Reporting.Server.Notifications;

/// <summary>Who is told of a case by mail: the firm's contacts; of a case closed to named persons its own contacts, and nobody else.</summary>
public static class WhoIsTold
{
    /// <param name="confinement">Of this case; null where it was never closed.</param>
    public static IReadOnlyList<Contact> Of(Firm? firm, Confinement? confinement) =>
        confinement?.Current is { } closed
            // The other channels are for people.
            ? [.. closed.Contacts.Where(c => c is { Channel: OutOfBandChannel.Email, Email: not null }).Select(c => new Contact(c.Id, closed.Statement, c.Name, c.Email!))]
            : firm?.Contacts ?? [];
}
