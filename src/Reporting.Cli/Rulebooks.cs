using System.CommandLine;
using Reporting.Contracts;
using Reporting.Rulebook;

namespace Reporting.Cli;

/// <summary>Finds and reads rulebook documents.</summary>
internal static class Rulebooks
{
    /// <summary>The rulebook that travels with the program.</summary>
    public static readonly string Default = Path.Combine(AppContext.BaseDirectory, "schemas");

    public static Option<DirectoryInfo> Option() => new("--rulebook") { Description = "A folder with regimes/*.json and calendars/*.json in place of the rulebook that came with this program." };

    /// <exception cref="InputException">Names every fault.</exception>
    public static RegimeSet Load(DirectoryInfo? folder)
    {
        var root = folder?.FullName ?? Default;
        var (set, faults) = RegimeSet.Load(Files(Path.Combine(root, "regimes")), Files(Path.Combine(root, "calendars")), StatementFields.Has);
        return set ?? throw new InputException(faults.Select(Line));
    }

    /// <summary>One document by itself, on the calendars of a rulebook.</summary>
    public static Regime Read(FileInfo file, DirectoryInfo? folder)
    {
        var calendars = Files(Path.Combine(folder?.FullName ?? Default, "calendars"));
        var (set, faults) = RegimeSet.Load([(file.FullName, File.ReadAllText(file.FullName))], calendars, StatementFields.Has);
        return set?.Regimes.Single() ?? throw new InputException(faults.Select(Line));
    }

    /// <summary>The documents of a folder: of one that holds regimes and calendars only those, of any other all.</summary>
    public static IReadOnlyList<(string Name, string Json)> Documents(string folder)
    {
        string[] parts = [Path.Combine(folder, "regimes"), Path.Combine(folder, "calendars")];
        return Array.Exists(parts, Directory.Exists) ? [.. parts.Where(Directory.Exists).SelectMany(Files)] : Files(folder);
    }

    public static IReadOnlyList<(string Name, string Json)> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (f, File.ReadAllText(f)))];

    public static string Line(Fault fault) => $"{fault.File}: {(fault.Pointer.Length == 0 ? "/" : fault.Pointer)}: {fault.Message}";
}
