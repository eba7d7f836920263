namespace Reporting.Cli;

/// <summary>What was given cannot be used. Its message names every fault.</summary>
public sealed class InputException(string message) : Exception(message)
{
    public const int ExitCode = 2;

    public InputException(IEnumerable<string> faults)
        : this(string.Join('\n', faults))
    {
    }
}
