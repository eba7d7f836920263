using System.CommandLine;
using Reporting.Ledger;

namespace Reporting.Cli;

/// <summary>The keys somebody trusts, from wherever they have them: on the command line or in files, one a line.</summary>
internal static class LedgerKeyFiles
{
    public static Option<string[]> Option() => new("--key")
    {
        Description = "A verifier key (name+id+base64) or a file of them, one a line. As the ledger publishes them at /v1/ledger/keys; keep them apart from the receipts.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <exception cref="InputException">Something given is no key.</exception>
    public static IReadOnlyList<VerifierKey> Read(string[]? given) => [.. (given ?? []).SelectMany(Lines).Select(Key)];

    private static IEnumerable<string> Lines(string given) =>
        File.Exists(given) ? File.ReadLines(given).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#') : [given];

    private static VerifierKey Key(string text)
    {
        try
        {
            return VerifierKey.Parse(text);
        }
        catch (FormatException e)
        {
            throw new InputException($"'{text}': {e.Message}");
        }
    }
}
