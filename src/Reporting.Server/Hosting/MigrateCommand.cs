using JasperFx;
using JasperFx.CommandLine;
using JasperFx.Resources;
using Marten;

namespace Reporting.Server.Hosting;

/// <summary><c>migrate</c>: brings the schema to what this version needs, and says what it did. The server never does it by itself.</summary>
[Description("Apply the database schema of this version", Name = "migrate")]
public sealed class MigrateCommand : JasperFxAsyncCommand<NetCoreInput>
{
    public override async Task<bool> Execute(NetCoreInput input)
    {
        using var host = input.BuildHost();
        await host.Services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        await host.SetupResources();
        Console.WriteLine("The schema is up to date.");
        return true;
    }
}
