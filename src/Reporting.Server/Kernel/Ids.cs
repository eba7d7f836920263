namespace Reporting.Server.Kernel;

/// <summary>Where ids come from. Made once, at the edge of the system; never inside a decision or a projection.</summary>
public static class Ids
{
    /// <summary>A new id in order of time (UUID version 7), so that indexes grow at their end. Not shown to authorities: it tells when a case was opened.</summary>
    public static Guid Next() => Guid.CreateVersion7();
}
