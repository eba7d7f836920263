using Marten;
using Npgsql;
using Reporting.Server.Kernel;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Reporting.Server.Notifications;

/// <summary>
/// What is to be sent, one row a message from the transaction that plans it to the one that records how it ended: the
/// second stage. Rows are claimed by host in order of urgency, each by one node; what a node claimed and never finished
/// comes free by itself.
/// </summary>
public sealed class DeliveryTable : Table
{
    public const string Name = "deliveries";

    /// <summary>The host of everything that goes by mail: all of it goes through one server.</summary>
    public const string MailHost = "mail";

    public DeliveryTable(string schema)
        : base(new PostgresqlObjectName(schema, Name, SchemaUtils.IdentifierUsage.General))
    {
        AddColumn("notification", "uuid").AsPrimaryKey();
        AddColumn("tenant_id", "text").NotNull();
        AddColumn("host", "text").NotNull();
        AddColumn("urgent", "timestamptz").NotNull();

        // When an attempt that failed is repeated, by the legal clock; null before the first, which no clock that is set back holds up.
        AddColumn("retry_at", "timestamptz");

        // By the database's clock, which all nodes share.
        AddColumn("claimed_until", "timestamptz");
        Indexes.Add(new IndexDefinition("ix_deliveries_host_urgent") { Columns = ["host", "urgent"] });
    }

    /// <summary>Adds a planned message, in the session's transaction.</summary>
    public static void Add(IDocumentSession session, Guid notification, string host, DateTimeOffset urgent) => session.QueueSqlCommand(
        $"insert into {EventStoreSchemas.Own}.{Name} (notification, tenant_id, host, urgent) values (?, ?, ?, ?) on conflict (notification) do nothing",
        notification,
        session.TenantId,
        host,
        urgent);

    /// <summary>Takes out a message that has come to its end, in the session's transaction.</summary>
    public static void Remove(IDocumentSession session, Guid notification) =>
        session.QueueSqlCommand($"delete from {EventStoreSchemas.Own}.{Name} where notification = ?", notification);

    /// <summary>Puts a message back until its next attempt, in the session's transaction.</summary>
    public static void Retry(IDocumentSession session, Guid notification, DateTimeOffset at) =>
        session.QueueSqlCommand($"update {EventStoreSchemas.Own}.{Name} set retry_at = ?, claimed_until = null where notification = ?", at, notification);
}

/// <summary>A message claimed for sending.</summary>
/// <param name="Until">When somebody else may claim it, by the database's clock.</param>
public sealed record Claim(string Tenant, Guid Notification, DateTimeOffset Urgent, DateTimeOffset Until);

/// <summary>Claims rows of the queue. Own connections and short transactions: no session holds a row while something is sent.</summary>
public sealed class Deliveries(NpgsqlDataSource database, IConfiguration configuration)
{
    private const string Free = "(retry_at is null or retry_at <= @now) and (claimed_until is null or claimed_until < transaction_timestamp())";

    /// <summary>How long a claim holds. A node that dies leaves its messages unsent for so long.</summary>
    public TimeSpan Lease { get; } = TimeSpan.FromSeconds(configuration.GetValue("Notifications:LeaseSeconds", 60));

    /// <summary>The hosts something can be sent to now.</summary>
    public async Task<IReadOnlyList<string>> HostsAsync(Now now, CancellationToken cancellation)
    {
        // From host to host by the index: a hundred thousand rows for one host are not read to find that out.
        await using var command = database.CreateCommand(
            $"""
            with recursive h as (
                (select host from {EventStoreSchemas.Own}.{DeliveryTable.Name} order by host limit 1)
                union all
                select (select host from {EventStoreSchemas.Own}.{DeliveryTable.Name} d where d.host > h.host order by host limit 1) from h where h.host is not null)
            select host from h where host is not null
            and exists (select 1 from {EventStoreSchemas.Own}.{DeliveryTable.Name} d where d.host = h.host and {Free})
            """);
        command.Parameters.AddWithValue("now", now.Value);
        var hosts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            hosts.Add(reader.GetString(0));
        }

        return hosts;
    }

    /// <summary>Claims the most urgent messages for a host, the most urgent first.</summary>
    public async Task<IReadOnlyList<Claim>> ClaimAsync(string host, int most, Now now, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            update {EventStoreSchemas.Own}.{DeliveryTable.Name} d set claimed_until = transaction_timestamp() + @lease
            from (select notification from {EventStoreSchemas.Own}.{DeliveryTable.Name}
                  where host = @host and {Free} order by urgent limit @most for update skip locked) c
            where d.notification = c.notification
            returning d.tenant_id, d.notification, d.urgent, d.claimed_until
            """);
        command.Parameters.AddWithValue("host", host);
        command.Parameters.AddWithValue("most", most);
        command.Parameters.AddWithValue("lease", Lease);
        command.Parameters.AddWithValue("now", now.Value);
        var claims = new List<Claim>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            claims.Add(new Claim(reader.GetString(0), reader.GetGuid(1), await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellation), await reader.GetFieldValueAsync<DateTimeOffset>(3, cancellation)));
        }

        return [.. claims.OrderBy(c => c.Urgent)];
    }

    /// <summary>Gives back what was claimed and not tried; not what has come free meanwhile and may be somebody else's.</summary>
    public async Task ReleaseAsync(IReadOnlyCollection<Claim> claims, CancellationToken cancellation)
    {
        if (claims.Count == 0)
        {
            return;
        }

        await using var command = database.CreateCommand(
            $"update {EventStoreSchemas.Own}.{DeliveryTable.Name} set claimed_until = null where notification = any(@ids) and claimed_until = any(@until)");
        command.Parameters.AddWithValue("ids", claims.Select(c => c.Notification).ToArray());
        command.Parameters.AddWithValue("until", claims.Select(c => c.Until).Distinct().ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
