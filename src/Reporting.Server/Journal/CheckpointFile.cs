using System.Text;
using Reporting.Ledger;

namespace Reporting.Server.Journal;

/// <summary>The ledger cannot be signed: it is not the one that was published. Somebody has to decide; nothing here may.</summary>
public sealed class LedgerRefusedException(string message) : Exception(message);

/// <summary>
/// The last checkpoint this node knows of, outside PostgreSQL: a database that was restored, or that another took over
/// with less in it, is found out before anything is signed on it.
/// </summary>
public sealed class CheckpointFile(IConfiguration configuration, LedgerKeys keys)
{
    public string Path { get; } = configuration["Ledger:CheckpointFile"]
        ?? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(configuration["Keys:MasterKeyFile"] ?? System.IO.Path.Combine(AppContext.BaseDirectory, "keys", "master.json")))!, "checkpoint");

    /// <summary>Null: none was kept yet.</summary>
    /// <exception cref="LedgerRefusedException">What is kept is not a checkpoint that this ledger's keys signed.</exception>
    public Checkpoint? Read(string origin)
    {
        if (!File.Exists(Path))
        {
            return null;
        }

        var opened = SignedNote.Open(File.ReadAllBytes(Path), keys.Verifiers);
        return opened.Verdict == NoteVerdict.Verified && Checkpoint.Parse(opened.Text!) is { } kept && kept.Origin == origin
            ? kept
            : throw new LedgerRefusedException($"The checkpoint kept in {Path} is not of this ledger: {opened.Reason ?? "another origin"}.");
    }

    /// <summary>Whole or not at all, and on the disk when this returns.</summary>
    public void Keep(string note)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var unfinished = $"{Path}.{Environment.ProcessId}";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(note));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, Path, overwrite: true);
    }
}
