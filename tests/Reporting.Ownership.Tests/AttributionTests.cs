using Reporting.Contracts;
using Reporting.Contracts.Screening;

namespace Reporting.Ownership.Tests;

/// <summary>Worked examples, counted by hand: National Security and Investment Act 2021 Schedule 1.</summary>
public class AttributionTests
{
    [Theory]
    // A majority stake passes on whole: 60 per cent of 60 per cent counts as 60.
    [InlineData("T < B 60; B < A* 60", "A", "60", "36")]
    [InlineData("T < B 60; B < C 51; C < A* 50.0001", "A", "60", "15.3..15.3001")]
    // Half is no majority.
    [InlineData("T < B 60; B < A* 50", "A", "0", "30")]
    // Holdings through several are added up; what is held directly too.
    [InlineData("T < B 20; T < C 20; T < A* 5; B < A* 100; C < A* 75", "A", "45", "40")]
    // A minority stake in one and a majority in its other holder make a majority.
    [InlineData("T < B 30; B < A* 30; B < C 30; C < A* 80", "A", "30", "16.2")]
    // Votes decide, where they are stated: 40 per cent of the shares with 60 of the votes.
    [InlineData("T < B 30; B < A* 40; B < A* 60 voting-rights", "A", "30", "12")]
    [InlineData("T < B 30; B < A* 60; B < A* 40 voting-rights", "A", "0", "18")]
    // The board, or dominant influence.
    [InlineData("T < B 30; B < A* appointment-of-board", "A", "30", "0")]
    [InlineData("T < B 30; B < A* 50 appointment-of-board", "A", "0", "0")]
    [InlineData("T < B 30; B < A* dominant-influence", "A", "30", "0")]
    // Influence that nobody calls dominant: it may be.
    [InlineData("T < B 30; B < A* other-influence", "A", "0..30", "0")]
    // So may what a shareholders' agreement gives; what a security interest gives is the grantor's until something happens.
    [InlineData("T < B 30; B < A* rights-by-contract", "A", "0..30", "0")]
    [InlineData("T < B 30; T < A* 10; B < A* conditional-rights-by-contract", "A", "10", "10")]
    // A joint arrangement: each holds what both hold, and who is in it through a third is in it.
    [InlineData("T < A* 15; T < B* 15; A* < B* joint-arrangement", "A", "30", "15")]
    [InlineData("T < A* 15; T < B* 15; T < C* 15; A* < B* joint-arrangement; B* < C* joint-arrangement", "A", "45", "15")]
    [InlineData("T < A* 15; T < B* 15; T < C* 15; A* < B* common-purpose; C* < B* common-purpose", "C", "45", "15")]
    // Connected persons: a connection of a connection is none.
    [InlineData("T < A* 15; T < B* 15; T < C* 15; A* < B* connected-person; B* < C* connected-person", "A", "30", "15")]
    [InlineData("T < A* 15; T < B* 15; T < C* 15; A* < B* connected-person; B* < C* connected-person", "B", "45", "15")]
    // Together they have a majority stake, and so has each.
    [InlineData("T < H 40; H < A* 30; H < B* 30; A* < B* joint-arrangement", "A", "40", "12")]
    // What a nominee has is the nominator's.
    [InlineData("T < N 30; N < A* nominator", "A", "30", "30")]
    [InlineData("T < Z 30; Z < N* nominee; Z < A* nominator", "A", "30", "30")]
    // Held indirectly: with the chain stated it counts once, without it by itself.
    [InlineData("T < B 60; B < A* 60; T < A* 60 indirect", "A", "60", "36")]
    [InlineData("T < A* 60 indirect", "A", "60", "60")]
    // Ranges: more than 25 to 50 of the votes is no majority, more than 50 is.
    [InlineData("T < B 30; B < A* >25-50", "A", "0", "(7.5..15")]
    [InlineData("T < B >25-50; B < A* >50-75", "A", "(25..50", "(12.5..37.5")]
    [InlineData("T < B 30; B < A* 40-60", "A", "0..30", "12..18")]
    // What others are sure to have cannot be theirs.
    [InlineData("T < B 30; B < A*; B < C* 60", "A", "0", "0..30")]
    [InlineData("T < B 30; B < A*", "A", "0..30", "0..30")]
    public void a_holding_is_attributed_and_multiplied(string lines, string party, string attributed, string economic)
    {
        // Who has nothing at all has no row.
        var holding = Held.Picture(lines).Holdings.SingleOrDefault(h => h.Party == party && h.Interest == OwnershipInterest.Shareholding);
        (holding is null ? "0" : holding.After.Attributed.Short(), holding is null ? "0" : holding.After.Economic.Short()).ShouldBe((attributed, economic));
        holding?.Before.ShouldBe(holding.After);
    }

