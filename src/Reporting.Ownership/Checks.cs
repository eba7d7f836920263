using System.Globalization;
using Reporting.Contracts;
using Reporting.Contracts.Screening;

namespace Reporting.Ownership;

/// <summary>What is wrong with statements taken together, what they lack, and what is left out of them. Partial is legal: a gap refuses nothing.</summary>
public static class OwnershipChecks
{
    private static readonly OwnershipInterest[] Wholes =
        [OwnershipInterest.Shareholding, OwnershipInterest.VotingRights, OwnershipInterest.AppointmentOfBoard, OwnershipInterest.RightsToProfit, OwnershipInterest.RightsOnDissolution];

    /// <param name="root">Where the list stands, as a JSON pointer.</param>
    /// <param name="day">What has ended by it is left out.</param>
    public static IReadOnlyList<OwnershipFinding> Of(IReadOnlyList<OwnershipStatement> statements, string root, DateOnly day)
    {
        var findings = new Findings();
        for (var i = 0; i < statements.Count; i++)
        {
            Single(statements[i], string.Create(CultureInfo.InvariantCulture, $"{root}/{i}"), day, findings);
        }

        var parties = new Parties(statements);
        foreach (var side in Enum.GetValues<DealSide>())
        {
            OverTheWhole(statements, root, side, day, findings);
            Circular(parties, statements, root, side, day, findings);
        }

        ToldTwice(statements, root, findings);
        Unfinished(parties, statements, root, day, findings);
        return [.. findings.All.Distinct()];
    }

    private static void Single(OwnershipStatement s, string at, DateOnly day, Findings findings)
    {
        if (s.Until <= s.From)
        {
            findings.Wrong(at + "/until", "ended-before-begun", "A holding lasts at least a day.");
        }

        if (s.Share is { } share)
        {
            var bounds = share is not { Minimum: null, Maximum: null, ExclusiveMinimum: null, ExclusiveMaximum: null };
            if (share.Exact is not null && bounds)
            {
                findings.Wrong(at + "/share", "contradiction", "A share is exact or within bounds, not both.");
            }

            var (least, most) = (Greater(share.Minimum, share.ExclusiveMinimum), Smaller(share.Maximum, share.ExclusiveMaximum));
            if (least > most || (least is not null && least == most && (share.ExclusiveMinimum == least || share.ExclusiveMaximum == most)))
            {
                findings.Wrong(at + (share.Minimum is null ? "/share/exclusiveMinimum" : "/share/minimum"), "contradiction", "The lower bound is above the upper one.");
            }

            if (OwnershipGraph.Binds(s.Interest))
            {
                findings.Note(at + "/share", "no-share-here", "A bond between two parties has no share; it is not looked at.");
            }
        }

        if (s.Subject.Key == s.Holder.Key)
        {
            findings.Wrong(at + "/holder/key", "holds-itself", "Subject and holder are the same party.");
        }

        if (s.Until <= day)
        {
            findings.Note(at + "/until", "ended", "It has ended, and is left out.");
        }
    }

    private static void OverTheWhole(IReadOnlyList<OwnershipStatement> statements, string root, DealSide side, DateOnly day, Findings findings)
    {
        var sums = new Dictionary<(string, OwnershipInterest), (decimal Sum, bool MoreThan)>();
        for (var i = 0; i < statements.Count; i++)
        {
            var s = statements[i];
            if (!OwnershipGraph.Stands(s, side, day) || s.Direct == Tri.No || !Wholes.Contains(s.Interest))
            {
                continue;
            }

            var (was, share) = (sums.GetValueOrDefault((s.Subject.Key, s.Interest)), PercentRange.Of(s.Share));
            var now = sums[(s.Subject.Key, s.Interest)] = (was.Sum + share.Least, was.MoreThan || share.MoreThan);
            if (Over(now) && !Over(was))
            {
                findings.Wrong(
                    string.Create(CultureInfo.InvariantCulture, $"{root}/{i}/share"),
                    "over-the-whole",
                    $"With this one, more than 100 per cent of {Words.Of(s.Interest)} of {s.Subject.Key} are held {(side == DealSide.Before ? "before" : "after")} the deal.");
            }
        }
    }

    private static bool Over((decimal Sum, bool MoreThan) held) => held.Sum > 100 || (held.Sum == 100 && held.MoreThan);

