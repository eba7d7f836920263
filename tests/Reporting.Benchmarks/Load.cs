using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Reporting.Benchmarks;

/// <summary>What came of a round of load.</summary>
public sealed record Round(double PerSecond, double P50, double P99, int Count);

/// <summary>Clients in a closed loop: each sends its next filing when its last was answered.</summary>
public sealed class Load(Uri server, string token, string body) : IDisposable
{
    private readonly HttpClient _http = Client(server, token);

    // One series for all: an external reference is used once.
    private static int _number;

    public async Task<Round> RunAsync(int connections, TimeSpan duration)
    {
        var times = new List<double>[connections];
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async c =>
        {
            times[c] = [];
            while (clock.Elapsed < duration)
            {
                var started = clock.Elapsed;
                await OneAsync();
                times[c].Add((clock.Elapsed - started).TotalMilliseconds);
            }
        }));
        var seconds = clock.Elapsed.TotalSeconds;
        var all = times.SelectMany(t => t).Order().ToList();
        return new Round(all.Count / seconds, all[all.Count / 2], all[(int)(all.Count * 0.99)], all.Count);
    }

    public async Task<string> OneAsync()
    {
        var number = Interlocked.Increment(ref _number);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/incidents")
        {
            Content = new StringContent(body.Replace("SAMPLE", $"B-{Environment.ProcessId}-{number}", StringComparison.Ordinal), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
    }

    public void Dispose() => _http.Dispose();

    private static HttpClient Client(Uri server, string token)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 32 }) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
