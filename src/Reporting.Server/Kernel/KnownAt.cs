namespace Reporting.Server.Kernel;

/// <summary>
/// The moment a read asks about, by what had been recorded then; of no moment named, everything. A type of its own, so that
/// whatever reads a case takes <c>asOf</c> in the same way: an endpoint asks for it by type.
/// </summary>
/// <param name="At">UTC; null: now.</param>
public readonly record struct KnownAt(DateTimeOffset? At)
{
    /// <summary>The moment that clocks are shown as of.</summary>
    public Now Or(Now now) => At is { } at ? new Now(at) : now;

    /// <summary>
    /// Reads <c>asOf</c>. What cannot be read, has no offset or lies in the future is malformed: of tomorrow nothing can be
    /// known, and an answer about it would be another one tomorrow.
    /// </summary>
    /// <exception cref="ProblemException">400, with what is wrong.</exception>
    public static KnownAt Parse(string? asOf, Now now)
    {
        if (asOf is null)
        {
            return default;
        }

        if (!Contracts.InstantConverter.TryRead(asOf, out var at))
        {
            throw Malformed("not-an-instant", "An RFC 3339 instant with seconds and an offset, such as 2026-11-24T09:30:00Z. In an address + is written %2B.");
        }

        return at > now.Value ? throw Malformed("in-the-future", "What will have been recorded by then is not known yet.") : new KnownAt(at.ToUniversalTime());
    }

    private static ProblemException Malformed(string code, string detail) => new(Problem.Of("malformed-request", errors: [new("/asOf", code, detail)]));
}
