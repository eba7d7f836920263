using Microsoft.Extensions.DependencyInjection.Extensions;
using Reporting.Server.Kernel;

namespace Reporting.Server.Hosting;

/// <summary>Two clocks: the law's for decisions, events and deadlines, the machine's for tokens, leases and timers. A test moves the first and leaves the second alone.</summary>
public static class Clocks
{
    public static void AddClocks(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(_ => new LegalClock(TimeProvider.System));
    }
}
