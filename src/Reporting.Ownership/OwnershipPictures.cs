using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;
using Verified = Reporting.Rulebook.Verified;

namespace Reporting.Ownership;

/// <summary>Makes the picture of who holds what, before and after the deal. Pure and total; the rules are the regime's, from its document.</summary>
public static class OwnershipPictures
{
    /// <summary>The most rows of a picture: parties that hold in a target, times its interests.</summary>
    public const int MostRows = 1_000;

    // Of parties behind rows: a graph made to be slow ends here, one of a real deal never gets near.
    private const long MostWork = 500_000;

    /// <param name="regime">Whose rules attribute; null: nothing is attributed but what is held directly, and no threshold is looked at.</param>
    /// <param name="day">What has ended by it is left out.</param>
    public static OwnershipPicture Of(IReadOnlyList<OwnershipStatement> statements, Regime? regime, DateOnly day)
    {
        var attribution = regime?.Attribution;
        var parties = new Parties(statements);
        var after = Side(DealSide.After);
        // Where nothing is said of the deal, both sides are one.
        var before = statements.Any(s => s.Deal is not null || s.From > day) ? Side(DealSide.Before) : after;
        var targets = Targets.Of(parties, after.Stated);
        var findings = new Findings();
        foreach (var finding in OwnershipChecks.Of(statements, "", day))
        {
            findings.Add(finding);
        }

        var rows = targets.SelectMany(t => Asked(parties, before.Stated, after.Stated, t).SelectMany(p => Interests(attribution).Select(i => (Target: t, Party: p, Interest: i)))).ToList();
        var (holdings, looked) = (new List<PartyHolding>(), 0L);
        foreach (var (row, i) in rows.Select((r, i) => (r, i)))
        {
            if (i == MostRows || looked > MostWork)
            {
                findings.Note("", "more-holdings", $"Only the first {i} of {rows.Count} holdings are worked out: acquirers, then direct holders, then the ends of branches.");
                break;
            }

            var holding = Row(parties, before, after, row.Target, row.Party, row.Interest, attribution);
            looked += before.Size(row.Party) + after.Size(row.Party);
            if (!Empty(holding, parties))
            {
                holdings.Add(holding);
            }
        }

        IReadOnlyList<StateHolding> states = [.. targets.SelectMany(t => States(parties, before, after, t))];
        IReadOnlyList<IReadOnlyList<string>> cycles = [.. Cycles.Paths(before.Stated).Concat(Cycles.Paths(after.Stated)).DistinctBy(c => string.Join(' ', c))];
        var named = new HashSet<string>([.. targets.Select(parties.Key), .. holdings.Select(h => h.Party), .. states.SelectMany(s => s.Parties), .. cycles.SelectMany(c => c)], StringComparer.Ordinal);
        return new OwnershipPicture
        {
            Regime = attribution is null ? null : regime!.Id,
            Edition = attribution is null ? null : regime!.Edition,
            Verified = attribution is null ? null : attribution.Verified switch { Verified.Confirmed => "confirmed", Verified.Secondary => "secondary", Verified.Unverified => "unverified" },
            Targets = [.. targets.Select(parties.Key)],
            Parties = [.. parties.All.Where(p => named.Contains(p.Key))],
            Holdings = holdings,
            States = states,
            Cycles = cycles,
            Findings = findings.All,
        };

        SideOfDeal Side(DealSide side) => new(side, OwnershipGraph.Of(parties, statements, side, day), attribution ?? Nothing);
    }

    // Without rules every holding is its holder's own.
    private static readonly Attribution Nothing = new("", [], [], null, [], Verified.Unverified);

    private static IReadOnlyList<OwnershipInterest> Interests(Attribution? attribution) =>
        [.. (attribution?.Thresholds.Select(t => (OwnershipInterest)Words.All(typeof(OwnershipInterest))[t.Of]) ?? []).Concat([OwnershipInterest.Shareholding, OwnershipInterest.VotingRights]).Distinct()];

    /// <summary>Acquirers first; then who holds in the target directly; then those at the end of each branch.</summary>
    private static IEnumerable<int> Asked(Parties parties, OwnershipGraph before, OwnershipGraph after, int target)
    {
        var above = new SortedSet<int>(Above(before, target).Concat(Above(after, target)));
        var acquirers = Enumerable.Range(0, parties.Count).Where(p => parties[p].Role == DealRole.Acquirer && p != target);
        var direct = above.Where(p => before.Of(p).Concat(after.Of(p)).Any(e => e.Subject == target));
        var ends = above.Where(p => before.In(p).Count == 0 && after.In(p).Count == 0);
        return acquirers.Concat(direct).Concat(ends).Where(p => p != target).Distinct();
    }

