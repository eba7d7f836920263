using System.Collections.Immutable;

namespace Reporting.Server.Access;

/// <summary>
/// Software that gets tokens from the embedded issuer with a secret of its own. Mutable, as the issuer's library asks of
/// its applications. Single-tenanted: a token is asked for before any tenant is known.
/// </summary>
public sealed class Client
{
    /// <summary>The <c>client_id</c>.</summary>
    public string Id { get; set; } = "";

    public string? Name { get; set; }

    /// <summary>Hashed by the issuer's library; the secret itself is shown once and kept nowhere.</summary>
    public string? SecretHash { get; set; }

    public ImmutableArray<string> Permissions { get; set; } = [];

    /// <summary>No token any more, and within seconds none of the old ones works.</summary>
    public bool Revoked { get; set; }
}
