using System.CommandLine;
using Reporting.Rulebook;

namespace Reporting.Cli;

/// <summary><c>rulebook explain</c>: a regime as a table that a lawyer can read and correct.</summary>
internal static class RulebookExplain
{
    public static Command Command()
    {
        var regime = new Argument<string>("regime") { Description = "A regime's id, or a document." };
        var rulebook = Rulebooks.Option();
        return new Command("explain", "Prints a regime in words") { regime, rulebook }.Does(result => Explain(result.GetValue(regime)!, result.GetValue(rulebook)));
    }

    private static string Explain(string regime, DirectoryInfo? folder)
    {
        var editions = File.Exists(regime) ? [Rulebooks.Read(new FileInfo(regime), folder)] : Rulebooks.Load(folder).Editions(regime);
        return editions.Count > 0
            ? Commands.Text(text => Array.ForEach([.. editions], e => Write(e, text)))
            : throw new InputException($"'{regime}' is no regime of this rulebook and no document");
    }

    private static void Write(Regime regime, TextWriter text)
    {
        text.WriteLine($"{regime.Id}, edition {regime.Edition}");
        Rows(InWords.Of(regime), text);
        text.WriteLine();
        text.WriteLine("Questions");
        foreach (var fact in regime.Facts)
        {
            text.WriteLine($"  {fact.Id,-30} {fact.Question}");
        }

        foreach (var obligation in regime.Obligations)
        {
            text.WriteLine();
            text.WriteLine(obligation.Id);
            Rows(InWords.Of(obligation), text);
        }

        text.WriteLine();
    }

    private static void Rows(IReadOnlyDictionary<string, string> rows, TextWriter text)
    {
        foreach (var (name, value) in rows)
        {
            text.WriteLine($"  {name,-13} {value}");
        }
    }
}
