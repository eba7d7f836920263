using System.Globalization;
using Reporting.Server.Kernel;

namespace Reporting.Server.Notifications;

/// <summary>
/// Links of one purpose, for people without a log-in at hand: signed, so that nobody makes one; bound to one message or
/// address of one firm; with an end. What they do is done by POST: a scanner that follows every link in a mailbox
/// acknowledges nothing.
/// </summary>
public sealed class SecretLinks(Cursors signed, Links links)
{
    public const string Acknowledge = "acknowledge";
    public const string Verify = "verify";
    public const string Unsubscribe = "unsubscribe";

    /// <summary>For how long a link can be used, by the legal clock.</summary>
    private static TimeSpan Lasts(string purpose) => purpose == Verify ? TimeSpan.FromDays(7) : TimeSpan.FromDays(60);

    public string To(string purpose, string tenant, Guid id, Now now)
    {
        var until = (now.Value + Lasts(purpose)).ToUnixTimeSeconds();
        return links.To($"/links/{purpose}/{signed.Seal(string.Create(CultureInfo.InvariantCulture, $"{tenant}/{id:N}/{until}"), Scope(purpose))}");
    }

    /// <summary>What a link is for; null where it is none of ours, or has ended.</summary>
    public (string Tenant, Guid Id)? Open(string purpose, string token, Now now) =>
        signed.Open(token, Scope(purpose))?.Split('/') is [var tenant, var id, var until] && long.Parse(until, CultureInfo.InvariantCulture) > now.Value.ToUnixTimeSeconds()
            ? (tenant, Guid.ParseExact(id, "N"))
            : null;

    private static string Scope(string purpose) => "link/" + purpose;
}
