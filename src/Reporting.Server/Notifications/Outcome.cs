using System.Text.RegularExpressions;

namespace Reporting.Server.Notifications;

/// <summary>How one attempt to hand a message over ended.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Nothing was sent: there was nothing left to say, or nobody to say it to.</summary>
    public sealed record Silent(string Reason) : Outcome;

    /// <summary>The other side took it.</summary>
    public sealed record Taken(string By, string? Response) : Outcome;

    /// <summary>Not this time: it is tried again later.</summary>
    public sealed record Delayed(string Words) : Outcome;

    /// <summary>Never: nobody takes anything at this address.</summary>
    public sealed record Refused(string Words) : Outcome;

    /// <summary>The host itself could not be reached: nothing was tried, for no message.</summary>
    public sealed record Unreachable(string Words) : Outcome;
}

/// <summary>When an attempt that failed is repeated.</summary>
public static class Backoff
{
    // Three days in all.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(12), TimeSpan.FromHours(18), TimeSpan.FromHours(24),
    ];

    /// <param name="attempt">How many have failed, this one included.</param>
    /// <returns>How long to wait; null when it is enough. Spread by a tenth either way, the same for one message whoever computes it, so that what failed together does not come back together.</returns>
    public static TimeSpan? After(int attempt, Guid notification) =>
        attempt > Waits.Length ? null : Waits[attempt - 1] * (0.9 + (0.2 * ((notification.GetHashCode() & 0xFFFF) / 65_535d)));
}

/// <summary>What another server said, as it may be kept: without addresses, in one line, and not longer than it takes to understand it.</summary>
public static partial class Excerpt
{
    private const int Most = 200;

    public static string Of(string said)
    {
        var line = Space().Replace(Address().Replace(said, "…"), " ").Trim();
        return line.Length <= Most ? line : line[..Most] + "…";
    }

    [GeneratedRegex(@"\S*@\S*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Space();
}
