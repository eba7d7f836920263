using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Marten;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using Reporting.Server.Kernel;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Reporting.Server.Access;

/// <summary>
/// Clients of the embedded issuer as Marten documents. The library has no store for Marten; of what its interface asks,
/// only client credentials are used here, so what belongs to browsers answers "none" and what queries is refused.
/// </summary>
public sealed class ClientStore(IDocumentStore store) : IOpenIddictApplicationStore<Client>
{
    public async ValueTask CreateAsync(Client application, CancellationToken cancellationToken)
    {
        await using var session = store.LightweightSession(Tenants.Index);
        session.Insert(application);
        await session.SaveChangesAsync(cancellationToken);
    }

    public async ValueTask UpdateAsync(Client application, CancellationToken cancellationToken)
    {
        await using var session = store.LightweightSession(Tenants.Index);
        session.Store(application);
        await session.SaveChangesAsync(cancellationToken);
    }

    public ValueTask<Client?> FindByIdAsync(string identifier, CancellationToken cancellationToken) => FindByClientIdAsync(identifier, cancellationToken);

    /// <summary>A revoked client is none.</summary>
    public async ValueTask<Client?> FindByClientIdAsync(string identifier, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession(Tenants.Index);
        return await session.LoadAsync<Client>(identifier, cancellationToken) is { Revoked: false } client ? client : null;
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => throw NotAsked();

    public ValueTask<long> CountAsync<TResult>(Func<IQueryable<Client>, IQueryable<TResult>> query, CancellationToken cancellationToken) => throw NotAsked();

    public ValueTask DeleteAsync(Client application, CancellationToken cancellationToken) => throw NotAsked();

    public IAsyncEnumerable<Client> FindByPostLogoutRedirectUriAsync(string uri, CancellationToken cancellationToken) => throw NotAsked();

    public IAsyncEnumerable<Client> FindByRedirectUriAsync(string uri, CancellationToken cancellationToken) => throw NotAsked();

    public ValueTask<TResult?> GetAsync<TState, TResult>(Func<IQueryable<Client>, TState, IQueryable<TResult>> query, TState state, CancellationToken cancellationToken) => throw NotAsked();

    public IAsyncEnumerable<Client> ListAsync(int? count, int? offset, CancellationToken cancellationToken) => throw NotAsked();

    public IAsyncEnumerable<TResult> ListAsync<TState, TResult>(Func<IQueryable<Client>, TState, IQueryable<TResult>> query, TState state, CancellationToken cancellationToken) => throw NotAsked();

    public ValueTask<string?> GetApplicationTypeAsync(Client application, CancellationToken cancellationToken) => new(ApplicationTypes.Web);

    public ValueTask<string?> GetClientIdAsync(Client application, CancellationToken cancellationToken) => new(application.Id);

    public ValueTask<string?> GetClientSecretAsync(Client application, CancellationToken cancellationToken) => new(application.SecretHash);

    public ValueTask<string?> GetClientTypeAsync(Client application, CancellationToken cancellationToken) => new(ClientTypes.Confidential);

    public ValueTask<string?> GetConsentTypeAsync(Client application, CancellationToken cancellationToken) => new(ConsentTypes.Implicit);

    public ValueTask<string?> GetDisplayNameAsync(Client application, CancellationToken cancellationToken) => new(application.Name);

    public ValueTask<ImmutableDictionary<CultureInfo, string>> GetDisplayNamesAsync(Client application, CancellationToken cancellationToken) => new(ImmutableDictionary<CultureInfo, string>.Empty);

    public ValueTask<string?> GetIdAsync(Client application, CancellationToken cancellationToken) => new(application.Id);

    public ValueTask<JsonWebKeySet?> GetJsonWebKeySetAsync(Client application, CancellationToken cancellationToken) => new((JsonWebKeySet?)null);

    public ValueTask<ImmutableArray<string>> GetPermissionsAsync(Client application, CancellationToken cancellationToken) => new(application.Permissions);

    public ValueTask<ImmutableArray<string>> GetPostLogoutRedirectUrisAsync(Client application, CancellationToken cancellationToken) => new(ImmutableArray<string>.Empty);

    public ValueTask<ImmutableDictionary<string, JsonElement>> GetPropertiesAsync(Client application, CancellationToken cancellationToken) => new(ImmutableDictionary<string, JsonElement>.Empty);

    public ValueTask<ImmutableArray<string>> GetRedirectUrisAsync(Client application, CancellationToken cancellationToken) => new(ImmutableArray<string>.Empty);

    public ValueTask<ImmutableArray<string>> GetRequirementsAsync(Client application, CancellationToken cancellationToken) => new(ImmutableArray<string>.Empty);

    public ValueTask<ImmutableDictionary<string, string>> GetSettingsAsync(Client application, CancellationToken cancellationToken) => new(ImmutableDictionary<string, string>.Empty);

    public ValueTask<Client> InstantiateAsync(CancellationToken cancellationToken) => new(new Client());

    public ValueTask SetApplicationTypeAsync(Client application, string? type, CancellationToken cancellationToken) => default;

    public ValueTask SetClientIdAsync(Client application, string? identifier, CancellationToken cancellationToken) => Set(() => application.Id = identifier!);

    public ValueTask SetClientSecretAsync(Client application, string? secret, CancellationToken cancellationToken) => Set(() => application.SecretHash = secret);

    public ValueTask SetClientTypeAsync(Client application, string? type, CancellationToken cancellationToken) => default;

    public ValueTask SetConsentTypeAsync(Client application, string? type, CancellationToken cancellationToken) => default;

    public ValueTask SetDisplayNameAsync(Client application, string? name, CancellationToken cancellationToken) => Set(() => application.Name = name);

    public ValueTask SetDisplayNamesAsync(Client application, ImmutableDictionary<CultureInfo, string> names, CancellationToken cancellationToken) => default;

    public ValueTask SetJsonWebKeySetAsync(Client application, JsonWebKeySet? set, CancellationToken cancellationToken) => default;

    public ValueTask SetPermissionsAsync(Client application, ImmutableArray<string> permissions, CancellationToken cancellationToken) => Set(() => application.Permissions = permissions);

    public ValueTask SetPostLogoutRedirectUrisAsync(Client application, ImmutableArray<string> uris, CancellationToken cancellationToken) => default;

    public ValueTask SetPropertiesAsync(Client application, ImmutableDictionary<string, JsonElement> properties, CancellationToken cancellationToken) => default;

    public ValueTask SetRedirectUrisAsync(Client application, ImmutableArray<string> uris, CancellationToken cancellationToken) => default;

    public ValueTask SetRequirementsAsync(Client application, ImmutableArray<string> requirements, CancellationToken cancellationToken) => default;

    public ValueTask SetSettingsAsync(Client application, ImmutableDictionary<string, string> settings, CancellationToken cancellationToken) => default;

    private static ValueTask Set(Action set)
    {
        set();
        return default;
    }

    private static NotSupportedException NotAsked() => new("The embedded issuer serves client credentials and is asked for nothing else.");
}
