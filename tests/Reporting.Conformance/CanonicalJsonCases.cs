using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reporting.Ledger;

namespace Reporting.Conformance;

/// <summary>RFC 8785: whole documents, and numbers by their bits.</summary>
internal sealed class CanonicalJsonCases : IVectorSet
{
    public string Name => "canonical json";

    public string File => "10-http-and-formats/jcs-rfc8785.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        foreach (var one in vectors.GetProperty("cases").EnumerateArray())
        {
            var ours = CanonicalJson.Of(one.Bytes("inputBase64"));
            yield return Outcome.Of(
                one.Text("name"),
                Encoding.UTF8.GetString(ours) == one.Text("canonical") && Convert.ToHexStringLower(SHA256.HashData(ours)) == one.Text("canonicalSha256Hex"),
                Encoding.UTF8.GetString(ours));
        }

        foreach (var one in vectors.GetProperty("numbers").EnumerateArray())
        {
            var bits = ulong.Parse(one.Text("ieeeHex"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var written = BitConverter.UInt64BitsToDouble(bits).ToString("E17", CultureInfo.InvariantCulture);
            var ours = Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(written)));
            yield return Outcome.Of("number " + one.Text("ieeeHex"), ours == one.Text("json"), ours);
        }
    }
}
