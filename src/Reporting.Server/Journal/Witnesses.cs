using System.Text;
using System.Threading.Channels;
using Npgsql;
using Reporting.Ledger;

namespace Reporting.Server.Journal;

/// <summary>A witness: where it is reached and the key it cosigns with.</summary>
public sealed record WitnessAddress(Uri Url, VerifierKey Key);

/// <summary>
/// Shows each checkpoint to the configured witnesses (<c>Ledger:Witnesses:{n}:Url</c>, <c>:Key</c>; C2SP tlog-witness) with
/// the proof that nothing they saw has changed, and keeps their cosignatures with it. Only the newest is shown: a witness
/// that is slow or away is caught up, and nobody waits for it.
/// </summary>
public sealed class Witnesses : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Channel<(Checkpoint Head, string Note)> _told = Channel.CreateBounded<(Checkpoint, string)>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Dictionary<VerifierKey, ulong> _cosigned = [];
    private readonly NpgsqlDataSource _database;
    private readonly IHttpClientFactory _clients;
    private readonly ILogger<Witnesses> _log;

    public Witnesses(NpgsqlDataSource database, IHttpClientFactory clients, IConfiguration configuration, ILogger<Witnesses> log)
    {
        (_database, _clients, _log) = (database, clients, log);
        All = [.. configuration.GetSection("Ledger:Witnesses").GetChildren().Select(w => new WitnessAddress(new Uri(w["Url"]!), VerifierKey.Parse(w["Key"]!)))];
    }

    public IReadOnlyList<WitnessAddress> All { get; }

    public void Tell(Checkpoint head, string note)
    {
        if (All.Count > 0)
        {
            _told.Writer.TryWrite((head, note));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (head, note) in _told.Reader.ReadAllAsync(stoppingToken))
        {
            var lines = new List<string>();
            foreach (var witness in All)
            {
                try
                {
                    lines.AddRange(await AskAsync(witness, head, note, stoppingToken));
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    _log.LogWarning(e, "The witness {Witness} did not cosign the checkpoint of size {Size}.", witness.Key.Name, head.Size);
                }
            }

            if (lines.Count > 0)
            {
                await KeepAsync(head, note + string.Concat(lines.Select(l => l + "\n")), stoppingToken);
            }
        }
    }

    private async Task<IReadOnlyList<string>> AskAsync(WitnessAddress witness, Checkpoint head, string note, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var old = Math.Min(_cosigned.GetValueOrDefault(witness.Key), head.Size);
            var request = new AddCheckpoint(old, await ProofAsync(old, head.Size, cancellation), note);
            using var http = _clients.CreateClient(nameof(Witnesses));
            http.Timeout = Patience;
            using var content = new StringContent(request.ToString(), Encoding.UTF8, "text/plain");
            using var answer = await http.PostAsync(new Uri(witness.Url, "add-checkpoint"), content, cancellation);
            var body = await answer.Content.ReadAsStringAsync(cancellation);
            if (answer.IsSuccessStatusCode)
            {
                _cosigned[witness.Key] = head.Size;
                return request.Cosignatures(body, [witness.Key]);
            }

            // It says which size it saw last: from there we prove.
            if ((int)answer.StatusCode != StatusCodes.Status409Conflict || !ulong.TryParse(body.TrimEnd('\n'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seen))
            {
                throw new InvalidOperationException($"It answered {(int)answer.StatusCode}.");
            }

            if (seen > head.Size)
            {
                throw new InvalidOperationException($"It has cosigned {seen} leaves of this log, which has {head.Size}.");
            }

            _cosigned[witness.Key] = seen;
        }

        throw new InvalidOperationException("It saw another checkpoint in the meantime.");
    }

    private async Task<IReadOnlyList<byte[]>> ProofAsync(ulong old, ulong size, CancellationToken cancellation)
    {
        if (old == 0 || old == size)
        {
            return [];
        }

        await using var connection = await _database.OpenConnectionAsync(cancellation);
        var ranges = TileProofs.Consistency(old, size);
        var tiles = await LedgerTiles.LoadAsync(connection, [.. TileProofs.Needed(ranges)], size, cancellation);
        return [.. ranges.Select(r => TileProofs.Hash(r.From, r.To, tiles))];
    }

    private async Task KeepAsync(Checkpoint head, string note, CancellationToken cancellation)
    {
        try
        {
            await using var command = _database.CreateCommand($"update {JournalTables.Head} set cosigned = $1, cosigned_size = $2 where id = 1 and cosigned_size < $2");
            command.Parameters.Add(new() { Value = note });
            command.Parameters.Add(new() { Value = (long)head.Size });
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (NpgsqlException e)
        {
            _log.LogWarning(e, "The cosignatures of the checkpoint of size {Size} could not be kept; the next are.", head.Size);
        }
    }
}
