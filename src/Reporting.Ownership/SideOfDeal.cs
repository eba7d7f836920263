using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;

namespace Reporting.Ownership;

/// <summary>One side of a deal: what each has, by the law and by the chain, and how that comes about.</summary>
internal sealed class SideOfDeal
{
    private const int MostSteps = 60;
    private readonly DealSide _side;
    private readonly Rules _rules;
    private (int Party, Team Certain, Team Possible)? _last;
    private readonly Dictionary<int, PercentRange[]> _economic = [];

    public SideOfDeal(DealSide side, OwnershipGraph stated, Attribution attribution)
    {
        (_side, Stated) = (side, stated);
        _rules = new Rules(stated, attribution);
    }

    /// <summary>As stated, nominees as holders.</summary>
    public OwnershipGraph Stated { get; }

    private Parties Parties => Stated.Parties;

    /// <summary>What the law treats a party as holding.</summary>
    public PercentRange Attributed(int party, int target, OwnershipInterest interest)
    {
        var (certain, possible) = Teams(party);
        return Joined(certain, possible, target, interest);
    }

    public HoldingAt At(int party, int target, OwnershipInterest interest, PercentRange attributed) => new(
        Direct(party, target, interest).Span(),
        attributed.Span(),
        interest == OwnershipInterest.Shareholding ? Shares(target)[party].Span() : null);

    /// <summary>What several have as if they were one: the bodies of a state. What one of them holds through another counts once.</summary>
    public HoldingAt Together(IReadOnlyList<int> several, int target, OwnershipInterest interest)
    {
        var direct = several.Aggregate(PercentRange.None, (sum, p) => sum.Plus(Direct(p, target, interest))).Capped();
        var attributed = Joined(new Team(_rules, several, certain: true), new Team(_rules, several, certain: false), target, interest);
        PercentSpan? economic = null;
        if (interest == OwnershipInterest.Shareholding)
        {
            var shares = Economic.Shares(_rules.Graph, target, several.Contains);
            economic = several.Aggregate(PercentRange.None, (sum, p) => sum.Plus(shares[p])).Capped().Span();
        }

        return new HoldingAt(direct.Span(), attributed.Span(), economic);
    }

    /// <summary>Over how many parties an answer about one goes.</summary>
    public int Size(int party) => Teams(party).Possible.Members.Count;

    // ---- how it comes about ----

    /// <summary>Only what contributes: the chain from the party to each holding that counts.</summary>
    public IEnumerable<OwnershipStep> Explain(int party, int target, OwnershipInterest interest)
    {
        var (certain, possible) = Teams(party);
        var counted = _rules.Counted(target, interest).ByHolder;
        var contributions = possible.Members.Select(m => m.Party).Where(counted.ContainsKey).Order().ToList();
        if (contributions.Count == 0)
        {
            return [];
        }

        var needed = Needed(possible, contributions);
        var chain = possible.Members.Where(m => m.Why != Why.Itself && needed.Contains(m.Party)).Select(m => (Func<IEnumerable<OwnershipStep>>)(() => [Step(m, certain, possible)]));
        var held = contributions.Select(h => (Func<IEnumerable<OwnershipStep>>)(() => Holding(h, counted[h], target, interest)));
        var steps = chain.Concat(held).ToList();
        // Put into words only as far as it is shown.
        return
        [
            .. steps.Take(MostSteps).SelectMany(s => s()),
            .. steps.Count > MostSteps ? [new OwnershipStep(_side, "more-steps", $"And {steps.Count - MostSteps} more steps.", null)] : Array.Empty<OwnershipStep>(),
            new OwnershipStep(_side, "sum", $"Together {Joined(certain, possible, target, interest)} of the {Called(interest)} {(_side == DealSide.Before ? "before" : "after")} the deal.", null),
        ];
    }

