using System.Text.Json;
using Reporting.Ledger;
using Reporting.Testing;

namespace Reporting.Conformance;

/// <summary>What a witness answers, step by step; and that a log writes its requests as this one did.</summary>
internal sealed class WitnessSequence : IVectorSet
{
    public string Name => "witness sequence";

    public string File => "05-transparency-log/witness-add-checkpoint-sequence.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        using var key = SignerKey.Of("example.com/witness", new byte[32], NoteKeyType.Cosignature);
        var witness = new Witness(key, () => 1_700_000_000, VerifierKey.Parse(vectors.GetProperty("log").Text("verifierKey")));
        var step = 0;
        foreach (var one in vectors.GetProperty("sequence").EnumerateArray())
        {
            var request = new AddCheckpoint(one.GetProperty("old").GetUInt64(), one.Hashes("proof"), one.Text("checkpoint"));
            var name = $"step {++step}";
            yield return Outcome.Of(name + " request", request.ToString() == one.Text("body"), "another body");
            var (status, body) = witness.Add(one.Text("body"));
            var assert = one.Text("assert").Replace("\\n", "\n", StringComparison.Ordinal);
            var words = assert.Split('"')[1];
            var said = assert.StartsWith("body == ", StringComparison.Ordinal) ? body == words : body.Contains(words, StringComparison.Ordinal);
            yield return Outcome.Of(name, status == one.GetProperty("wantStatus").GetInt32() && said, $"{status} {body}");
            if (status == 200)
            {
                yield return Outcome.Of(name + " cosignature", request.Cosignatures(body, [key.Verifier]).Count == 1, "not taken by the log");
            }
        }
    }
}
