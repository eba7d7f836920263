using System.Text;
using System.Text.Json;
using CsCheck;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Ownership.Bods;
using Reporting.Ownership.Table;

namespace Reporting.Ownership.Tests;

/// <summary>What holds of any set of statements, sensible or not.</summary>
public class OwnershipProperties
{
    private static readonly Gen<OwnershipShare?> Share = Gen.OneOf(
        Gen.Int[0, 1_000_000].Select(n => (OwnershipShare?)new OwnershipShare { Exact = n / 10_000m }),
        Gen.Select(Gen.Int[0, 100], Gen.Int[0, 100], Gen.Bool, Gen.Bool).Select((a, b, over, under) => (OwnershipShare?)new OwnershipShare
        {
            Minimum = over ? null : Math.Min(a, b),
            ExclusiveMinimum = over ? Math.Min(a, b) : null,
            Maximum = under ? null : Math.Max(a, b),
            ExclusiveMaximum = under ? Math.Max(a, b) : null,
        }),
        Gen.Const((OwnershipShare?)null));

    private static Gen<OwnershipStatement> Statement(int parties, bool acyclic) =>
        Gen.Select(Gen.Int[0, parties], Gen.Int[0, parties], Gen.Enum<OwnershipInterest>(), Share, Gen.Int[0, 5], Gen.Int[0, 5]).Select((a, b, interest, share, side, direct) =>
        {
            var (subject, holder) = acyclic ? (Math.Min(a, b), Math.Max(a, b) + (a == b ? 1 : 0)) : (a, b);
            return new OwnershipStatement
            {
                Subject = Party(subject),
                Holder = Party(holder),
                Interest = interest,
                Share = share,
                Deal = side switch { 0 => DealSide.Before, 1 => DealSide.After, _ => null },
                Direct = direct switch { 0 => Tri.No, 1 => Tri.Unknown, _ => Tri.Yes },
            };
        });

    private static Gen<OwnershipStatement[]> Statements(bool acyclic = false) => Statement(8, acyclic).Array[0, 25];

    private static OwnershipParty Party(int i) => new() { Key = $"p{i}", Role = i == 0 ? DealRole.Target : i == 5 ? DealRole.Acquirer : null, Kind = i % 3 == 0 ? PartyKind.Government : null, Country = i % 2 == 0 ? "CN" : null };

    private static string Json(OwnershipPicture picture) => JsonSerializer.Serialize(picture, WireJson.Options);

    [Fact]
    public void the_picture_of_anything_ends_and_its_bounds_are_bounds() => Statements().Sample(
        statements =>
        {
            foreach (var at in OwnershipPictures.Of(statements, Held.Nsi, Held.Day).Holdings.SelectMany(h => (HoldingAt[])[h.Before, h.After]))
            {
                foreach (var span in (PercentSpan?[])[at.Direct, at.Attributed, at.Economic])
                {
                    (span is null || (span.Least >= 0 && span.Least <= span.Most && span.Most <= 100)).ShouldBeTrue($"{at}");
                }
            }
        },
        iter: 2_000);

    [Fact]
    public void the_order_of_statements_does_not_matter() => Gen.Select(Statements(), Gen.Int).Sample(
        (statements, seed) =>
        {
            var shuffled = (OwnershipStatement[])statements.Clone();
            new Random(seed).Shuffle(shuffled);
            Json(OwnershipPictures.Of(shuffled, Held.Nsi, Held.Day) with { Findings = [] }).ShouldBe(Json(OwnershipPictures.Of(statements, Held.Nsi, Held.Day) with { Findings = [] }));
        },
        iter: 2_000);

    [Fact]
    public void what_is_attributed_is_never_below_what_is_held_directly_but_of_a_nominee() => Statements().Sample(
        statements =>
        {
            var nominees = statements.Where(s => s.Interest == OwnershipInterest.Nominator).Select(s => s.Subject.Key).ToHashSet();
            foreach (var holding in OwnershipPictures.Of(statements, Held.Nsi, Held.Day).Holdings.Where(h => !nominees.Contains(h.Party)))
            {
                foreach (var at in (HoldingAt[])[holding.Before, holding.After])
                {
                    at.Attributed.Least.ShouldBeGreaterThanOrEqualTo(at.Direct.Least);
                }
            }
        },
        iter: 2_000);

    [Fact]
    public void more_statements_never_attribute_less_for_sure() => Gen.Select(Statements(), Statement(8, acyclic: false)).Sample(
        (statements, more) =>
        {
            // What is stated as nominee, of votes apart from shares, or of the chain of what is indirect takes something from somebody.
            var plain = statements.Append(more).Where(s => s.Interest is not (OwnershipInterest.Nominator or OwnershipInterest.VotingRights) && s.Direct != Tri.No).ToArray();
            if (!plain.Contains(more))
            {
                return;
            }

            var (few, all) = (OwnershipPictures.Of([.. plain.Except([more])], Held.Nsi, Held.Day), OwnershipPictures.Of(plain, Held.Nsi, Held.Day));
            foreach (var before in few.Holdings)
            {
                var after = all.Holdings.FirstOrDefault(h => (h.Target, h.Party, h.Interest) == (before.Target, before.Party, before.Interest));
                (after is null || after.After.Attributed.Least >= before.After.Attributed.Least).ShouldBeTrue();
            }
        },
        iter: 2_000);

