namespace Reporting.Server.Oversight;

/// <summary>Within how many days what the law asks "as soon as reasonably practicable" is meant to be done. No rule of law, and nothing is missed by it: it shows what is getting old.</summary>
public sealed class InternalTargets(IConfiguration configuration)
{
    public int Days { get; } = configuration.GetValue("Oversight:TargetDays", 7);
}
