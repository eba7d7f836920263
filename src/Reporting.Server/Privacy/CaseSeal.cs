using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reporting.Contracts;

namespace Reporting.Server.Privacy;

/// <summary>
/// Seals and opens the personal values of one case. Each is bound to tenant, case, statement and place, so that a
/// ciphertext moved to another field, event or case does not open.
/// </summary>
/// <remarks>A statement's id stands in for the event's, which the store gives only when it is appended.</remarks>
public sealed class CaseSeal(string tenant, Guid caseId, byte[]? key)
{
    private bool _missing;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Members = new();
    private static readonly ConcurrentDictionary<Type, bool> Holds = new();

    /// <summary>The seal of a case whose key cannot be found: any use of it is a fault.</summary>
    internal static CaseSeal Missing(string tenant, Guid caseId) => new(tenant, caseId, key: null) { _missing = true };

    /// <summary>Closes every personal value in the fact, and returns it.</summary>
    public T Sealed<T>(T fact, Guid statement)
        where T : class
    {
        NotMissing();
        if (key is null)
        {
            throw new InvalidOperationException("The case's key was erased: nothing personal can be added to it.");
        }

        using var aes = new AesGcm(key, TagBytes);
        Walk(fact, "", (value, place) =>
        {
            if (value.Box is null)
            {
                value.Close(Close(aes, value.Plain(), statement, place));
            }
        });
        return fact;
    }

    /// <summary>Opens every personal value in the fact; with the key erased, marks them so.</summary>
    /// <exception cref="CryptographicException">A ciphertext does not belong where it lies.</exception>
    public void Open<T>(T fact, Guid statement)
        where T : class
    {
        NotMissing();
        if (key is null)
        {
            Walk(fact, "", (value, _) => value.MarkErased());
            return;
        }

        using var aes = new AesGcm(key, TagBytes);
        Walk(fact, "", (value, place) =>
        {
            if (!value.IsOpen && value.Box is { } box)
            {
                value.Open(Open(aes, box, statement, place));
            }
        });
    }

    private void NotMissing()
    {
        if (_missing)
        {
            throw new MasterKeyException("The data key of a case is not there.");
        }
    }

    private SealedBox Close(AesGcm aes, byte[] plain, Guid statement, string place)
    {
        var data = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(data.AsSpan(0, NonceBytes));
        aes.Encrypt(data.AsSpan(0, NonceBytes), plain, data.AsSpan(NonceBytes, plain.Length), data.AsSpan(NonceBytes + plain.Length), Bound(statement, place));
        return new SealedBox(caseId.ToString("N"), Convert.ToBase64String(data));
    }

    private byte[] Open(AesGcm aes, SealedBox box, Guid statement, string place)
    {
        var data = Convert.FromBase64String(box.Data);
        var plain = new byte[data.Length - NonceBytes - TagBytes];
        aes.Decrypt(data.AsSpan(0, NonceBytes), data.AsSpan(NonceBytes, plain.Length), data.AsSpan(NonceBytes + plain.Length), plain, Bound(statement, place));
        return plain;
    }

    private byte[] Bound(Guid statement, string place) => Encoding.UTF8.GetBytes($"{tenant}\n{caseId:N}\n{statement:N}\n{place}");

    private static void Walk(object? value, string place, Action<ISealed, string> visit)
    {
        switch (value)
        {
            case null or string:
                return;
            case ISealed found:
                visit(found, place);
                return;
            case IEnumerable items:
                var i = 0;
                foreach (var item in items)
                {
                    Walk(item, $"{place}/{i++}", visit);
                }

                return;
        }

        foreach (var member in Members.GetOrAdd(value.GetType(), t => [.. Stated(t).Where(p => MayHold(p.PropertyType))]))
        {
            Walk(member.GetValue(value), $"{place}/{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}", visit);
        }
    }

    private static IEnumerable<PropertyInfo> Stated(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.CanWrite);

    /// <summary>Whether a value of this type can hold something sealed: most of a statement cannot, and is not walked.</summary>
    private static bool MayHold(Type type)
    {
        return Holds.GetOrAdd(type, static t => Search(t, []));
    }

    // A type that refers back to itself is met again on the way down: it adds nothing that is not being looked at already.
    // Only the whole answer is kept, so that nobody reads one that is still being found.
    private static bool Search(Type type, HashSet<Type> met)
    {
        if (typeof(ISealed).IsAssignableFrom(type))
        {
            return true;
        }

        if (!met.Add(type) || type == typeof(string))
        {
            return false;
        }

        if (type.IsArray)
        {
            return Search(type.GetElementType()!, met);
        }

        if (type.IsGenericType && type.GetGenericArguments().Any(a => Search(a, met)))
        {
            return true;
        }

        var ours = type.Assembly == typeof(ISealed).Assembly || type.Assembly == typeof(CaseSeal).Assembly;
        return ours && !type.IsEnum && Stated(type).Any(p => Search(p.PropertyType, met));
    }
}
