namespace Reporting.Server.Changes;

public static class ChangesModule
{
    public static void AddChanges(this IServiceCollection services) => services.AddSingleton<ChangeFeed>();
}
