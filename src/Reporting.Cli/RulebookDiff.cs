using System.CommandLine;
using Reporting.Rulebook;

namespace Reporting.Cli;

/// <summary><c>rulebook diff</c>: what an amendment changes, in words.</summary>
internal static class RulebookDiff
{
    public static Command Command()
    {
        var (a, b) = (new Argument<string>("a") { Description = "The document as it was, or a regime's id." }, new Argument<string>("b") { Description = "The document as it would be, or a regime's id." });
        var rulebook = Rulebooks.Option();
        return new Command("diff", "Says in words what an amendment changes") { a, b, rulebook }
            .Does(result => Diff(One(result.GetValue(a)!, result.GetValue(rulebook)), One(result.GetValue(b)!, result.GetValue(rulebook))));
    }

    private static Regime One(string regime, DirectoryInfo? folder) =>
        File.Exists(regime) ? Rulebooks.Read(new FileInfo(regime), folder)
        : Rulebooks.Load(folder).Editions(regime) is [.., var latest] ? latest
        : throw new InputException($"'{regime}' is no regime of this rulebook and no document");

    private static string Diff(Regime before, Regime after)
    {
        var lines = Commands.Text(text =>
        {
            Changed("The regime", InWords.Of(before), InWords.Of(after), text);
            Named("Question", before.Facts.ToDictionary(f => f.Id, f => f.Question), after.Facts.ToDictionary(f => f.Id, f => f.Question), text);
            Obligations(before, after, text);
            Named("Field", Fields(before), Fields(after), text);
        });
        return lines.Length == 0 ? "Nothing changes.\n" : lines;
    }

    private static void Obligations(Regime before, Regime after, TextWriter text)
    {
        foreach (var obligation in after.Obligations)
        {
            if (before.Obligations.FirstOrDefault(o => o.Id == obligation.Id) is { } was)
            {
                Changed(obligation.Id, InWords.Of(was), InWords.Of(obligation), text);
            }
            else
            {
                text.WriteLine($"{obligation.Id} is new: {string.Join("; ", InWords.Of(obligation).Select(p => $"{p.Key} {p.Value}"))}.");
            }
        }

        foreach (var gone in before.Obligations.Where(o => after.Obligations.All(a => a.Id != o.Id)))
        {
            text.WriteLine($"{gone.Id} falls away ({gone.Title}).");
        }
    }

    private static void Changed(string what, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after, TextWriter text)
    {
        foreach (var name in before.Keys.Union(after.Keys))
        {
            var (was, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (was != now)
            {
                text.WriteLine(was is null ? $"{what}: {name} is now '{now}'." : now is null ? $"{what}: {name} '{was}' falls away." : $"{what}: {name} changes from '{was}' to '{now}'.");
            }
        }
    }

    private static void Named(string what, Dictionary<string, string> before, Dictionary<string, string> after, TextWriter text)
    {
        foreach (var (id, now) in after.Where(a => before.GetValueOrDefault(a.Key) != a.Value))
        {
            text.WriteLine(before.TryGetValue(id, out var was) ? $"{what} {id} changes from '{was}' to '{now}'." : $"{what} {id} is new: {now}");
        }

        foreach (var gone in before.Keys.Except(after.Keys))
        {
            text.WriteLine($"{what} {gone} falls away.");
        }
    }

    private static Dictionary<string, string> Fields(Regime regime) =>
        regime.Forms.SelectMany(f => f.Fields.Select(x => (Key: $"{f.Stage}{x.Pointer}", Words: $"{(x.Essential ? "essential" : "when known")}{(x.Number is null ? "" : ", no. " + x.Number)}{(x.Codes.Count == 0 ? "" : ", one of " + string.Join(", ", x.Codes))}")))
            .Concat(regime.Forms.SelectMany(f => f.Declarations.Select(d => (Key: $"{f.Stage}{d.Pointer}", Words: $"a declaration{(d.Number is null ? "" : ", no. " + d.Number)}{(d.With is null ? "" : ", with " + d.With)}"))))
            .DistinctBy(x => x.Key).ToDictionary(x => x.Key, x => x.Words);
}
