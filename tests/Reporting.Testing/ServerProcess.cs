using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace Reporting.Testing;

/// <summary>The server as a process of its own over a database of its own, to be killed and started again.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
    private const string AdminId = "operator";
    private readonly string folder = Directory.CreateTempSubdirectory("reporting-server-").FullName;
    private readonly Dictionary<string, string?> environment;
    private Process? process;

    private ServerProcess(string admin)
    {
        Port = FreePort.Next();
        var own = new NpgsqlConnectionStringBuilder(admin) { Database = "reporting", Username = "reporting", Password = "only-for-this-test" };
        ConnectionString = own.ConnectionString;
        environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__admin"] = admin,
            ["ConnectionStrings__reporting"] = own.ConnectionString,
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Port}",
            ["PublicUrl"] = $"http://127.0.0.1:{Port}",
            ["Tokens__AllowHttp"] = "true",
            ["Keys__MasterKeyFile"] = Path.Combine(folder, "master.json"),
            ["Evidence__Folder"] = Path.Combine(folder, "evidence"),
            ["Mail__PickupFolder"] = Path.Combine(folder, "outbox"),
            ["Bootstrap__ClientId"] = AdminId,
            ["Bootstrap__ClientSecret"] = AdminSecret,
        };
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromSeconds(20) };
    }

    private ServerProcess(ServerProcess beside)
    {
        Port = FreePort.Next();
        ConnectionString = beside.ConnectionString;
        environment = new Dictionary<string, string?>(beside.environment, StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Port}" };
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromSeconds(20) };
    }

    private static string AdminSecret => "only-for-this-test-0123456789abcdef";

    public static string Program => Repository.File("src", "Reporting.Server", "bin", Configuration, "net10.0", "Reporting.Server.dll");

    public int Port { get; }

    /// <summary>Its keys, checkpoint and pickup folder.</summary>
    public string Folder => folder;

    public string ConnectionString { get; }

    public HttpClient Http { get; }

    /// <param name="admin">An administrator's connection string; the server gets a role and a database of its own there.</param>
    public static async Task<ServerProcess> StartAsync(string admin)
    {
        var server = new ServerProcess(admin);
        await Shell.OutputOfAsync("dotnet", [Program, "bootstrap-database"], server.environment);
        await Shell.OutputOfAsync("dotnet", [Program, "migrate"], server.environment);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        Launch();
        await Poll.UntilAsync(IsReadyAsync, TimeSpan.FromSeconds(60), "the server");
    }

    /// <summary>Starts it and waits for nothing: it may not live long enough to be ready.</summary>
    public void Launch()
    {
        process = Shell.Start("dotnet", [Program], environment);
        // Nobody reads what it says: a full pipe would stop it.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasEnded => process!.HasExited;

    public int ProcessId => process!.Id;

    /// <summary>Where the server finds its database from its next start on: a proxy that counts, or breaks.</summary>
    public void Through(int port) =>
        environment["ConnectionStrings__reporting"] = new NpgsqlConnectionStringBuilder(ConnectionString) { Port = port }.ConnectionString;

    /// <summary>Another node over the same database, with the same settings.</summary>
    public async Task<ServerProcess> BesideAsync()
    {
        var other = new ServerProcess(this);
        await other.StartAgainAsync();
        return other;
    }

    /// <summary>A setting from the next start on; null: none.</summary>
    public void Set(string name, string? value)
    {
        if (value is null)
        {
            environment.Remove(name);
        }
        else
        {
            environment[name] = value;
        }
    }

    /// <summary>The end of the process by its own doing.</summary>
    public async Task EndedAsync(TimeSpan limit)
    {
        await process!.WaitForExitAsync().WaitAsync(limit);
        process.Dispose();
        process = null;
    }

    /// <summary>kill -9: no word to anybody.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>SIGTERM, as an orchestrator says it; the exit code, once it has left.</summary>
    public async Task<int> StopAsync()
    {
        await Shell.OutputOfAsync("bash", ["-c", "kill -TERM \"$0\"", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    public Task<string> AdminTokenAsync() => TokenAsync(AdminId, AdminSecret);

    public async Task<string> TokenAsync(string id, string secret)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret });
        using var answer = await Http.PostAsync("/connect/token", form);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!.GetValue<string>();
    }

    /// <summary>Plays the project's samples against the server, as <c>./ops/run</c> does; what was printed.</summary>
    public Task<string> PlayAsync() => Shell.OutputOfAsync(
        "dotnet",
        [Repository.File("src", "Reporting.Cli", "bin", Configuration, "net10.0", "Reporting.Cli.dll"), "play", Repository.File("ops", "samples"), "--server", Http.BaseAddress!.AbsoluteUri],
        environment);

    /// <summary>Registers a firm; the token of an officer of it.</summary>
    public async Task<string> OfficerTokenAsync()
    {
        var admin = await AdminTokenAsync();
        var firm = await PostAsync("/v1/firms", new { name = "Northwind" }, admin, "firm");
        var client = await PostAsync(
            "/v1/clients", new { party = new { kind = "firm", id = firm["id"]!.GetValue<string>() }, roles = new[] { "officer", "firm-admin" }, name = "test" }, admin, "client");
        return await TokenAsync(client["clientId"]!.GetValue<string>(), client["clientSecret"]!.GetValue<string>());
    }

    /// <summary>The authority that takes what these tests file.</summary>
    public async Task RegisterAuthorityAsync() => await PostAsync(
        "/v1/authorities",
        new { id = "uk-cyber", name = "Cyber authority", jurisdiction = "GB", worksHere = true, door = new { url = "https://uk-cyber.example/" } },
        await AdminTokenAsync(),
        "authority");

    /// <summary>One POST; an exception when the connection breaks or the answer is no success.</summary>
    public async Task<JsonObject> PostAsync(string url, object body, string token, string key, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Idempotency-Key", key);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!.AsObject()
            : throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode}: {text}"), null, answer.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync();
        }

        Http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // Not there, or too busy to say so: not ready.
            return false;
        }
    }
}
