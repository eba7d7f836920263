namespace Reporting.Rulebook;

/// <summary>How a regime attributes holdings to persons, and which holdings give control. Interests are in the words of ownership statements.</summary>
/// <param name="Indirect">The rule by which what is held through others counts whole, cited.</param>
/// <param name="Stakes">What makes a stake a majority stake: any of them.</param>
/// <param name="Combined">Whose holdings are added to one another's.</param>
/// <param name="Nominees">What is held as nominee is held by the nominator; null: the document does not say so.</param>
/// <param name="Thresholds">Crossing any of them gives control.</param>
public sealed record Attribution(
    string Indirect,
    IReadOnlyList<MajorityStake> Stakes,
    IReadOnlyList<Combination> Combined,
    string? Nominees,
    IReadOnlyList<HoldingThreshold> Thresholds,
    Verified Verified)
{
    internal static Attribution Read(DocumentNode n)
    {
        var read = new Attribution(
            n.Text("indirect"),
            n.Children("stakes", s => new MajorityStake(s.Text("by"), s.Number("above"), s.Flag("unnumbered"), s.Text("citation"))),
            n.Children("combined", c => new Combination(c.Text("by"), c.Flag("together"), c.Text("citation"), c.Word<Verified>("verified"))),
            n.OptionalText("nominees"),
            n.Children("thresholds", Threshold),
            n.Word<Verified>("verified"));
        for (var i = 0; i < read.Thresholds.Count; i++)
        {
            if (read.Thresholds.Take(i).Any(t => t.Id == read.Thresholds[i].Id))
            {
                n.Fault($"thresholds/{i}/id", "stands twice");
            }
        }

        return read;
    }

    private static HoldingThreshold Threshold(DocumentNode n)
    {
        var (above, atLeast) = (n.Has("above"), n.Has("atLeast"));
        if (above == atLeast)
        {
            n.Fault("", "must say either above or atLeast");
        }

        return new HoldingThreshold(n.Text("id"), n.Text("of"), above ? n.Number("above") : n.Number("atLeast"), Included: !above, n.Text("citation"));
    }
}

/// <summary>A holding that is a majority stake.</summary>
/// <param name="By">The interest.</param>
/// <param name="Above">Per cent.</param>
/// <param name="Unnumbered">Where no share is stated it is one; otherwise it cannot be told.</param>
public sealed record MajorityStake(string By, decimal Above, bool Unnumbered, string Citation);

/// <summary>A bond between two parties by which each is treated as holding what both hold.</summary>
/// <param name="By">The interest that states it.</param>
/// <param name="Together">Who is bound through a third is bound: an arrangement has as many members as it has.</param>
public sealed record Combination(string By, bool Together, string Citation, Verified Verified);

/// <summary>A holding that gives control when it is passed.</summary>
/// <param name="Of">The interest.</param>
/// <param name="Percent">Per cent.</param>
/// <param name="Included">Exactly so much passes it too.</param>
public sealed record HoldingThreshold(string Id, string Of, decimal Percent, bool Included, string Citation);
