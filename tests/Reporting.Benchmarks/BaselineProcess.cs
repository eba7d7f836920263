using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Benchmarks;

/// <summary>The baseline as a process of its own, as the server is.</summary>
public sealed class BaselineProcess : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _environment;
    private readonly string _database;
    private Process? _process;

    private BaselineProcess(string database, Dictionary<string, string?> environment, Uri url) => (_database, _environment, Url) = (database, environment, url);

    public Uri Url { get; }

    public static async Task<BaselineProcess> StartAsync(string database, string sample, string keys, string issuer, int through)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var baseline = new BaselineProcess(
            database,
            new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = url.AbsoluteUri.TrimEnd('/'), ["Baseline__Case"] = sample, ["Baseline__Keys"] = keys, ["Baseline__Issuer"] = issuer },
            url);
        await baseline.RestartAsync(through);
        return baseline;
    }

    /// <param name="through">The port of a proxy; null: straight to PostgreSQL.</param>
    public async Task RestartAsync(int? through)
    {
        await DisposeAsync();
        var settings = new NpgsqlConnectionStringBuilder(_database);
        settings.Port = through ?? settings.Port;
        _environment["Baseline__Database"] = settings.ConnectionString;
        _process = Shell.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Reporting.Benchmarks.dll"), "baseline"], _environment);
        _process.BeginOutputReadLine();
        _process.ErrorDataReceived += (_, e) => Console.Error.Write(e.Data is null ? "" : e.Data + "\n");
        _process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Url };
        await Poll.UntilAsync(async () => await IsReadyAsync(http), TimeSpan.FromSeconds(30), "the baseline");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync("/health/ready")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>Processor time used so far, seconds.</summary>
public static class Cpu
{
    // Linux counts in hundredths of a second.
    private const double TicksPerSecond = 100;

    public static double Of(int process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Of every PostgreSQL process that runs now. Backends live as long as their pooled connections, so none is lost between two readings.</summary>
    /// <param name="postmaster">The server's first process: only it and its children are meant.</param>
    public static double OfPostgres(int postmaster) => Directory.GetDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id == postmaster || (id > 0 && ParentOf(id) == postmaster))
        .Sum(Of);

    private static int ParentOf(int process)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }
}
