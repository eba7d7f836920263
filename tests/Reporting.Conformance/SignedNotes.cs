using System.Text.Json;
using Reporting.Ledger;

namespace Reporting.Conformance;

/// <summary>Notes of several logs and witnesses, verified and refused; a text signed with a test key.</summary>
internal sealed class SignedNotes : IVectorSet
{
    public string Name => "signed notes";

    public string File => "05-transparency-log/signed-notes.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        foreach (var one in vectors.GetProperty("cases").EnumerateArray())
        {
            VerifierKey[] keys = [.. one.GetProperty("verifierKeys").EnumerateArray().Select(k => VerifierKey.Parse(k.GetString()!))];
            var opened = SignedNote.Open(one.Text("note"), keys);
            yield return Outcome.Of(one.Text("id"), (opened.Verdict == NoteVerdict.Verified) == (one.Text("want") == "verified"), $"{opened.Verdict}: {opened.Reason}");
            yield return Outcome.Of(one.Text("id") + " keys", keys.Select(k => k.ToString()).SequenceEqual(one.GetProperty("verifierKeys").EnumerateArray().Select(k => k.GetString()!)), "written otherwise");
        }

        foreach (var bad in vectors.GetProperty("badVerifierKeys").EnumerateArray())
        {
            yield return Outcome.Of("bad key " + bad.GetString()![..21], !IsKey(bad.GetString()!), "accepted");
        }

        using var signer = SignerKey.Parse(vectors.Text("signerKeyTestOnly"));
        yield return Outcome.Of("signed", SignedNote.Sign(vectors.Text("signText"), signer) == vectors.Text("wantSigned"), "another note");
    }

    private static bool IsKey(string text)
    {
        try
        {
            VerifierKey.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
