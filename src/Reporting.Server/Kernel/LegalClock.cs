namespace Reporting.Server.Kernel;

/// <summary>
/// The clock the law runs on: <c>now</c> of decisions, recorded times of events, deadlines. Tokens, leases, retries and
/// the daemon stay on the machine's clock, so that a test can move the law by three days without expiring its own token.
/// </summary>
/// <remarks>
/// Truncated to whole milliseconds at its source: PostgreSQL keeps microseconds and .NET 100 ns, and what is hashed and
/// signed must be what is stored.
/// </remarks>
public sealed class LegalClock(TimeProvider source) : TimeProvider
{
    public Now Read() => new(GetUtcNow());

    public override DateTimeOffset GetUtcNow()
    {
        var now = source.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