    [Fact]
    public void votes_of_a_nominee_say_nothing_of_the_votes_of_what_is_held_in_ones_own_name() =>
        Held.Picture("T < A* 90; T < N 5 voting-rights; N < A* nominator").Of("A", OwnershipInterest.VotingRights).After.Attributed.Short().ShouldBe("95");

    [Fact]
    public void a_nominee_holds_nothing_itself()
    {
        var nominee = Held.Picture("T < N 30; N < A* nominator").Of("N");
        (nominee.After.Direct.Short(), nominee.After.Attributed.Short(), nominee.After.Economic.Short()).ShouldBe(("30", "0", "0"));
    }

    [Theory]
    // A buys 60 per cent of B, which holds 60 per cent of T.
    [InlineData("T < B 60; B < C* 60 before; B < A* 60 after", "A", "shares-above-25:yes shares-above-50:yes shares-75-or-more:no")]
    [InlineData("T < B 60; B < C* 60 before; B < A* 60 after", "C", "shares-above-25:no shares-above-50:no shares-75-or-more:no")]
    // From 25 to 25.0001; from 26 to 50; from 74.9999 to 75.
    [InlineData("T < A* 25 before; T < A* 25.0001 after", "A", "shares-above-25:yes shares-above-50:no shares-75-or-more:no")]
    [InlineData("T < A* 26 before; T < A* 50 after", "A", "shares-above-25:no shares-above-50:no shares-75-or-more:no")]
    [InlineData("T < A* 74.9999 before; T < A* 75 after", "A", "shares-above-25:no shares-above-50:no shares-75-or-more:yes")]
    // A register that says "more than 25 to 50" tells the first threshold and not the second, whose edge is inside.
    [InlineData("T < A* >25-50 after", "A", "shares-above-25:yes shares-above-50:no shares-75-or-more:no")]
    [InlineData("T < A* 20 before; T < A* 20-30 after", "A", "shares-above-25:unknown shares-above-50:no shares-75-or-more:no")]
    [InlineData("T < A* 20-30 before; T < A* 40 after", "A", "shares-above-25:unknown shares-above-50:no shares-75-or-more:no")]
    public void a_threshold_is_crossed_or_not_or_it_cannot_be_told(string lines, string party, string answers)
    {
        var holding = Held.Picture(lines).Of(party);
        string.Join(' ', holding.Thresholds.Select(t => $"{t.Threshold}:{Words.Of(t.Crossed)}")).ShouldBe(answers);
        holding.Thresholds.Select(t => t.Citation).ShouldBe(["NSI Act 2021 s.8(2)(a)", "NSI Act 2021 s.8(2)(b)", "NSI Act 2021 s.8(2)(c)"]);
        holding.Thresholds.ShouldAllBe(t => t.Text.Length > 10);
    }

    [Fact]
    public void the_explanation_says_each_step_and_its_paragraph()
    {
        var steps = Held.Picture("T < B 60 after; B < C 80; C < A* 51; B < N 5; N < A* nominator; T < D* 10; A* < D* connected-person").Of("A", OwnershipInterest.VotingRights).Explanation.Where(s => s.Side == DealSide.After).ToList();
        steps.Select(s => (s.Code, s.Text, s.Citation)).ShouldBe(
        [
            ("connected-person", "A and D are bound (connected person): what each holds counts for both.", "NSI Act 2021 Sch 1 (connected persons)"),
            ("majority-stake", "A has 51 per cent of the votes in C (no votes are stated: they follow the shares), a majority stake: what C holds counts whole.", "NSI Act 2021 Sch 1 para 3(3)(a); NSI Act 2021 Sch 1 para 3(1), (2)"),
            ("majority-stake", "A and C has 85 per cent of the votes in B (no votes are stated: they follow the shares), a majority stake: what B holds counts whole.", "NSI Act 2021 Sch 1 para 3(3)(a); NSI Act 2021 Sch 1 para 3(1), (2)"),
            ("holding", "B holds 60 per cent of the votes of T (no votes are stated: they follow the shares).", null),
            ("holding", "D holds 10 per cent of the votes of T (no votes are stated: they follow the shares).", null),
            ("sum", "Together 70 per cent of the votes after the deal.", null),
        ]);
    }

