using System.Diagnostics;

namespace Reporting.Testing;

/// <summary>Waiting for what another process does. Bounded always; what can be told (tracked sessions) is not polled for.</summary>
public static class Poll
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks every 50 ms until the condition holds.</summary>
    /// <param name="condition">Asked at least twice, also with a limit of zero: once at the start and once at the end.</param>
    /// <param name="limit">How long to go on asking, in real time.</param>
    /// <param name="what">The thing waited for, as the start of a sentence: "the mail".</param>
    /// <exception cref="TimeoutException">The condition never held within the limit.</exception>
    public static Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string what) =>
        UntilAsync(async () => await condition() ? what : null, limit, what);

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, TimeSpan, string)"/>
    public static Task UntilAsync(Func<bool> condition, TimeSpan limit, string what) =>
        UntilAsync(() => Task.FromResult(condition()), limit, what);

    /// <summary>Asks every 50 ms until there is something, and returns it.</summary>
    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, TimeSpan, string)"/>
    public static async Task<T> UntilAsync<T>(Func<Task<T?>> probe, TimeSpan limit, string what)
        where T : class
    {
        var waiting = Stopwatch.StartNew();
        for (var last = false; ; last = waiting.Elapsed >= limit)
        {
            if (await probe() is { } found)
            {
                return found;
            }

            if (last)
            {
                throw new TimeoutException($"{what}: not seen within {limit.TotalSeconds:0.#} s.");
            }

            await Task.Delay(Pause);
        }
    }
}
