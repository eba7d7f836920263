namespace Reporting.Rulebook;

/// <summary>How an obligation's clock has gone, whatever met it.</summary>
/// <param name="Trigger">What started it, or its newest round; null while it waits.</param>
/// <param name="Root">What began the chain it stands in.</param>
/// <param name="Since">What started its first round: from then on, what it follows is overtaken.</param>
/// <param name="Run">Null while it waits.</param>
internal sealed record Course(TimelineEvent? Trigger, TimelineEvent? Root, TimelineEvent? Since, Run? Run, List<Step>? Steps)
{
    public static Course Waits(List<Step>? steps) => new(null, null, null, null, steps);
}
