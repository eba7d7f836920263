namespace Reporting.Server.Tests.Harness;

/// <summary>One server and its parties for every class that only adds cases of its own.</summary>
public sealed class SharedWorld : IAsyncLifetime
{
    public ReportingHost Host { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ReportingHost.StartAsync();
        World = await World.BuildAsync(Host);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class InSharedWorld : ICollectionFixture<SharedWorld>
{
    public const string Name = "shared world";
}
