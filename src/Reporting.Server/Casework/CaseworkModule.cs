using JasperFx.Events.Projections;
using Marten;

namespace Reporting.Server.Casework;

public static class CaseworkModule
{
    public static void AddCasework(this IServiceCollection services) => services.AddSingleton<Bars>();

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<SeverityClassified>("severity-classified");
        options.Events.MapEventType<AssessmentRecorded>("assessment-recorded");
        options.Events.MapEventType<CasesLinked>("cases-linked");
        options.Events.MapEventType<CaseAssigned>("case-assigned");
        options.Events.MapEventType<CaseTagged>("case-tagged");
        options.Events.MapEventType<CaseNoted>("case-noted");
        options.Events.MapEventType<MemberBarred>("member-barred");
        options.Events.MapEventType<BarLifted>("bar-lifted");
        options.Events.MapEventType<ClosureProposed>("closure-proposed");
        options.Events.MapEventType<ClosureApproved>("closure-approved");
        options.Storage.ExtendedSchemaObjects.Add(new DeskTable());
        var desk = new ProjectionWrapper<IDocumentOperations, IQuerySession>(new Desk(), ProjectionLifecycle.Inline) { Name = nameof(Desk) };
        foreach (var type in Desk.Follows)
        {
            desk.IncludeType(type);
        }

        desk.Options.DeleteDataInTableOnTeardown(DeskTable.Name);
        options.Projections.Add(desk, ProjectionLifecycle.Inline);
    }
}
