using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Alba;
using JasperFx.CommandLine;
using Marten;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Testing;
using Wolverine;

namespace Reporting.Server.Tests.Harness;

/// <summary>
/// The whole server over a database of its own: real tokens from the real issuer, real PostgreSQL, real SMTP where asked
/// for. Only the law's clock is ours.
/// </summary>
public sealed class ReportingHost : IAsyncDisposable
{
    public const string AdminId = "platform-admin";
    private const string AdminSecret = "only-for-tests-0123456789abcdef";

    private readonly TestDatabase database;
    private readonly Dictionary<string, string> tokens = [];

    private readonly bool records;

    private readonly IAsyncDisposable server;
    private readonly Func<HttpMessageHandler> way;
    private readonly Uri address;

    private ReportingHost(Started started, TestDatabase database, FakeTimeProvider law, string folder, bool records)
    {
        (server, Services, way, address) = started;
        this.records = records;
        this.database = database;
        Law = law;
        Folder = folder;
    }

    public IServiceProvider Services { get; }

    /// <summary>The law's clock. Move it with <see cref="AdvanceAsync"/>, so that what is scheduled moves with it.</summary>
    public FakeTimeProvider Law { get; }

    /// <summary>Master key and pickup folder of this server.</summary>
    public string Folder { get; }

    public DateTimeOffset Now => Law.GetUtcNow();

    public string ConnectionString => database.ConnectionString;

    /// <param name="now">Where the law's clock stands at first; the machine's own time where it does not matter.</param>
    /// <param name="records">What is sent to it and answered is kept as the examples of the interface.</param>
    /// <param name="socket">Over Kestrel and a socket of its own, as outside; within the process where nothing is said.</param>
    public static async Task<ReportingHost> StartAsync(DateTimeOffset? now = null, IReadOnlyDictionary<string, string>? settings = null, bool records = false, bool socket = false)
    {
        JasperFxEnvironment.AutoStartHost = true;
        var database = await TestDatabase.CreateAsync(MigrateAsync);
        var folder = Directory.CreateTempSubdirectory("reporting-host-").FullName;
        var law = new FakeTimeProvider(now ?? TimeProvider.System.GetUtcNow());
        void Configure(IWebHostBuilder web)
        {
            foreach (var (name, value) in Settings(database.ConnectionString, folder).Concat(settings ?? new Dictionary<string, string>()))
            {
                web.UseSetting(name, value);
            }

            web.ConfigureServices(services => services.AddSingleton(new LegalClock(law)));
        }

        return new ReportingHost(socket ? OverSocket(Configure) : await WithinAsync(Configure), database, law, folder, records || Updating.All);
    }

    private sealed record Started(IAsyncDisposable Server, IServiceProvider Services, Func<HttpMessageHandler> Way, Uri Address);

    private static async Task<Started> WithinAsync(Action<IWebHostBuilder> configure)
    {
        var host = await AlbaHost.For<Program>(configure);
        return new Started(host, host.Services, host.Server.CreateHandler, host.Server.BaseAddress);
    }

    private static Started OverSocket(Action<IWebHostBuilder> configure)
    {
        var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(configure);
        // A port of its own: the overload that takes a number takes 0 for the usual one, and two at a time would meet there.
        factory.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        factory.StartServer();
        var address = factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Started(factory, factory.Services, static () => new SocketsHttpHandler(), new Uri(address));
    }

    private static Dictionary<string, string> Settings(string connectionString, string folder) => new()
    {
        ["ConnectionStrings:reporting"] = connectionString,
        ["Keys:MasterKeyFile"] = Path.Combine(folder, "master.json"),
        ["Bootstrap:ClientId"] = AdminId,
        ["Bootstrap:ClientSecret"] = AdminSecret,
        ["Tokens:AllowHttp"] = "true",
        ["Evidence:Folder"] = Path.Combine(folder, "evidence"),
        ["Mail:PickupFolder"] = Path.Combine(folder, "outbox"),
        ["Messages:ScheduledPollMilliseconds"] = "100",
        ["Notifications:PollMilliseconds"] = "50",
        ["Notifications:LeaseSeconds"] = "10",
        ["Webhooks:AllowLoopback"] = "true",
        // A test that is about the journal runs the sequencer itself; for all others what was written stays where it was written.
        ["Journal:Run"] = "false",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
    };

