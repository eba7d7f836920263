using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>Somebody of the firm is on a case, or on some of its deadlines; or nobody is any more.</summary>
/// <param name="Member">A registered member, by id; null: nobody.</param>
/// <param name="Deadlines">Their keys; null: everything of the case that nobody else is on.</param>
public sealed record DeadlinesAssigned(Guid? Member, IReadOnlyList<string>? Deadlines, DateTimeOffset ReceivedAt) : ICaseFact
{
    /// <summary>The name it is stored under.</summary>
    public const string Name = "deadlines-assigned";

    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => $"{(Member is { } member ? $"Member {member} is" : "Nobody is any more")} on {(Deadlines is null ? "the case" : string.Join(", ", Deadlines))}.";
}

/// <summary>Who is on what of a case. Apart from the case itself, as <see cref="Confinement"/> is: it changes nothing of what the case says.</summary>
/// <param name="OfCase">Who is on what nobody else is on.</param>
public sealed record Assignment(Guid? OfCase, IReadOnlyDictionary<string, Guid> OfDeadlines)
{
    /// <summary>After what was said, in the order of recording.</summary>
    public static Assignment Of(IEnumerable<DeadlinesAssigned> said) => said.Aggregate(new Assignment(null, new Dictionary<string, Guid>()), (before, e) => before.With(e));

    private Assignment With(DeadlinesAssigned e)
    {
        if (e.Deadlines is null)
        {
            return this with { OfCase = e.Member };
        }

        var of = OfDeadlines.Where(d => !e.Deadlines.Contains(d.Key)).ToDictionary();
        foreach (var key in e.Member is null ? [] : e.Deadlines)
        {
            of[key] = e.Member!.Value;
        }

        return this with { OfDeadlines = of };
    }

    /// <summary>Null: nobody.</summary>
    public Guid? On(string key) => OfDeadlines.TryGetValue(key, out var member) ? member : OfCase;
}
