using Npgsql;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>
/// Whether a case is hidden from one of its own firm's people. Asked of the database for each request that names a case,
/// so that no node goes by what it knew before.
/// </summary>
public sealed class CaseSight(NpgsqlDataSource database)
{
    public async ValueTask<bool> IsHiddenAsync(string tenant, Guid caseId, Sight sight, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select not (data -> 'namedTo' @> to_jsonb(@named)) from {EventStoreSchemas.Own}.mt_doc_caseentry where tenant_id = @tenant and id = @case and data ? 'namedTo'");
        command.Parameters.AddWithValue("tenant", tenant);
        command.Parameters.AddWithValue("case", caseId);
        command.Parameters.AddWithValue("named", (sight.Named ?? Guid.Empty).ToString());
        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