    private static HashSet<int> Above(OwnershipGraph graph, int target)
    {
        var (above, open) = (new HashSet<int>(), new Stack<int>([target]));
        while (open.TryPop(out var one))
        {
            foreach (var holder in graph.In(one).Select(e => e.Holder).Concat(one == target ? [] : graph.BondsOf(one).Select(b => b.Other)).Where(above.Add))
            {
                open.Push(holder);
            }
        }

        return above;
    }

    private static PartyHolding Row(Parties parties, SideOfDeal before, SideOfDeal after, int target, int party, OwnershipInterest interest, Attribution? attribution)
    {
        var (was, now) = (before.Attributed(party, target, interest), after.Attributed(party, target, interest));
        return new PartyHolding
        {
            Target = parties.Key(target),
            Party = parties.Key(party),
            Interest = interest,
            Before = before.At(party, target, interest, was),
            After = after.At(party, target, interest, now),
            Thresholds = [.. (attribution?.Thresholds ?? []).Where(t => t.Of == Words.Of(interest)).Select(t => Answer(t, was, now))],
            Explanation = attribution is null ? [] : [.. before == after ? [] : before.Explain(party, target, interest), .. after.Explain(party, target, interest)],
        };
    }

    private static bool Empty(PartyHolding row, Parties parties) =>
        row is { Before.Direct.Most: 0, After.Direct.Most: 0, Before.Attributed.Most: 0, After.Attributed.Most: 0, Before.Economic: null or { Most: 0 }, After.Economic: null or { Most: 0 } } && parties[parties[row.Party]].Role != DealRole.Acquirer;

    /// <summary>Crossed is what was not reached before and is after.</summary>
    private static ThresholdAnswer Answer(HoldingThreshold threshold, PercentRange was, PercentRange now)
    {
        var (before, after) = (Reaches(threshold, was), Reaches(threshold, now));
        var crossed = before == Tri.Yes || after == Tri.No ? Tri.No : before == Tri.No && after == Tri.Yes ? Tri.Yes : Tri.Unknown;
        var limit = $"{threshold.Percent:0.####} per cent{(threshold.Included ? " or more" : "")}";
        var text = crossed switch
        {
            Tri.Yes => $"From {was} to {now}: {(threshold.Included ? "reaches" : "passes")} {limit}.",
            Tri.No when before == Tri.Yes => $"{(threshold.Included ? "At" : "Above")} {limit} already before the deal, with {was}.",
            Tri.No => $"With {now} after the deal, {(threshold.Included ? "below" : "not above")} {limit}.",
            _ => $"From {was} to {now}: whether it {(threshold.Included ? "reaches" : "passes")} {limit} cannot be told from what is stated.",
        };
        return new ThresholdAnswer(threshold.Id, crossed, text, threshold.Citation);
    }

    private static Tri Reaches(HoldingThreshold threshold, PercentRange held) => threshold.Included ? held.AtLeast(threshold.Percent) : held.Above(threshold.Percent);

    // ---- states ----

    private static IEnumerable<StateHolding> States(Parties parties, SideOfDeal before, SideOfDeal after, int target)
    {
        var above = new HashSet<int>(Above(before.Stated, target).Concat(Above(after.Stated, target)));
        return Enumerable.Range(0, parties.Count)
            .Where(p => above.Contains(p) && IsState(parties[p]))
            .GroupBy(p => parties[p].Country)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => ((OwnershipInterest[])[OwnershipInterest.Shareholding, OwnershipInterest.VotingRights]).Select(i => new StateHolding(
                parties.Key(target), g.Key, [.. g.Select(parties.Key)], i, before.Together([.. g], target, i), after.Together([.. g], target, i))))
            .Where(s => s is not { Before.Attributed.Most: 0, After.Attributed.Most: 0, Before.Economic: null or { Most: 0 }, After.Economic: null or { Most: 0 } });
    }

    private static bool IsState(OwnershipParty party) => party.Kind is PartyKind.Government or PartyKind.PublicBody;
}
