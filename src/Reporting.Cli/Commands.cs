using System.CommandLine;
using System.Globalization;
using Reporting.Ledger;

namespace Reporting.Cli;

/// <summary>What commands have in common.</summary>
internal static class Commands
{
    /// <summary>Sets what a command does: its text goes to standard output; invalid input is named on standard error, and nothing else is written.</summary>
    /// <param name="faults">Where faults are named instead, where naming them is what the command is for.</param>
    public static Command Does(this Command command, Func<ParseResult, string> run, TextWriter? faults = null)
    {
        command.SetAction(result =>
        {
            try
            {
                Console.Out.Write(run(result));
                return 0;
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
            {
                (faults ?? Console.Error).WriteLine(e.Message);
                return InputException.ExitCode;
            }
        });
        return command;
    }

    /// <summary>Sets what a command judges: what was checked goes to standard output, a sentence a line, and the verdict is the exit code.</summary>
    public static Command Judges(this Command command, Func<ParseResult, Checked> run)
    {
        command.SetAction(result =>
        {
            try
            {
                var found = run(result);
                Console.Out.Write(Text(text =>
                {
                    foreach (var sentence in found.Words)
                    {
                        text.WriteLine(sentence);
                    }

                    text.WriteLine(InOneWord(found.Verdict));
                }));
                return (int)found.Verdict;
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                return InputException.ExitCode;
            }
        });
        return command;
    }

    private static string InOneWord(Verdict verdict) => verdict switch
    {
        Verdict.Good => "GOOD",
        Verdict.Bad => "BAD",
        Verdict.Unreadable => "UNREADABLE",
        Verdict.OnlyPromised => "ONLY PROMISED",
        Verdict.UnknownKey => "UNKNOWN KEY",
    };

    /// <summary>Text by lines, in the invariant culture.</summary>
    public static string Text(Action<TextWriter> write)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        write(text);
        return text.ToString();
    }
}
