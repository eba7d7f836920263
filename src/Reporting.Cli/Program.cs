using System.CommandLine;
using System.CommandLine.Help;
using Reporting.Cli;

var root = new RootCommand("Reporting, from the command line")
{
    Play.Command(),
    Deadlines.Command(),
    VerifyReceipt.Command(),
    AuditLedger.Command(),
    CommitMarkers.Command(),
    new Command("reference", "Public reference data: techniques and actors") { ImportReference.Command() },
    new Command("stix", "Bundles of threat information") { CheckStix.Command() },
    new Command("rulebook", "Reads, explains and compares the law as documents")
    {
        RulebookLint.Command(),
        RulebookExplain.Command(),
        RulebookDiff.Command(),
        RulebookWhatIf.Command(),
    },
};
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0 || parsed.Action is HelpAction)
{
    return await parsed.InvokeAsync();
}

// What the parser refuses is invalid input like any other: named on standard error, with nothing on standard output.
foreach (var error in parsed.Errors)
{
    Console.Error.WriteLine(error.Message);
}

return InputException.ExitCode;
