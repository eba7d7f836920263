namespace Reporting.Ownership;

/// <summary>How much a finding weighs.</summary>
public enum Weight
{
    /// <summary>It cannot be so: what says it is no statement, or contradicts others.</summary>
    Wrong,

    /// <summary>Something is missing that decides; what is there is good.</summary>
    Gap,

    /// <summary>It was read otherwise than it stands, or left out, and this says how.</summary>
    Noted,
}

/// <summary>One thing found in a file or in a set of statements.</summary>
/// <param name="Pointer">RFC 6901, into the file or the list; of a table the line, as <c>/lines/4/share</c> (the header is line 1).</param>
/// <param name="Code">Stable, for programs; of a BODS file that breaks its schema the keyword of JSON Schema that it breaks.</param>
/// <param name="Detail">For people; repeats no value of theirs but keys.</param>
public sealed record Finding(Weight Weight, string Pointer, string Code, string Detail);