    [Fact]
    public void along_majority_stakes_the_multiplied_share_is_never_above_the_attributed_one() => Gen.Int[500_001, 1_000_000].Array[1, 8].Sample(
        stakes =>
        {
            var chain = stakes.Select((s, i) => Held.Statement(FormattableString.Invariant($"{(i == 0 ? "T" : $"P{i}")} < P{i + 1} {s / 10_000m}"))).ToList();
            var top = OwnershipPictures.Of(chain, Held.Nsi, Held.Day).Of($"P{stakes.Length}").After;
            top.Attributed.ShouldBe(new PercentSpan(stakes[0] / 10_000m, stakes[0] / 10_000m, false, false));
            top.Economic!.Most.ShouldBeLessThanOrEqualTo(top.Attributed.Most);
            var product = stakes.Aggregate(1m, (p, s) => p * s / 1_000_000m) * 100;
            Math.Abs(top.Economic.Least - product).ShouldBeLessThan(0.0002m);
        },
        iter: 1_000);

    [Fact]
    public void without_a_cycle_the_shares_of_those_at_the_ends_add_up_to_no_more_than_the_whole() => Statements(acyclic: true).Sample(
        statements =>
        {
            var picture = OwnershipPictures.Of(statements, Held.Nsi, Held.Day);
            picture.Cycles.ShouldBeEmpty();
            if (picture.Findings.Any(f => f.Code == "over-the-whole") || statements.Any(s => s.Interest == OwnershipInterest.Nominator || s.Direct == Tri.No))
            {
                return;
            }

            var held = statements.Where(s => !OwnershipGraph.Binds(s.Interest)).Select(s => s.Subject.Key).ToHashSet();
            picture.Holdings.Where(h => h.Interest == OwnershipInterest.Shareholding && !held.Contains(h.Party)).Sum(h => h.After.Economic!.Least).ShouldBeLessThanOrEqualTo(100.01m);
        },
        iter: 2_000);

    [Fact]
    public void what_is_written_as_bods_is_valid_and_reads_back_the_same() => Statements().Sample(
        statements =>
        {
            OwnershipStatement[] written = [.. Numbered(statements).Select(s => s with { Deal = null, Subject = s.Subject with { Role = null }, Holder = s.Holder with { Role = null }, Direct = s.Direct ?? Tri.Unknown })];
            using var file = new MemoryStream(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(BodsWriter.Write(written, Held.Day))));
            var read = BodsReader.ReadAsync(file).GetAwaiter().GetResult();
            read.Findings.ShouldBeEmpty();
            read.Statements.Select(Flat).ShouldBe(written.Select(Flat));
        },
        iter: 500);

    [Fact]
    public void what_is_written_as_a_table_reads_back_the_same() => Statements().Sample(
        statements =>
        {
            var table = new StringBuilder("subject,holder,interest,share,direct,from,source,deal,subjectKind,subjectCountry,subjectRole,holderKind,holderCountry,holderRole\r\n");
            foreach (var s in statements)
            {
                table.AppendJoin(',', s.Subject.Key, s.Holder.Key, Words.Of(s.Interest), Text(s.Share), s.Direct is { } d ? Words.Of(d) : "", "", "\"a, \"\"b\"\"\"", s.Deal is { } side ? Words.Of(side) : "", Of(s.Subject), Of(s.Holder)).Append("\r\n");
            }

            using var file = new MemoryStream(Encoding.UTF8.GetBytes(table.ToString()));
            var read = OwnershipTable.ReadAsync(file).GetAwaiter().GetResult();
            read.Findings.ShouldBeEmpty();
            read.Statements.Select(Flat).ShouldBe(statements.Select(s => Flat(s with { Source = "a, \"b\"" })));

            static string Of(OwnershipParty p) => $"{(p.Kind is { } k ? Words.Of(k) : "")},{p.Country},{(p.Role is { } r ? Words.Of(r) : "")}";
        },
        iter: 500);

    // Any bytes at all: findings, never an exception.
    [Fact]
    public void no_file_makes_a_reader_throw() => Gen.Byte.Array[0, 300].Sample(
        bytes =>
        {
            foreach (var start in (string[])["", "[", "[{\"statementId\":", "subject,holder,interest\n", "subject,holder,interest\n\""])
            {
                byte[] file = [.. Encoding.UTF8.GetBytes(start), .. bytes];
                using var one = new MemoryStream(file);
                BodsReader.ReadAsync(one).GetAwaiter().GetResult().Statements.ShouldBeEmpty();
                using var other = new MemoryStream(file);
                OwnershipTable.ReadAsync(other).GetAwaiter().GetResult().ShouldNotBeNull();
            }
        },
        iter: 1_000);

    private static IEnumerable<OwnershipStatement> Numbered(OwnershipStatement[] statements) => statements.Select((s, i) => s with { Id = $"s{i}" });

    private static string Text(OwnershipShare? share) => share switch
    {
        null => "",
        { Exact: { } exact } => FormattableString.Invariant($"{exact}"),
        _ => FormattableString.Invariant($"{(share.ExclusiveMinimum is { } over ? $">{over}" : $"{share.Minimum}")}-{(share.ExclusiveMaximum is { } under ? $"<{under}" : $"{share.Maximum}")}"),
    };

    private static string Flat(OwnershipStatement s) => JsonSerializer.Serialize(s, WireJson.Options);
}
