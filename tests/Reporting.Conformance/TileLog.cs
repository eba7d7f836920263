using System.Globalization;
using System.Text.Json;
using Reporting.Ledger;

namespace Reporting.Conformance;

/// <summary>A whole log with its test key: grown again from its entries, every file of it comes out byte for byte.</summary>
internal sealed class TileLog : IVectorSet
{
    public string Name => "tile log, byte for byte";

    public string File => "05-transparency-log/tessera-testdata-log.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        using var signer = SignerKey.Parse(vectors.Text("signerKeyTestOnly"));
        yield return Outcome.Of("verifier key", signer.Verifier.ToString() == vectors.Text("verifierKey"), "another key");
        var files = vectors.GetProperty("files").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetBytesFromBase64());
        var last = files.Keys.Where(k => k.StartsWith("tile/entries/", StringComparison.Ordinal)).MaxBy(k => files[k].Length)!;
        var entries = EntryBundle.Entries(files[last]);
        var made = new Dictionary<string, byte[]>();
        var growth = new TreeGrowth(0, _ => default);
        for (var size = 0; size <= entries.Count; size++)
        {
            var note = SignedNote.Sign(new Checkpoint(signer.Verifier.Name, (ulong)size, growth.Root()).Text, signer);
            made["checkpoint." + size.ToString(CultureInfo.InvariantCulture)] = made["checkpoint"] = System.Text.Encoding.UTF8.GetBytes(note);
            foreach (var tile in growth.Changed)
            {
                var width = tile.WidthAt((ulong)size);
                made[tile.Path(width)] = growth.Hashes(tile).ToArray();
                made[Tile.BundlePath(tile.Index, width)] = EntryBundle.Of([.. entries.Take(size)]);
            }

            if (size < entries.Count)
            {
                growth.Add(Merkle.Leaf(entries[size]));
            }
        }

        foreach (var (path, bytes) in files)
        {
            yield return Outcome.Of(path, made.GetValueOrDefault(path) is { } ours && ours.AsSpan().SequenceEqual(bytes), made.ContainsKey(path) ? "other bytes" : "not made");
        }

        foreach (var path in made.Keys.Except(files.Keys))
        {
            yield return new Outcome(path, "made, and not in the log");
        }
    }
}
