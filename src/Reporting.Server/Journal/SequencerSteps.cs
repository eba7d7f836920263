using System.Diagnostics;

namespace Reporting.Server.Journal;

/// <summary>The places between two steps of the sequencer: where a process may end, a database answer nothing, an answer be lost.</summary>
public enum SequencerStep
{
    /// <summary>The head's lock is held, nothing is written.</summary>
    HeadLocked,

    /// <summary>Everything is written, nothing is committed.</summary>
    Written,

    /// <summary>Committed; as if nobody had heard.</summary>
    Committed,

    /// <summary>A checkpoint is signed, and in nobody's hands.</summary>
    Signed,

    /// <summary>The checkpoint is kept outside the database, and not published.</summary>
    KeptOutside,

    /// <summary>Published, and not yet sent to witnesses.</summary>
    Published,
}

/// <summary>Tells where the sequencer stands. <c>Journal:KillAt</c> ends the process there, once reached: for crash tests, and nothing else.</summary>
public class SequencerSteps(IConfiguration configuration)
{
    private readonly string? _killAt = configuration["Journal:KillAt"];

    public virtual void Reach(SequencerStep step)
    {
        if (_killAt == step.ToString())
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
