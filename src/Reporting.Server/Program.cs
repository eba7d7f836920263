using JasperFx;
using Reporting.Server.Access;
using Reporting.Server.Audit;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Changes;
using Reporting.Server.Deadlines;
using Reporting.Server.Evidence;
using Reporting.Server.Exchange;
using Reporting.Server.Firms;
using Reporting.Server.Hosting;
using Reporting.Server.Hosting.Http;
using Reporting.Server.Incidents;
using Reporting.Server.Journal;
using Reporting.Server.Notifications;
using Reporting.Server.Oversight;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Reporting.Server.Screening;

// bootstrap-database makes the role and the database that everything else needs, so it runs before any of it.
if (args is ["bootstrap-database"])
{
    return await BootstrapDatabase.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);

builder.AddLogs();
builder.AddClocks();
builder.AddEventStore();
builder.AddHttp();
builder.Services.AddPrivacy(builder.Configuration);
builder.Services.AddAccess(builder.Configuration);
builder.Services.AddJournal();
builder.Services.AddFirms();
builder.Services.AddCases();
builder.Services.AddCasework();
builder.Services.AddAudit();
builder.Services.AddChanges();
builder.Services.AddIncidents();
builder.Services.AddScreening();
builder.Services.AddRegimes();
builder.Services.AddDeadlines();
builder.Services.AddOversight();
builder.Services.AddNotifications(builder.Configuration);
builder.Services.AddEvidence(builder.Configuration);
builder.Services.AddExchange();

var app = builder.Build();

app.UseProblems();
app.UseAccess();
app.UseIntake();
app.MapHealth();
app.MapReference();
app.MapLinks();
app.MapLedger();
app.MapNotices();
app.MapApi();

return await app.RunJasperFxCommands(args);
