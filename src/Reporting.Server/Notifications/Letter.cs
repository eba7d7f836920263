using System.Globalization;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Notifications;

/// <summary>
/// What is said, before it is known over which channel: which case (by its reference and nothing else of it), what is owed
/// to whom and where, until when in local time and UTC, what is left in the unit of the law, and why that is the day. A
/// mailbox is no safe place: no fact of the case stands in it.
/// </summary>
/// <param name="Subject">One line.</param>
/// <param name="Lead">What has happened, in a sentence.</param>
/// <param name="Parts">One for each deadline, act or list of questions spoken of.</param>
/// <param name="Link">Where to look.</param>
public sealed record Letter(string Subject, string Lead, IReadOnlyList<Letter.Part> Parts, string Link)
{
    /// <param name="Lines">Names and values.</param>
    /// <param name="Why">The explanation in brief, a sentence an item.</param>
    public sealed record Part(IReadOnlyList<(string Name, string Value)> Lines, IReadOnlyList<string> Why);

    /// <summary>What is needed to write one: the state of the case at the moment of writing.</summary>
    /// <param name="Remaining">What is left of a deadline now, in the unit of the law.</param>
    /// <param name="Zone">The reader's own time zone, where another than the law's was asked for.</param>
    public sealed record About(
        Notification Notification,
        DeadlineBook Book,
        CaseEntry Case,
        IReadOnlyDictionary<string, Authority> Authorities,
        Func<string, RemainingTime?> Remaining,
        string? Zone,
        string Tenant,
        Links Links,
        Now Now);

    public static Letter Write(About about) => about.Notification switch
    {
        { Step: ReminderPlan.Past } => OfPast(about),
        { IsAct: true } => OfAct(about),
        var n when ReminderPlan.IsQuestions(n.Key) => OfQuestions(about),
        _ => OfDeadline(about),
    };

    // ---- one deadline ----

    private static Letter OfDeadline(About about)
    {
        var deadline = about.Book.All.First(d => d.Key == about.Notification.Key);
        return new Letter(
            $"Case {about.Case.Reference}: {deadline.Title} {Says(about, deadline)}",
            Opening(about.Notification.Step, deadline, about.Now),
            [PartOf(deadline, about)],
            about.Links.Deadlines(about.Case.Id));
    }

    private static string Says(About about, DeadlineRecord deadline) => about.Notification.Step switch
    {
        ReminderPlan.Stopped => "is stopped",
        ReminderPlan.Lapsed => "is no longer owed",
        _ => (deadline.Due!.Value - about.Now.Value) switch
        {
            // A message that comes late, after a night without mail, must not say what is no longer so.
            var left when left <= TimeSpan.Zero => $"was due {Local(deadline.Due.Value, deadline.Zone)}",
            _ when ReminderPlan.IsAtOnce(about.Notification.Step) || ReminderPlan.LevelOf(about.Notification.Step) > 0 => $"is due {Local(deadline.Due.Value, deadline.Zone)}",
            var left when about.Notification.Step == "4h-before" && left > TimeSpan.FromMinutes(225) => "is due in four hours",
            var left when left < TimeSpan.FromHours(48) => $"is due in {Clock(left)}",
            _ => $"is due {Local(deadline.Due.Value, deadline.Zone)}",
        },
    };

    private static string Opening(string step, DeadlineRecord deadline, Now now) => step switch
    {
        ReminderPlan.Stopped => "A clock was stopped. No last day can be named until it is started again.",
        ReminderPlan.Lapsed => "A deadline has lapsed: nothing is left to do for it.",
        _ when deadline.Due <= now.Value => "A deadline has passed, and nothing has been recorded that met it.",
        ReminderPlan.Shortened => "A deadline has been shortened: it ends sooner than was said.",
        ReminderPlan.Moved => "A deadline has moved.",
        ReminderPlan.Restarted => "A clock that was stopped runs again.",
        ReminderPlan.Set or ReminderPlan.Missed => "A deadline has been set, or has moved.",
        ReminderPlan.HalfTime => "Half of the time for this deadline is over.",
        _ when ReminderPlan.LevelOf(step) > 0 => "Nobody has acknowledged this deadline yet, so you are told of it as the next in line.",
        _ => "A deadline is near its end.",
    };

    private static Part PartOf(DeadlineRecord deadline, About about)
    {
        var regime = about.Book.HeldOf(deadline);
        var owedTo = about.Authorities.GetValueOrDefault(deadline.OwedTo);
        List<(string, string)> lines =
        [
            ("Case", about.Case.Reference),
            ("Owed", deadline.Title),
            ("Under", regime is null ? "A request of the authority" : $"{regime.Title} ({regime.LawStatus}){(deadline.Citation is null ? "" : ", " + deadline.Citation)}"),
            ("To", owedTo?.Name ?? deadline.OwedTo),
            ("Through", Door(owedTo)),
        ];
        if (deadline.Due is { } due && deadline.State is "running" or "missed")
        {
            lines.Add(("Due", Local(due, deadline.Zone)));
            lines.Add(("In UTC", Utc(due)));
            if (about.Zone is { } zone && zone != deadline.Zone)
            {
                lines.Add(("Your time", Local(due, zone)));
            }

            lines.Add(("Time left", Left(deadline, about)));
            if (deadline.LatestLawful is { } latest && latest != due)
            {
                lines.Add(("Other reading", $"until {Utc(latest)}; act by the earlier"));
            }
        }

        lines.Add(("Because of", about.Book.Changes[deadline.Key].Cause));
        return new Part(lines, Explain.Lines(deadline));
    }

