using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reporting.Contracts;
using Reporting.Ledger;

namespace Reporting.Cli;

/// <summary><c>commit</c>: makes commitments to the markers in a file, one a line. The deposit is what is sent; the openings stay at home, and are kept as well as the markers.</summary>
internal static class CommitMarkers
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Command()
    {
        var markers = new Argument<string>("markers") { Description = "The markers, one a line, UTF-8." };
        var kind = new Option<string>("--kind") { Description = "What they are.", Required = true };
        kind.AcceptOnlyFromAmong([.. Enum.GetValues<MarkerKind>().Select(Words.Of)]);
        var label = new Option<string>("--label") { Description = "Your own name for the set; it is sent.", Required = true };
        var openings = new Option<string>("--openings") { Description = "Where the markers with their salts are written: keep it, and show of it what you open.", Required = true };
        return new Command("commit", "Makes commitments to canaries, watermarks or fingerprints; prints the body of POST /v1/commitments") { markers, kind, label, openings }
            .Does(result => Commit(result.GetValue(markers)!, result.GetValue(kind)!, result.GetValue(label)!, result.GetValue(openings)!));
    }

    private static string Commit(string markers, string kind, string label, string openings)
    {
        if (File.Exists(openings))
        {
            throw new InputException($"{openings} is there already: the openings of an earlier deposit are not written over.");
        }

        var lines = File.ReadAllLines(markers).Where(l => l.Length > 0).ToList();
        if (lines.Count is 0 or > 10_000)
        {
            throw new InputException("A deposit has from 1 to 10,000 markers, one a line.");
        }

        var made = lines.Select(marker => (Marker: marker, Salt: RandomNumberGenerator.GetBytes(32))).ToList();
        File.WriteAllLines(openings, made.Select(m => JsonSerializer.Serialize(new { marker = m.Marker, salt = Convert.ToBase64String(m.Salt) })));
        return JsonSerializer.Serialize(new { kind, label, commitments = made.Select(m => Convert.ToBase64String(MarkerCommitment.To(m.Marker, m.Salt))) }, Json) + "\n";
    }
}
