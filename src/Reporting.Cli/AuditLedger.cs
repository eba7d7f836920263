using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Reporting.Audit;
using Reporting.Ledger;

namespace Reporting.Cli;

/// <summary><c>audit-ledger</c>: recomputes the whole ledger from PostgreSQL and names whatever is not what was committed to. 0: nothing; 1: something; 2: it could not be done.</summary>
internal static class AuditLedger
{
    public static Command Command()
    {
        var keys = LedgerKeyFiles.Option();
        var kept = new Option<string[]>("--checkpoint") { Description = "A signed checkpoint kept outside, of any day: the log must still begin with it.", AllowMultipleArgumentsPerToken = true };
        return new Command("audit-ledger", "Recomputes the ledger from the database that ConnectionStrings__reporting names") { keys, kept }.Judges(result =>
        {
            // From the environment: a command line can be read by every user of the machine.
            var connection = Environment.GetEnvironmentVariable("ConnectionStrings__reporting") ?? throw new InputException("Set ConnectionStrings__reporting: an Npgsql connection string that may read the schemas reporting and events.");
            var known = LedgerKeyFiles.Read(result.GetValue(keys));
            var checkpoints = (result.GetValue(kept) ?? []).Select(file => Kept(file, known)).ToList();
            var started = Stopwatch.GetTimestamp();
            try
            {
                var report = LedgerAudit.RunAsync(connection, known, checkpoints).GetAwaiter().GetResult();
                return Said(report, Stopwatch.GetElapsedTime(started));
            }
            catch (Exception e) when (e is NpgsqlException or InvalidDataException or TimeoutException)
            {
                throw new InputException($"The database could not be audited: {e.Message}");
            }
        });
    }

    private static Checked Said(AuditReport report, TimeSpan took)
    {
        using var self = Process.GetCurrentProcess();
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Entries} entries with {report.Events} events recomputed in {took.TotalSeconds:0.0} s ({report.Events / Math.Max(took.TotalSeconds, 0.001):0} events a second, at most {self.PeakWorkingSet64 / (1024 * 1024)} MiB); {report.Waiting} wait for their place; {report.Findings.Count} faults.");
        return new Checked(report.Findings.Count == 0 ? Verdict.Good : Verdict.Bad, [.. report.Findings, summary]);
    }

    private static Checkpoint Kept(string file, IReadOnlyList<VerifierKey> keys)
    {
        var opened = SignedNote.Open(File.ReadAllBytes(file), keys);
        return opened.Verdict == NoteVerdict.Verified && Checkpoint.Parse(opened.Text!) is { } checkpoint
            ? checkpoint
            : throw new InputException($"{file} is no checkpoint signed by a key that was given{(opened.Reason is null ? "" : ": " + opened.Reason)}");
    }
}
