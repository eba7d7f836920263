using JasperFx;
using Marten;
using OpenIddict.Abstractions;
using Reporting.Contracts.Firms;
using Reporting.Server.Kernel;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Reporting.Server.Access;

/// <summary>Before the first request: the signing keys are there, and whoever configuration names as the first administrator can come in.</summary>
public sealed class PrepareAccess(KeyRing keys, IDocumentStore store, IServiceScopeFactory scopes, IConfiguration configuration) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.LoadAsync(cancellationToken);
        if (configuration["Bootstrap:ClientId"] is { Length: > 0 } id && configuration["Bootstrap:ClientSecret"] is { Length: > 0 } secret)
        {
            await EnsureAdministratorAsync(id, secret, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EnsureAdministratorAsync(string id, string secret, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(Tenants.Index);
        if (await session.LoadAsync<Member>(Member.IdOf(Member.Embedded, id), cancellation) is not null)
        {
            return;
        }

        if (await session.LoadAsync<Client>(id, cancellation) is null)
        {
            try
            {
                await CreateClientAsync(scopes, id, secret, "First administrator", cancellation);
            }
            catch (DocumentAlreadyExistsException)
            {
                // Another node made it at the same moment, with the same secret from the same configuration.
            }
        }

        session.Store(new Member(Member.IdOf(Member.Embedded, id), Member.Embedded, id, PartyType.Platform, "", [Role.PlatformAdmin]));
        await session.SaveChangesAsync(cancellation);
    }

    /// <summary>Through the issuer's own manager, which hashes the secret.</summary>
    internal static async Task CreateClientAsync(IServiceScopeFactory scopes, string id, string secret, string name, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(
            new OpenIddictApplicationDescriptor
            {
                ClientId = id,
                ClientSecret = secret,
                ClientType = ClientTypes.Confidential,
                DisplayName = name,
                Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
            },
            cancellation);
    }
}