    // ---- several at once ----

    private static Letter OfPast(About about)
    {
        var past = PastIn(about.Notification, about.Book).ToList();
        var one = past.Count == 1 ? past[0] : null;
        return new Letter(
            one is null
                ? $"Case {about.Case.Reference}: {past.Count} deadlines were due before they were known here"
                : $"Case {about.Case.Reference}: {one.Title} was due {Local(one.Due!.Value, one.Zone)}",
            "What follows has passed, and nothing has been recorded that met it. It was past already when this case was told of it; no reminders follow.",
            [.. past.Select(d => PartOf(d, about))],
            about.Links.Deadlines(about.Case.Id));
    }

    /// <summary>The deadlines that one notice of what is past speaks of.</summary>
    public static IEnumerable<DeadlineRecord> PastIn(Notification notification, DeadlineBook book) =>
        book.All.Where(d => ReminderPlan.IsPast(d, book) && book.Changes[d.Key].Evaluation == notification.Revision);

    private static Letter OfQuestions(About about)
    {
        var asking = ReminderPlan.Asking(about.Book).Where(d => d.Due > about.Now.Value).OrderBy(d => d.Due).ToList();
        var questions = asking
            .SelectMany(d => about.Book.HeldOf(d)!.OpenQuestions.Select(q => (Fact: q, d.Regime, Due: d.Due!.Value)))
            .GroupBy(q => q.Fact)
            .Select(g => (g.Key, $"needed by {Utc(g.Min(q => q.Due))} for {string.Join(", ", g.Select(q => q.Regime).Distinct())}"))
            .ToList();
        return new Letter(
            $"Case {about.Case.Reference}: {questions.Count} open questions decide what is owed, the first by {Local(asking[0].Due!.Value, asking[0].Zone)}",
            "It cannot be told yet whether these regimes apply. Their clocks run as if they did. Answering the questions, or recording that they do not apply, settles it.",
            [new Part([("Case", about.Case.Reference), .. questions], [.. asking.Select(d => $"{d.Title} would be due {Local(d.Due!.Value, d.Zone)} ({Left(d, about)} left).")])],
            about.Links.Deadlines(about.Case.Id));
    }

    // ---- an authority's act ----

    private static Letter OfAct(About about)
    {
        var act = about.Notification.Word.Replace('-', ' ');
        var authority = about.Authorities.GetValueOrDefault(about.Notification.Authority!)?.Name ?? about.Notification.Authority!;
        return new Letter(
            $"Case {about.Case.Reference}: {authority}: {act}",
            $"{authority} has acted in this case: {act}. What it says stands in the case, not in this message.",
            [new Part([("Case", about.Case.Reference), ("Authority", authority), ("Act", act)], [])],
            about.Links.Timeline(about.Case.Id));
    }

    // ---- an address of the firm's ----

    /// <summary>That an address is used no more. It names the entry, not the address.</summary>
    public static Letter OfAddress(Notification notification, Links links) => new(
        "An address of your firm no longer takes our messages",
        "What is sent to one of your firm's contacts or subscriptions is refused for good. Nothing more is sent to it: deadlines may be missed unless somebody else is told.",
        [new Part([("Entry", notification.Word)], [])],
        links.To("/v1/subscriptions"));

    // ---- words ----

    /// <summary>Whether nothing is left to say: the reason, or null.</summary>
    public static string? NothingToSay(Notification notification, DeadlineBook book, Now now)
    {
        if (notification.IsAct || notification.IsEvent)
        {
            return null;
        }

        if (notification.Step == ReminderPlan.Past)
        {
            return PastIn(notification, book).Any() ? null : "met";
        }

        if (ReminderPlan.IsQuestions(notification.Key))
        {
            return ReminderPlan.Asking(book).Any(d => d.Due > now.Value) ? null : "answered";
        }

        return book.All.FirstOrDefault(d => d.Key == notification.Key) switch
        {
            null => "lapsed",
            { State: "met" or "met-late" } => "met",
            { State: "lapsed" } when notification.Step != ReminderPlan.Lapsed => "lapsed",
            var d when d.Revision != notification.Revision => "moved",
            { State: "paused" } when notification.Step != ReminderPlan.Stopped => "stopped",
            var d when ReminderPlan.IsChased(d) && book.IsUndetermined(d) => "undetermined",
            _ => null,
        };
    }

    private static string Door(Authority? owedTo) => owedTo switch
    {
        null => "its own door",
        { WorksHere: true } => "this system",
        { Door: var door } => door.Url ?? door.Email ?? door.Form ?? "its own door",
    };

    private static string Left(DeadlineRecord deadline, About about)
    {
        var left = deadline.Due!.Value - about.Now.Value;
        return left <= TimeSpan.Zero ? "none" : about.Remaining(deadline.Key) switch
        {
            { Unit: "workingDays" } days => $"{days.Amount:0} working days, the last day among them",
            { Unit: "calendarDays" } days => $"{days.Amount:0} days, the last day among them",
            _ => Clock(left),
        };
    }

    private static string Clock(TimeSpan left) => $"{(int)left.TotalHours} h {left.Minutes} min";

    private static string Utc(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Local(DateTimeOffset at, string zone) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture) + " " + zone;
}
