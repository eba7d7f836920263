using System.CommandLine;
using System.Text.Json;
using Reporting.Contracts;
using Reporting.Rulebook;

namespace Reporting.Cli;

/// <summary><c>rulebook lint</c>: every fault of every document, with its file and place.</summary>
internal static class RulebookLint
{
    public static Command Command()
    {
        var paths = new Argument<string[]>("path") { Arity = ArgumentArity.OneOrMore, Description = "Documents, or folders of them: regimes and calendars." };
        var rulebook = Rulebooks.Option();
        return new Command("lint", "Names every fault of rulebook documents") { paths, rulebook }.Does(result => Lint(result.GetValue(paths)!, result.GetValue(rulebook)), faults: Console.Out);
    }

    private static string Lint(string[] paths, DirectoryInfo? folder)
    {
        var missing = paths.Where(p => !File.Exists(p) && !Directory.Exists(p)).ToList();
        if (missing.Count > 0)
        {
            throw new InputException(missing.Select(p => $"{p}: /: there is no such file or folder"));
        }

        var documents = paths.SelectMany(p => Directory.Exists(p) ? Rulebooks.Documents(p) : [(p, File.ReadAllText(p))]).DistinctBy(d => Path.GetFullPath(d.Item1)).ToList();
        var calendars = documents.Where(d => IsCalendar(d.Item2)).ToList();
        var regimes = documents.Except(calendars).ToList();

        // A regime by itself counts on the calendars of the rulebook; those given stand in their place.
        var given = calendars.Select(c => Path.GetFileName(c.Item1)).ToHashSet(StringComparer.Ordinal);
        var others = Rulebooks.Files(Path.Combine(folder?.FullName ?? Rulebooks.Default, "calendars")).Where(c => !given.Contains(Path.GetFileName(c.Name)));
        var (_, faults) = RegimeSet.Load(regimes, [.. calendars, .. others], StatementFields.Has);
        return faults.Count == 0 ? $"{documents.Count} documents, no fault\n" : throw new InputException(faults.Select(Rulebooks.Line));
    }

    // By what only a calendar states; what is neither is read as a regime and refused with its faults.
    private static bool IsCalendar(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("firstDay", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
