namespace Reporting.Server.Evidence.Storage;

/// <summary>
/// Where segments of content lie: whole objects under names of ours, encrypted before they come here. An object is written
/// once and is then there whole or not at all, also after a crash; that is all that is asked of a place to store them.
/// </summary>
public interface IEvidenceStore
{
    /// <summary>Makes the bytes durable under a name that was not used before.</summary>
    Task PutAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Fills the buffer with the object, which has exactly its length.</summary>
    /// <exception cref="EvidenceDamagedException">The object is not there or has another length.</exception>
    Task ReadAsync(string name, Memory<byte> into, CancellationToken cancellation);

    /// <summary>The names of all objects of one place.</summary>
    Task<IReadOnlyList<string>> NamesAsync(string place, CancellationToken cancellation);

    /// <summary>Removes an object; one that is gone already is no fault.</summary>
    Task DeleteAsync(string name, CancellationToken cancellation);
}

/// <summary>What lies in the store is not what was put there.</summary>
public sealed class EvidenceDamagedException(string message, Exception? inner = null) : Exception(message, inner);
