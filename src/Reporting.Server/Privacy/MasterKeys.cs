using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reporting.Server.Privacy;

/// <summary>A wrapped key cannot be opened with any master key we have. Nobody's data is lost and nobody is told that it was erased: the answer is 503 and somebody is woken.</summary>
public sealed class MasterKeyException(string message) : Exception(message);

/// <summary>
/// The keys that wrap every other key. Versioned: the newest wraps, all open; an old one is destroyed with the backups of
/// its time. They come from the environment or a file outside the database, made at first start.
/// </summary>
public sealed class MasterKeys(IConfiguration configuration)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Lazy<Ring> _ring = new(() => Read(configuration));

    /// <summary>Wraps a secret for one purpose; it opens for no other.</summary>
    public string Wrap(string purpose, ReadOnlySpan<byte> secret)
    {
        var (version, key) = _ring.Value.Newest;
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var sealedBytes = new byte[secret.Length];
        var tag = new byte[TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, secret, sealedBytes, tag, Encoding.UTF8.GetBytes(purpose));
        return string.Create(CultureInfo.InvariantCulture, $"{version}.{Base64Url.EncodeToString([.. nonce, .. sealedBytes, .. tag])}");
    }

    /// <exception cref="MasterKeyException">The version is not there, or the key does not fit.</exception>
    public byte[] Unwrap(string purpose, string wrapped)
    {
        var parts = wrapped.Split('.', 2);
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) || !_ring.Value.ByVersion.TryGetValue(version, out var key))
        {
            throw new MasterKeyException($"Master key version '{parts[0]}' is not here.");
        }

        var bytes = parts.Length == 2 && Base64Url.IsValid(parts[1]) ? Base64Url.DecodeFromChars(parts[1]) : [];
        if (bytes.Length < NonceBytes + TagBytes)
        {
            throw new MasterKeyException("A wrapped key is damaged.");
        }

        var secret = new byte[bytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes, secret.Length), bytes.AsSpan(NonceBytes + secret.Length), secret, Encoding.UTF8.GetBytes(purpose));
        }
        catch (CryptographicException)
        {
            throw new MasterKeyException($"Master key version {version} does not open a key wrapped for '{purpose.Split('/')[0]}'.");
        }

        return secret;
    }

    /// <summary>A key of its own for one purpose (signing cursors), the same on every node.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _ring.Value.ByVersion.MinBy(k => k.Key).Value, 32, info: Encoding.UTF8.GetBytes("reporting/" + purpose));

    private static Ring Read(IConfiguration configuration)
    {
        if (configuration["Keys:MasterKey"] is { Length: > 0 } given)
        {
            return new Ring(new Dictionary<int, byte[]> { [1] = Checked(Convert.FromBase64String(given)) });
        }

        var path = configuration["Keys:MasterKeyFile"] ?? Path.Combine(AppContext.BaseDirectory, "keys", "master.json");
        if (!File.Exists(path))
        {
            Make(path);
        }

        var keys = JsonSerializer.Deserialize<Dictionary<int, string>>(File.ReadAllBytes(path)) ?? [];
        return keys.Count > 0
            ? new Ring(keys.ToDictionary(k => k.Key, k => Checked(Convert.FromBase64String(k.Value))))
            : throw new MasterKeyException("The master key file holds no key.");
    }

    private static byte[] Checked(byte[] key) => key.Length == 32 ? key : throw new MasterKeyException("A master key is 32 bytes, base64.");

    private static void Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<int, string> { [1] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) });
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Whole under another name first: no node ever reads half a key file.
        var unfinished = $"{path}.{Environment.ProcessId}";
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(json);
        }

        try
        {
            File.Move(unfinished, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another node made it first; its key is the key.
            File.Delete(unfinished);
        }
    }

    private sealed record Ring(IReadOnlyDictionary<int, byte[]> ByVersion)
    {
        public (int Version, byte[] Key) Newest { get; } = (ByVersion.Keys.Max(), ByVersion[ByVersion.Keys.Max()]);
    }
}