    [Fact]
    public void what_a_state_has_is_shown_through_the_chain_and_counts_once()
    {
        // The state owns the bank wholly and 30 of the fund; the bank owns 70 of the fund and 10 of T; the fund owns 40 of T.
        var picture = Held.Picture("T < F 40; T < [CN]Bank 10; F < [CN]Bank 70; F < [CN]State 30; [CN]Bank < [CN]State 100; T < [NO]Oil 5");
        picture.States.Where(s => s.Interest == OwnershipInterest.Shareholding).Select(s => (s.Country, string.Join(' ', s.Parties), s.After.Direct.Short(), s.After.Attributed.Short(), s.After.Economic.Short())).ShouldBe(
        [
            ("CN", "Bank State", "10", "50", "50"),
            ("NO", "Oil", "5", "5", "5"),
        ]);
    }

    [Theory]
    // Two that hold each other: found, named, and the answer still comes.
    [InlineData("T < A 60; A < B 60; B < A 60", "A B A", "A", "60", "60..100")]
    [InlineData("T < A 60; A < B 60; B < C 60; C < A 10", "A B C A", "A", "60", "60..100")]
    public void a_cycle_is_named_and_ends(string lines, string cycle, string party, string attributed, string economic)
    {
        var picture = Held.Picture(lines);
        picture.Cycles.Count.ShouldBe(1);
        picture.Cycles[0].Order().Distinct().ShouldBe(cycle.Split(' ').Order().Distinct());
        picture.Cycles[0][0].ShouldBe(picture.Cycles[0][^1]);
        picture.Findings.ShouldContain(f => f.Code == "ownership-cycle" && f.Weight == FindingWeight.Wrong);
        var holding = picture.Of(party);
        (holding.After.Attributed.Short(), holding.After.Economic.Short()).ShouldBe((attributed, economic));
    }

    [Fact]
    public void without_a_regime_nothing_is_attributed_and_no_threshold_is_looked_at()
    {
        var picture = OwnershipPictures.Of(Held.In("T < B 60; B < A* 60"), null, Held.Day);
        picture.Of("A").After.ShouldBe(new HoldingAt(new PercentSpan(0, 0, false, false), new PercentSpan(0, 0, false, false), new PercentSpan(36, 36, false, false)));
        picture.Of("B").Thresholds.ShouldBeEmpty();
        picture.Regime.ShouldBeNull();
    }

    [Fact]
    public void ten_thousand_statements_in_a_chain_a_star_or_layers_take_no_time()
    {
        string[] graphs =
        [
            string.Join(';', Enumerable.Range(0, 10_000).Select(i => $"{(i == 0 ? "T" : $"P{i}")} < P{i + 1} 60")),
            string.Join(';', Enumerable.Range(1, 10_000).Select(i => $"T < P{i}* 0.01")),
            string.Join(';', Enumerable.Range(0, 10_000).Select(i => $"{(i < 100 ? "T" : $"L{(i / 100) - 1}x{i % 100}")} < L{i / 100}x{(i * 7) % 100} 1")),
            string.Join(';', Enumerable.Range(0, 9_000).Select(i => $"{(i == 0 ? "T" : $"P{i}")} < P{i + 1} 60")) + ";" + string.Join(';', Enumerable.Range(0, 1_000).Select(i => $"P9000 < E{i}* 0.05")),
            string.Join(';', Enumerable.Range(0, 9_000).Select(i => $"{(i == 0 ? "T" : $"P{i}")} < P{i + 1} 60")) + ";" + string.Join(';', Enumerable.Range(0, 1_000).Select(i => $"P9000 < E{i}*")),
            string.Join(';', Enumerable.Range(0, 10_000).Select(i => $"{(i == 0 ? "T" : $"P{i}")} < P{(i + 1) % 9_999} 60")),
            string.Join(';', Enumerable.Range(0, 5_000).Select(i => $"T < P{i}* 0.01 after; P{i}* < P{(i + 1) % 5_000}* common-purpose")),
        ];
        foreach (var graph in graphs)
        {
            var statements = Held.In(graph);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var picture = OwnershipPictures.Of(statements, Held.Nsi, Held.Day);
            picture.Holdings.ShouldNotBeEmpty();
            // Generous: shared machines are slow, and what is quadratic would take minutes.
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            TestContext.Current.TestOutputHelper?.WriteLine($"{statements.Count} statements: {watch.ElapsedMilliseconds} ms");
        }
    }
}
