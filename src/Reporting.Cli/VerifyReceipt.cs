using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Reporting.Ledger;

namespace Reporting.Cli;

/// <summary>
/// <c>verify</c>: checks a receipt, offline. Its exit code is the verdict: 0 good, 1 bad, 2 unreadable input, 3 only
/// promised, 4 unknown key.
/// </summary>
internal static class VerifyReceipt
{
    public static Command Command()
    {
        var receipt = new Argument<string>("receipt") { Description = "The answer to a filing, GET /v1/receipts/{id}, a .tlog-proof file, a signed note, or the certificate of a deadline, which is computed again." };
        var content = new Option<string?>("--content") { Description = "What was filed, as JSON: compared with what the receipt commits to." };
        var since = new Option<string?>("--since") { Description = "An earlier signed checkpoint: the log must still begin with it." };
        var consistency = new Option<string?>("--consistency") { Description = "The proof of that, from /v1/ledger/proof/consistency/{from}/{to}." };
        var openings = new Option<string?>("--opening") { Description = "Markers of a deposit with their salts, one a line: each is looked for in the deposit." };
        var before = new Option<DateTimeOffset?>("--before") { Description = "It must have been received before this instant, or before the beginning of this day (UTC): when a suspect's model was published, say.", CustomParser = Instant };
        var keys = LedgerKeyFiles.Option();
        return new Command("verify", "Checks a receipt, a proof or a certificate, offline") { receipt, content, since, consistency, openings, before, keys }.Judges(result =>
        {
            var known = LedgerKeyFiles.Read(result.GetValue(keys));
            var text = File.ReadAllText(result.GetValue(receipt)!);
            if (HeldCertificate.Read(text) is { } certificate)
            {
                return VerifyCertificate.Run(certificate, known);
            }

            return new ReceiptCheck(known).Run(Held(text), Bytes(result.GetValue(content)), Text(result.GetValue(since)), Text(result.GetValue(consistency)), Text(result.GetValue(openings)), result.GetValue(before));
        });
    }

    private static DateTimeOffset? Instant(ArgumentResult given)
    {
        if (DateTimeOffset.TryParseExact(given.Tokens.Single().Value, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return instant;
        }

        given.AddError("--before takes a day (2026-05-01) or an instant with its offset (2026-05-01T12:00:00Z).");
        return null;
    }

    private static HeldReceipt Held(string text)
    {
        try
        {
            return HeldReceipt.Read(text);
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message);
        }
    }

    private static ReadOnlyMemory<byte>? Bytes(string? file) => file is null ? null : File.ReadAllBytes(file);

    private static string? Text(string? file) => file is null ? null : File.ReadAllText(file);
}
