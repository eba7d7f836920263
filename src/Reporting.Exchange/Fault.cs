namespace Reporting.Exchange;

/// <summary>One thing that is wrong with a file of others, or with one we are about to give away.</summary>
/// <param name="Pointer">Where, as an RFC 6901 pointer into the file.</param>
/// <param name="Code">Which rule is broken: stable, to be matched by programs.</param>
/// <param name="Detail">The rule in words, with what is there instead.</param>
public sealed record Fault(string Pointer, string Code, string Detail);

/// <summary>Collects faults up to a bound: a file of a million wrong lines is as wrong as one of a thousand.</summary>
internal sealed class Faults(int most = Faults.Most)
{
    public const int Most = 1_000;

    private readonly List<Fault> _found = [];

    public IReadOnlyList<Fault> All => _found;

    public void Add(string pointer, string code, string detail)
    {
        if (_found.Count < most)
        {
            _found.Add(new Fault(pointer, code, detail));
        }
    }
}
