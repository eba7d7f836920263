using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;

namespace Reporting.Ownership.Tests;

/// <summary>Statements in few words: <c>"T &lt; A 60"</c> is a direct shareholding of A in T.</summary>
internal static class Held
{
    public static readonly DateOnly Day = new(2026, 11, 25);

    public static readonly Regime Nsi = RegimeReader.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "regimes", "uk-nsi-2021.json")), "uk-nsi-2021").Regime!;

    public static OwnershipStatement Statement(string line)
    {
        // subject < holder [share] [interest] [side] [indirect]
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var share = words.Skip(3).FirstOrDefault(w => char.IsAsciiDigit(w[0]) || w[0] is '>' or '<');
        var interest = words.Skip(3).FirstOrDefault(w => Words.All(typeof(OwnershipInterest)).ContainsKey(w));
        return new OwnershipStatement
        {
            Subject = Party(words[0]),
            Holder = Party(words[2]),
            Interest = interest is null ? OwnershipInterest.Shareholding : (OwnershipInterest)Words.All(typeof(OwnershipInterest))[interest],
            Share = share is null ? null : Table.Shares.Parse(share),
            Deal = words.Contains("before") ? DealSide.Before : words.Contains("after") ? DealSide.After : null,
            Direct = words.Contains("indirect") ? Tri.No : null,
        };
    }

    /// <summary>A state is written in brackets with its country, <c>[CN]Bank</c>; the target is T, a person ends in a star.</summary>
    private static OwnershipParty Party(string word)
    {
        var state = word[0] == '[';
        var key = state ? word[4..] : word.TrimEnd('*');
        return new OwnershipParty
        {
            Key = key,
            Kind = state ? PartyKind.Government : word[^1] == '*' ? PartyKind.Individual : PartyKind.Company,
            Country = state ? word[1..3] : null,
            Role = key == "T" ? DealRole.Target : null,
        };
    }

    public static IReadOnlyList<OwnershipStatement> In(string lines) => [.. lines.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Statement)];

    public static OwnershipPicture Picture(string lines) => OwnershipPictures.Of(In(lines), Nsi, Day);

    public static PartyHolding Of(this OwnershipPicture picture, string party, OwnershipInterest interest = OwnershipInterest.Shareholding) =>
        picture.Holdings.Single(h => h.Party == party && h.Interest == interest);

    /// <summary>As <c>60</c>, <c>25..50</c>, with <c>(</c> or <c>)</c> where the bound is left out.</summary>
    public static string Short(this PercentSpan? span) =>
        span is null ? "-" : span.Least == span.Most ? $"{span.Least:0.####}" : $"{(span.MoreThan ? "(" : "")}{span.Least:0.####}..{span.Most:0.####}{(span.LessThan ? ")" : "")}";
}
