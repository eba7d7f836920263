using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Notifications;

/// <summary>
/// What a webhook is signed with, after the Standard Webhooks specification: HMAC-SHA256 (<c>v1</c>) with a key that the
/// receiver shares, and Ed25519 (<c>v1a</c>) for one who would rather hold no secret.
/// </summary>
/// <param name="Shared">32 bytes.</param>
/// <param name="Seed">32 bytes: the private key.</param>
public sealed record WebhookSecret(byte[] Shared, byte[] Seed)
{
    private const int Bytes = 32;

    public static WebhookSecret New() => new(RandomNumberGenerator.GetBytes(Bytes), RandomNumberGenerator.GetBytes(Bytes));

    public static WebhookSecret Of(byte[] stored) => new(stored[..Bytes], stored[Bytes..]);

    public byte[] Stored => [.. Shared, .. Seed];

    /// <summary>As the receiver is given it.</summary>
    public string Text => "whsec_" + Convert.ToBase64String(Shared);

    public string PublicKey => "whpk_" + Convert.ToBase64String(new Ed25519PrivateKeyParameters(Seed).GeneratePublicKey().GetEncoded());

    /// <summary>Both signatures over id, time and body, separated by a space.</summary>
    public string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.")), .. body];
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, new Ed25519PrivateKeyParameters(Seed));
        signer.BlockUpdate(signed, 0, signed.Length);
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Shared, signed))} v1a,{Convert.ToBase64String(signer.GenerateSignature())}";
    }
}

/// <summary>Wraps the secrets of webhooks for the store, and finds those that sign now.</summary>
public sealed class WebhookSecrets(MasterKeys master)
{
    public string Wrap(string tenant, Guid subscription, WebhookSecret secret) => master.Wrap(Purpose(tenant, subscription), secret.Stored);

    /// <summary>The signatures of a message: by the key in use and, while both are valid, the one before.</summary>
    public string Sign(string tenant, Recipient to, string id, DateTimeOffset at, ReadOnlySpan<byte> body, Now now)
    {
        var signatures = Open(tenant, to.Id, to.Secret!).Sign(id, at, body);
        return to.OldSecret is { } old && to.OldSecretUntil > now.Value ? $"{signatures} {Open(tenant, to.Id, old).Sign(id, at, body)}" : signatures;
    }

    private WebhookSecret Open(string tenant, Guid subscription, string wrapped) => WebhookSecret.Of(master.Unwrap(Purpose(tenant, subscription), wrapped));

    private static string Purpose(string tenant, Guid subscription) => $"webhook/{tenant}/{subscription:N}";
}
