using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reporting.Server.Kernel;

namespace Reporting.Server.Audit;

/// <summary>Somebody of an authority read of a case. Who it was stands with the event, as with every other.</summary>
/// <param name="Reference">The authority's own reference of the case.</param>
/// <param name="What">The address that was read, as the interface names it, below the case's: empty for the case itself.</param>
/// <param name="Purpose">What for, where it was said.</param>
public sealed record CaseRead(string Reference, string What, string? Purpose, DateTimeOffset At);

/// <summary>By decision of the authority, the firm is shown in which months it has read a screening case.</summary>
public sealed record ReadsReleased(string Reference, string Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => "The firm is shown in which months the case was read.";
}

/// <summary>What one member read on one day (UTC), in the authority's own tenant: a stream that ends with the day, never the case's.</summary>
public static class ReadingDay
{
    /// <param name="member">The member, as its acts name it.</param>
    public static Guid IdOf(string authority, string member, DateOnly day) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"reading-day\n{authority}\n{member}\n{day:yyyy-MM-dd}"))).AsSpan(0, 16));
}