    private OwnershipStep Step(Member member, Team certain, Team possible)
    {
        var name = Parties.Name(member.Party);
        if (member.Why == Why.Bond)
        {
            var rule = _rules.Combined.First(c => c.Kind == member.By).Rule;
            return new OwnershipStep(_side, Words.Of(member.By), $"{Parties.Name(member.From)} and {name} are bound ({Words.Of(member.By).Replace('-', ' ')}): what each holds counts for both.", rule.Citation);
        }

        var stake = _rules.Stakes.First(s => s.Interest == member.By).Rule;
        var by = string.Join(" and ", Holders(member, possible).Take(4).Select(Parties.Name));
        var held = possible.Holds(member.Party, member.By);
        var how = member.By switch
        {
            OwnershipInterest.DominantInfluence => "dominant influence",
            OwnershipInterest.AppointmentOfBoard => "the right to appoint the majority of the board",
            _ => $"{held} of the {Called(member.By)}",
        };
        var follows = member.By == OwnershipInterest.VotingRights && Holders(member, possible).Any(h => Rules.Sum(_rules.Graph.Of(h).Where(e => e.Subject == member.Party), member.By).FromShares)
            ? " (no votes are stated: they follow the shares)"
            : "";
        return certain.Has(member.Party)
            ? new OwnershipStep(_side, "majority-stake", $"{by} has {how} in {name}{follows}, a majority stake: what {name} holds counts whole.", $"{stake.Citation}; {_rules.Law.Indirect}")
            : new OwnershipStep(_side, "perhaps-majority-stake", $"{by} may have a majority stake in {name} ({how}{follows}): what is stated does not tell, so what {name} holds counts only towards the most it can be.", $"{stake.Citation}; {_rules.Law.Indirect}");
    }

    private IEnumerable<OwnershipStep> Holding(int holder, List<Edge> between, int target, OwnershipInterest interest)
    {
        var sum = Rules.Sum(between, interest);
        yield return new OwnershipStep(
            _side, "holding", $"{Parties.Name(holder)} holds {sum.Share} of the {Called(interest)} of {Parties.Name(target)}{(sum.FromShares ? " (no votes are stated: they follow the shares)" : "")}.", null);
        foreach (var nominee in between.Where(e => e.Nominee >= 0).Select(e => e.Nominee).Distinct())
        {
            yield return new OwnershipStep(_side, "nominee", $"In the name of {Parties.Name(nominee)}, its nominee, and so its own.", _rules.Law.Nominees);
        }
    }

    // From each holding that counts back to the party.
    private HashSet<int> Needed(Team team, IEnumerable<int> holders)
    {
        var (needed, open) = (new HashSet<int>(), new Stack<int>(holders));
        while (open.TryPop(out var one))
        {
            if (!needed.Add(one))
            {
                continue;
            }

            var member = team.Of(one);
            foreach (var before in member.Why switch { Why.Bond => [member.From], Why.Majority => Holders(member, team), _ => (IEnumerable<int>)[] })
            {
                open.Push(before);
            }
        }

        return needed;
    }

    private IEnumerable<int> Holders(Member member, Team team)
    {
        var interest = member.By;
        return _rules.Graph.In(member.Party)
            .Where(e => e.Interest == interest || (interest == OwnershipInterest.VotingRights && e.Interest == OwnershipInterest.Shareholding) || (interest == OwnershipInterest.DominantInfluence && OwnershipGraph.MayDominate(e.Interest)))
            .Select(e => e.Holder).Where(team.Has).Distinct().Order();
    }

    private static string Called(OwnershipInterest interest) => interest switch
    {
        OwnershipInterest.Shareholding => "shares",
        OwnershipInterest.VotingRights => "votes",
        _ => Words.Of(interest).Replace('-', ' '),
    };

    // ---- sums ----

    private PercentRange Direct(int party, int target, OwnershipInterest interest) =>
        Rules.Sum(Stated.Of(party).Where(e => e.Subject == target), interest).Share;

    private static PercentRange Joined(Team certain, Team possible, int target, OwnershipInterest interest)
    {
        var (least, most) = (certain.Holds(target, interest), possible.Holds(target, interest));
        return new PercentRange(least.Least, Math.Max(least.Least, most.Most), least.MoreThan && least.Least < Math.Max(least.Least, most.Most), most.LessThan && most.Most > least.Least);
    }

    // One is kept: rows come party by party, and a team can be as large as the graph.
    private (Team Certain, Team Possible) Teams(int party)
    {
        if (_last is not { } last || last.Party != party)
        {
            _last = last = (party, new Team(_rules, [party], certain: true), new Team(_rules, [party], certain: false));
        }

        return (last.Certain, last.Possible);
    }

    private PercentRange[] Shares(int target) => _economic.TryGetValue(target, out var shares) ? shares : _economic[target] = Economic.Shares(_rules.Graph, target);
}
