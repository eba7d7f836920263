namespace Reporting.Server.Journal;

/// <summary>How far the journal has come, as this node knows it: those who wait for more wait here, in memory, and hold no connection.</summary>
public sealed class JournalProgress
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Entries that have their place.</summary>
    public ulong Size { get; private set; }

    public void Reached(ulong size)
    {
        TaskCompletionSource reached;
        lock (_gate)
        {
            if (size <= Size)
            {
                return;
            }

            Size = size;
            (reached, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        reached.SetResult();
    }

    /// <summary>Returns when there is more than this, at the end of the wait, or when nobody waits any more.</summary>
    public async Task BeyondAsync(ulong size, TimeSpan wait, TimeProvider machine, CancellationToken cancellation)
    {
        Task next;
        lock (_gate)
        {
            if (Size > size)
            {
                return;
            }

            next = _next.Task;
        }

        try
        {
            await next.WaitAsync(wait, machine, cancellation);
        }
        catch (TimeoutException)
        {
            // Nothing came: the caller looks once more, and says so.
        }
    }
}
