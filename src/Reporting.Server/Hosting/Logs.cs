namespace Reporting.Server.Hosting;

/// <summary>Structured logs: ids and slugs, never contents. Quiet about each request: at Information the console alone costs a third of the processor.</summary>
public static class Logs
{
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(o =>
        {
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        foreach (var chatty in (string[])["Microsoft.AspNetCore", "Marten", "Wolverine", "JasperFx", "Npgsql", "OpenIddict", "System.Net.Http"])
        {
            builder.Logging.AddFilter(chatty, LogLevel.Warning);
        }

        // Ours logs the route template; the framework's own would log the client's text.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        // It warns of every endpoint without authorization metadata; here the policy filter has decided before any endpoint runs.
        builder.Logging.AddFilter("Wolverine.Http.HttpGraph", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
    }
}
