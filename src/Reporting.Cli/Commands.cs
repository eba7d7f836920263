using System.CommandLine;
using System.Globalization;

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

    /// <summary>Text by lines, in the invariant culture.</summary>
    public static string Text(Action<TextWriter> write)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        write(text);
        return text.ToString();
    }
}
