using Reporting.Contracts.Firms;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;

namespace Reporting.Server.Notifications;

/// <summary>One who may be told of a case, over one channel.</summary>
/// <param name="Id">A contact's or a subscription's.</param>
/// <param name="Level">0: told first; more: who stands in when nobody has acknowledged.</param>
public sealed record Reader(Guid Id, string Channel, int Level, Recipient? Recipient)
{
    /// <summary>Whether this reader wants a step of a deadline. What binds nobody, and an authority's own clocks, only on request.</summary>
    public bool Wants(DueStep step, DeadlineRecord? deadline, Guid caseId)
    {
        if (Recipient?.NoReminders == true && ReminderPlan.LevelOf(step.Step) == 0)
        {
            return false;
        }

        if (Recipient?.Steps is { } steps && ReminderPlan.LevelOf(step.Step) == 0 && !steps.Contains(ReminderPlan.Named(step.Step)))
        {
            return false;
        }

        return Includes(caseId) && (deadline is null || Follows(deadline));
    }

    /// <summary>Whether a deadline is among those this reader is told of.</summary>
    public bool Follows(DeadlineRecord deadline)
    {
        var filter = Recipient?.Filter;
        return (filter?.Regimes?.Contains(deadline.Regime) ?? true)
            && (filter?.Obligations?.Contains(deadline.Obligation) ?? true)
            && (filter?.LawStatus?.Contains(deadline.LawStatus) ?? deadline.IsBinding)
            && (filter?.Binds?.Any(b => Contracts.Words.Of(b) == deadline.Binds) ?? deadline.Binds == "firm");
    }

    public bool Includes(Guid caseId) => Recipient?.Filter?.Cases is not { } cases || cases.Contains(caseId);
}

/// <summary>
/// Who is told of a case. The one place that says it: mail, webhooks, calendar feeds and escalation all ask here, so that a
/// case which is closed to named persons is closed to every channel at once.
/// </summary>
public static class Audience
{
    /// <summary>Every contact of the firm without asking, by its rank; every subscription that may be used; a contact's own subscription in place of the contact.</summary>
    /// <param name="confinement">Of this case; null where it was never closed. Of a closed case its own contacts are told, and nobody and nothing else: no subscription, no webhook, no calendar.</param>
    public static IReadOnlyList<Reader> Of(Firm? firm, Confinement? confinement, IReadOnlyCollection<Recipient> recipients)
    {
        var subscriptions = confinement?.Current is null ? recipients.Where(r => r.IsSubscription && r.IsUsable).ToList() : [];
        var chosen = subscriptions.Where(r => r.Channel == Recipient.Mail).Select(r => r.Contact).ToHashSet();
        var told = WhoIsTold.Of(firm, confinement);
        var contacts = told
            .Where(c => !chosen.Contains(c.Id))
            .Select(c => new Reader(c.Id, Recipient.Mail, LevelOf(c), recipients.FirstOrDefault(r => r.Id == c.Id)))
            .Where(r => r.Recipient?.IsUsable ?? true);
        return Ranked([.. contacts, .. subscriptions.Select(r => new Reader(r.Id, r.Channel, told.FirstOrDefault(c => c.Id == r.Contact) is { } c ? LevelOf(c) : 0, r))]);
    }

    /// <summary>Whether a case is the whole firm's: a closed one stands in no calendar.</summary>
    public static bool IsOpen(CaseEntry entry) => entry.NamedTo is null;

    // Where nobody is there to be told first, whoever would stand in is: ranks close up among those who read mail.
    private static List<Reader> Ranked(List<Reader> readers)
    {
        var ranks = readers.Where(r => r.Channel == Recipient.Mail).Select(r => r.Level).Distinct().Order().ToList();
        return [.. readers.Select(r => r.Channel == Recipient.Mail ? r with { Level = ranks.IndexOf(r.Level) } : r)];
    }

    private static int LevelOf(Contact contact) => (contact.Rank ?? ContactRank.First) switch
    {
        ContactRank.First => 0,
        ContactRank.Deputy => 1,
        ContactRank.Administrator => 2,
    };
}
