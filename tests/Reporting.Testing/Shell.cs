using System.Diagnostics;

namespace Reporting.Testing;

/// <summary>What a program left behind when it ended.</summary>
/// <param name="ExitCode">0 when all went well.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Error">All of its standard error.</param>
public sealed record Finished(int ExitCode, string Output, string Error);

/// <summary>Runs the project's scripts the way a person at a terminal would, but with nothing on standard input.</summary>
public static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">A path, or a name on PATH.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="environment">Variables to set, or with null to remove, on top of this process's own.</param>
    /// <param name="limit">Real time; five minutes when not given. After it the program and its children are killed.</param>
    /// <exception cref="TimeoutException">The program had not ended within the limit.</exception>
    public static async Task<Finished> RunAsync(
        string program, string[] arguments, IReadOnlyDictionary<string, string?>? environment = null, TimeSpan? limit = null)
    {
        using var process = Start(program, arguments, environment);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var end = new CancellationTokenSource(limit ?? Limit);
        try
        {
            await process.WaitForExitAsync(end.Token);
            return new Finished(process.ExitCode, await output.WaitAsync(end.Token), await error.WaitAsync(end.Token));
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} had not ended within {limit ?? Limit}.", exception);
        }
    }

    /// <summary>Runs a program whose failure is a failure of the test; returns its standard output without the last line break.</summary>
    /// <inheritdoc cref="RunAsync"/>
    /// <exception cref="InvalidOperationException">The program failed; the message is its standard error.</exception>
    public static async Task<string> OutputOfAsync(
        string program, string[] arguments, IReadOnlyDictionary<string, string?>? environment = null, TimeSpan? limit = null)
    {
        var finished = await RunAsync(program, arguments, environment, limit);
        return finished.ExitCode == 0
            ? finished.Output.TrimEnd()
            : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {finished.ExitCode}: {finished.Error.Trim()}");
    }

    /// <summary>Starts a program with all three standard streams redirected; the caller ends and disposes it.</summary>
    public static Process Start(string program, string[] arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