    private static async Task MigrateAsync(string connectionString)
    {
        var folder = Directory.CreateTempSubdirectory("reporting-migrate-").FullName;
        // The server's own output folder: its dependencies and runtime configuration lie beside it there.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var server = Repository.File("src", "Reporting.Server", "bin", built.Parent!.Name, built.Name, "Reporting.Server.dll");
        var environment = Settings(connectionString, folder).ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => (string?)s.Value);
        await Shell.OutputOfAsync("dotnet", [server, "migrate"], environment);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A client's HTTP, with its bearer token. Tokens are asked for once.</summary>
    public async Task<HttpClient> AsAsync(string clientId, string clientSecret)
    {
        if (!tokens.TryGetValue(clientId, out var token))
        {
            token = await TokenAsync(clientId, clientSecret);
            tokens[clientId] = token;
        }

        var http = Anonymous();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    public HttpClient Anonymous()
    {
        HttpMessageHandler answers = new DescribedAnswers(way());
        return new HttpClient(records ? new ExampleRecorder(answers) : answers) { BaseAddress = address };
    }

    public Task<HttpClient> AdminAsync() => AsAsync(AdminId, AdminSecret);

    public async Task<string> TokenAsync(string clientId, string clientSecret)
    {
        using var http = Anonymous();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = clientSecret,
        });
        using var answer = await http.PostAsync("/connect/token", form);
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>();
        return answer.IsSuccessStatusCode
            ? body!["access_token"]!.GetValue<string>()
            : throw new InvalidOperationException($"No token for {clientId}: {body}");
    }

    /// <summary>
    /// Moves the law by a distance, and with it everything scheduled: Wolverine's own scheduler reads the machine's clock,
    /// so what it holds is brought nearer by as much.
    /// </summary>
    public async Task AdvanceAsync(TimeSpan distance)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await QuietAsync(connection);
        Law.Advance(distance);
        await using var command = new NpgsqlCommand(
            $"update {EventStoreSchemas.Messages}.wolverine_incoming_envelopes set execution_time = execution_time - @by where status = 'Scheduled'", connection);
        command.Parameters.AddWithValue("by", distance);
        await command.ExecuteNonQueryAsync();
    }

    // A handler that has read the time and not yet set its alarm would set it by the time before.
    private static async Task QuietAsync(NpgsqlConnection connection)
    {
        await using var busy = new NpgsqlCommand(
            $"select count(*) from {EventStoreSchemas.Messages}.wolverine_incoming_envelopes where status <> 'Handled' and (execution_time is null or execution_time <= now())", connection);
        for (var waited = 0; waited < 200 && (long)(await busy.ExecuteScalarAsync())! > 0; waited++)
        {
            await Task.Delay(50);
        }
    }

    /// <summary>Asks for the sweeps now, which their timer does each minute of the machine's clock.</summary>
    public async Task SweepAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        foreach (var sweep in Services.GetServices<EveryMinute>())
        {
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(sweep.Message, new DeliveryOptions { TenantId = Tenants.Platform });
        }
    }

    /// <summary>Reads one value, as the server's role.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The events and journal rows that commands of a party have written, a line each: not those the server adds on its own, at any moment (evaluations, notifications, scans).</summary>
    public async Task<IReadOnlyList<string>> WrittenByPartiesAsync() => await ScalarAsync<string[]>("""
        select array(
            select concat_ws(' ', 'event', type, stream_id, version, user_name) from events.mt_events where type <> 'deadlines-computed' and user_name is distinct from 'platform/clock'
            union all
            select concat_ws(' ', 'row', kinds::text, case_id, case_version) from reporting.journal_pending
            where events is null and kinds <> array['deadlines-computed'] and kinds[1] not like 'evidence-%' and kinds[1] not like 'similarity-%')
        """);

    /// <summary>That since then commands of parties have written nothing.</summary>
    /// <param name="of">Where others use the host too: nothing of this kind.</param>
    public async Task NothingWrittenSinceAsync(IReadOnlyList<string> before, string of = "") =>
        (await WrittenByPartiesAsync()).Except(before).Where(line => line.Contains(of, StringComparison.Ordinal)).ShouldBeEmpty();

    public IDocumentStore Store => Services.GetRequiredService<IDocumentStore>();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