    private static void Circular(Parties parties, IReadOnlyList<OwnershipStatement> statements, string root, DealSide side, DateOnly day, Findings findings)
    {
        var first = new Dictionary<(string Holder, string Subject), int>();
        for (var i = 0; i < statements.Count; i++)
        {
            if (OwnershipGraph.Chains(statements[i].Interest) && OwnershipGraph.Stands(statements[i], side, day))
            {
                first.TryAdd((statements[i].Holder.Key, statements[i].Subject.Key), i);
            }
        }

        foreach (var path in Cycles.Paths(OwnershipGraph.Of(parties, statements, side, day)))
        {
            // Placed at the statement that closes it: before it stood there was none.
            var at = path.Zip(path.Skip(1)).Max(link => first[link]);
            var shown = path.Count <= 12 ? path : [.. path.Take(6), "…", .. path.TakeLast(5)];
            findings.Wrong(string.Create(CultureInfo.InvariantCulture, $"{root}/{at}/holder"), "ownership-cycle", $"A party holds itself through others: {string.Join(" holds ", shown)}.");
        }
    }

    private static void ToldTwice(IReadOnlyList<OwnershipStatement> statements, string root, Findings findings)
    {
        var told = new Dictionary<string, OwnershipParty>(StringComparer.Ordinal);
        for (var i = 0; i < statements.Count; i++)
        {
            foreach (var (member, party) in ((string, OwnershipParty)[])[("subject", statements[i].Subject), ("holder", statements[i].Holder)])
            {
                if (!told.TryAdd(party.Key, party) && told[party.Key] is var other && (Differ(other.Kind, party.Kind) || Differ(other.Role, party.Role) || (other.Country is { } c && party.Country is { } d && c != d)))
                {
                    findings.Gap(string.Create(CultureInfo.InvariantCulture, $"{root}/{i}/{member}"), "told-differently", $"Kind, country or role of {party.Key} is stated otherwise elsewhere.");
                }
            }
        }
    }

    private static void Unfinished(Parties parties, IReadOnlyList<OwnershipStatement> statements, string root, DateOnly day, Findings findings)
    {
        if (statements.Count > 0 && Targets.Of(parties, OwnershipGraph.Of(parties, statements, DealSide.After, day)).Count == 0)
        {
            findings.Gap(root, "no-target", "Nobody is named as the target, and not exactly one party is held and holds nothing.");
        }

        var held = statements.Where(s => !OwnershipGraph.Binds(s.Interest)).Select(s => s.Subject.Key).ToHashSet(StringComparer.Ordinal);
        var unfinished = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < statements.Count; i++)
        {
            if (OwnershipGraph.Binds(statements[i].Interest) || !unfinished.Add(statements[i].Holder.Key))
            {
                continue;
            }

            var holder = parties[parties[statements[i].Holder.Key]];
            if (holder is { Kind: null, Name: null, Country: null })
            {
                findings.Gap(string.Create(CultureInfo.InvariantCulture, $"{root}/{i}/holder"), "unknown-party", $"Nothing is stated of {holder.Key} but its key.");
            }
            else if (!held.Contains(holder.Key) && holder.Kind is not (PartyKind.Individual or PartyKind.Government))
            {
                findings.Gap(string.Create(CultureInfo.InvariantCulture, $"{root}/{i}/holder"), "branch-ends", $"Who holds {holder.Key} is not stated: the branch ends with what is neither a person nor a state.");
            }
        }
    }

    private static bool Differ<T>(T? one, T? other)
        where T : struct => one is { } a && other is { } b && !a.Equals(b);

    private static decimal? Greater(decimal? one, decimal? other) => one is null || other > one ? other : one;

    private static decimal? Smaller(decimal? one, decimal? other) => one is null || other < one ? other : one;
}

/// <summary>Who is held, and whose holdings are asked for.</summary>
internal static class Targets
{
    /// <summary>Those named so; else the one party that is held and holds nothing.</summary>
    public static IReadOnlyList<int> Of(Parties parties, OwnershipGraph graph)
    {
        IReadOnlyList<int> named = [.. Enumerable.Range(0, parties.Count).Where(p => parties[p].Role == DealRole.Target)];
        if (named.Count > 0)
        {
            return named;
        }

        IReadOnlyList<int> last = [.. Enumerable.Range(0, parties.Count).Where(p => graph.In(p).Count > 0 && graph.Of(p).Count == 0)];
        return last.Count == 1 ? last : [];
    }
}
