using System.Globalization;
using System.Runtime.InteropServices;
using Reporting.Contracts;
using Reporting.Contracts.Screening;

namespace Reporting.Ownership;

/// <summary>A share of a whole that is known between two bounds, per cent. Arithmetic goes outwards: what comes out holds whatever the shares really are.</summary>
/// <param name="MoreThan">The lower bound itself is left out.</param>
/// <param name="LessThan">The upper bound itself is left out.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PercentRange(decimal Least, decimal Most, bool MoreThan = false, bool LessThan = false)
{
    public static readonly PercentRange None = new(0, 0);

    public static readonly PercentRange Unknown = new(0, 100);

    public static readonly PercentRange Whole = new(100, 100);

    /// <summary>What a statement says; nothing said leaves everything open. Of two bounds on one side the narrower counts.</summary>
    public static PercentRange Of(OwnershipShare? share)
    {
        if (share is null)
        {
            return Unknown;
        }

        if (share.Exact is { } exact)
        {
            return new PercentRange(exact, exact);
        }

        var moreThan = share.ExclusiveMinimum is { } above && above >= (share.Minimum ?? 0);
        var lessThan = share.ExclusiveMaximum is { } below && below <= (share.Maximum ?? 100);
        var least = moreThan ? share.ExclusiveMinimum!.Value : share.Minimum ?? 0;
        var most = lessThan ? share.ExclusiveMaximum!.Value : share.Maximum ?? 100;
        // Bounds that contradict each other are found by the checks; here nothing may come out inside out.
        return new PercentRange(Math.Min(least, most), Math.Max(least, most), moreThan, lessThan);
    }

    public bool IsNone => Most == 0;

    public PercentRange Plus(PercentRange other) => new(Least + other.Least, Most + other.Most, MoreThan || other.MoreThan, LessThan || other.LessThan);

    /// <summary>This share of that.</summary>
    public PercentRange Times(PercentRange other) => new(
        Least * other.Least / 100,
        Most * other.Most / 100,
        (MoreThan && other.Least > 0) || (other.MoreThan && Least > 0),
        (LessThan && other.Most > 0) || (other.LessThan && Most > 0));

    /// <summary>No more than so much, and no less than the lower bound.</summary>
    public PercentRange AtMost(decimal most) => Most <= most ? this : this with { Most = Math.Max(most, Least), LessThan = false };

    /// <summary>Nothing can be more than the whole.</summary>
    public PercentRange Capped() => AtMost(100) is var capped && capped.Least > 100 ? new PercentRange(100, 100) : AtMost(100);

    public Tri Above(decimal percent) => Least > percent || (Least == percent && MoreThan) ? Tri.Yes : Most <= percent ? Tri.No : Tri.Unknown;

    public Tri AtLeast(decimal percent) => Least >= percent ? Tri.Yes : Most < percent || (Most == percent && LessThan) ? Tri.No : Tri.Unknown;

    /// <summary>To four decimals, outwards.</summary>
    public PercentSpan Span()
    {
        // What lies in the twentieth decimal is the arithmetic's, not the holding's.
        var (least, most) = (decimal.Round(Least, 20), decimal.Round(Most, 20));
        var (floor, ceiling) = (Math.Floor(least * 10_000) / 10_000, Math.Ceiling(most * 10_000) / 10_000);
        return new PercentSpan(Bare(floor), Bare(ceiling), MoreThan && floor == least, LessThan && ceiling == most);
    }

    public override string ToString()
    {
        var (least, most, moreThan, lessThan) = Span();
        return least == most ? $"{Text(least)} per cent"
            : least == 0 && !moreThan ? most == 100 && !lessThan ? "a share that is not stated" : $"{(lessThan ? "less than" : "at most")} {Text(most)} per cent"
            : $"{(moreThan ? "more than " : "")}{Text(least)} to {(lessThan ? "less than " : "")}{Text(most)} per cent";
    }

    private static string Text(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    // Without the zeros that arithmetic leaves behind.
    private static decimal Bare(decimal value) => value / 1.0000000000000000000000000000m;
}
