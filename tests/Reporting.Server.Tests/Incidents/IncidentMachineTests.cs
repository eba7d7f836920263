using System.Net;
using System.Text.Json;
using CsCheck;
using JasperFx.Events;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Reporting.Contracts;
using Reporting.Contracts.Desk;
using Reporting.Contracts.Incidents;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Incidents;
using Reporting.Server.Incidents.Desk;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Reporting.Server.Tests.Harness;
using Wolverine.Http;
using static Reporting.Server.Tests.Harness.Machines;
using Authority = Reporting.Server.Firms.Authority;

namespace Reporting.Server.Tests.Incidents;

/// <summary>Any sequence of commands, sensible or not: by the decisions alone, and over HTTP.</summary>
[Collection(InSharedWorld.Name)]
public class IncidentMachineTests(SharedWorld shared)
{
    private static readonly Receipts Signed = new("log.example/1", SignerKey.Of("log.example/1/receipts", new byte[32]));
    private static readonly DateTimeOffset Start = new(2026, 9, 7, 8, 0, 0, TimeSpan.Zero);
    private static readonly By Officer = new("firm:20000000000000000000000000000001", "m");
    private static readonly By Desk = new("authority:be-csirt", "d");

    private static readonly IReadOnlyDictionary<string, Authority> Register = new Dictionary<string, Authority>
    {
        ["be-csirt"] = new("be-csirt", "CCB", "BE", new Door(null, null, null), WorksHere: true),
        ["uk-cyber"] = new("uk-cyber", "NCSC", "GB", new Door(null, null, null), WorksHere: true),
        ["uk-ic"] = new("uk-ic", "ICO", "GB", new Door(null, null, null), WorksHere: false),
    };

    private static readonly IncidentStatement Stated = JsonSerializer.Deserialize<IncidentStatement>(
        """
        {
          "externalReference": "X-1", "title": "T", "summary": "S", "theftKinds": ["weight-exfiltration"], "handling": { "tlp": "amber", "notAboveOfficial": true },
          "reportingEntity": { "entityId": "00000000-0000-0000-0000-000000000001", "entityType": "cloud-computing" },
          "detectedAt": { "at": "2026-09-07T06:00:00Z" }, "becameAwareAt": { "at": "2026-09-07T07:00:00Z" },
          "profile": { "reason": "R", "entityClass": "essential", "memberState": "BE" },
          "assets": [ { "kind": "weights", "taken": "copied" } ], "personalData": { "affected": "yes" }
        }
        """,
        WireJson.Options)!;

    private ActiveRulebook Rulebook => shared.Host.Services.GetRequiredService<ActiveRulebook>();

    /// <summary>The decisions of the endpoints on a case in memory, with every event they made.</summary>
    private sealed class Machine(ActiveRulebook rulebook)
    {
        private static readonly Guid Id = Guid.Parse("10000000-0000-0000-0000-000000000001");
        private readonly Firm firm = new Firm(Guid.Parse("20000000-0000-0000-0000-000000000001"), "F").Apply(new EntityRegistered(Guid.Parse("00000000-0000-0000-0000-000000000001"), "E", "BE", null, null));
        private readonly CaseSeal seal = new("f", Id, new byte[32]);
        private DateTimeOffset now = Start;

        public List<IEvent> Events { get; } = [];

        public Incident Incident { get; private set; } = null!;

        public DeadlineBook Book { get; private set; } = null!;

        public Machine Opened()
        {
            Keep([Recorded.Event(seal.Sealed(new IncidentOpened(Id, "R", Ids.Next(), Stated, now), Ids.Next()), new Now(now), Officer)]);
            return this;
        }

        // The event that was decided, and the evaluation after it.
        private void Keep(IReadOnlyList<IEvent> events)
        {
            foreach (var e in events)
            {
                Events.Add(e);
                Incident = e is IEvent<IncidentOpened> opened ? Incident.Create(opened) : e is IEvent<DeadlinesComputed> ? Incident : Incident.After(e);
            }

            var computed = Recomputed.After(Id, rulebook.Current, IncidentCase.Known(Incident, firm, new Now(now)), "test", new Now(now), Book);
            Book = computed.Book;
        }

        /// <summary>One command. Refused: nothing happens, and the refusal says what is allowed where it is the state's.</summary>
        public bool Try(IncidentCommand command, int pick, int minutes)
        {
            now = now.AddMinutes(minutes);
            var before = Incident;
            if (command > IncidentCommand.AnswerRequest && before.Addressees.All(a => a.Authority != "be-csirt"))
            {
                // An authority that was sent nothing has no address to act under.
                return false;
            }

            var stream = new StubEventStream<Incident>(Incident) { Id = Id };
            var work = new CaseWork<Incident>(stream, Incident, Book, firm, seal, FreshIds.Make());
            var problem = Send(command, pick, work);
            if (!ReferenceEquals(problem, WolverineContinue.NoProblems))
            {
                (problem.Status is 409 or 422 or 404).ShouldBeTrue($"{command}: {problem.Detail}");
                stream.EventsAppended.ShouldBeEmpty();
                IncidentLife.Table.Allows(before.State, command).ShouldBe(problem.Status != 409 || !problem.Extensions.ContainsKey("allowed"));
                return false;
            }

            Keep([.. stream.EventsAppended.Cast<IEvent>().Where(e => e is not IEvent<DeadlinesComputed>)]);
            IncidentLife.Table.After(before.State, command).ShouldContain(Incident.State, $"{command} from {before.State}");
            var byFirm = command <= IncidentCommand.AnswerRequest;
            Incident.Revision.ShouldBe(before.Revision + (byFirm ? 1 : 0));
            Incident.Timeline.Take(before.Timeline.Count).ShouldBe(before.Timeline, "what has happened stays");
            return true;
        }

        private ProblemDetails Send(IncidentCommand command, int pick, CaseWork<Incident> work)
        {
            var report = Pick(Incident.Reports, pick)?.Report ?? Ids.Next();
            var request = Pick(Incident.Requests, pick) is { } asked ? Guid.ParseExact(asked.Id, "N") : Ids.Next();
            var address = new CaseAddress(Incident.Addressees.FirstOrDefault(a => a.Authority == "be-csirt")?.Reference ?? "none", "be-csirt", "f", Id, CaseType.Incident);
            string[] authorities = pick % 3 == 0 ? ["be-csirt"] : pick % 3 == 1 ? ["uk-ic"] : ["be-csirt", "uk-cyber"];
            var kind = (DeterminationKind)(pick % Enum.GetValues<DeterminationKind>().Length);
            switch (command)
            {
                case IncidentCommand.Determine:
                    var determination = new Determination { Kind = kind, Outcome = (Tri)(pick % 3), DecidedBy = "P", DecidedAt = new TimeStatement { At = now }, Reasons = "R" };
                    return Then(Of(determination), r => DetermineEndpoint.Validate(r, "*", work), r => DetermineEndpoint.Post(r, work, rulebook, Officer));
                case IncidentCommand.Amend:
                    var amendment = new AmendIncident
                    {
                        Kind = AmendmentKind.Correction,
                        Reason = "R",
                        Set = pick % 2 == 0 ? new IncidentStatement { BecameAwareAt = new Awareness { At = Start.AddMinutes(pick - 50) }, Title = "T" + pick } : null,
                        Put = pick % 3 == 0 ? new IncidentStatement { Indicators = [new Indicator { Id = "i" + (pick % 4), Type = IndicatorType.Domain, Value = "x.example" }] } : null,
                        Clear = pick % 5 == 0 ? ["/personalData/subjects"] : null,
                        Withdraw = pick % 7 == 0 && Incident.Stated.Indicators is [var first, ..] ? [new ItemReference { List = "/indicators", Id = first.Id! }] : null,
                    };
                    return Then(Of(amendment), r => AmendIncidentEndpoint.Validate(r, "*", work), r => AmendIncidentEndpoint.Post(r, work, rulebook, Officer));
                case IncidentCommand.FileReport:
                    var filing = new FileReport
                    {
                        Stage = (SubmissionKind)(pick % Enum.GetValues<SubmissionKind>().Length),
                        Authorities = authorities,
                        SubmittedBy = new Submitter { Name = "P", Role = "officer" },
                        Declaration = new ReportDeclaration { Name = "P", Role = "director", At = Start, Text = "True." },
                        Differences = pick % 2 == 0 ? [.. Incident.Reports.SelectMany(x => x.Cuts).SelectMany(c => c.Fields).Distinct().Select(f => new DifferenceReason { Pointer = f, Reason = "R" })] : null,
                    };
                    var around = new FileReportEndpoint.Around(seal, Register, work.Fresh, []);
                    return Then(Of(filing), r => FileReportEndpoint.Validate(r, "*", Incident, Book, firm, around, rulebook, Officer), r => work.Stream.AppendMany(
                        FileReportEndpoint.Post(r, Incident, Book, firm, new CaseKey(Id, ""), around, rulebook, Signed, Officer).Item2.Cast<IEvent>()));
                case IncidentCommand.RecordSubmission:
                    var submission = new SubmitElsewhere
                    {
                        Authority = "uk-ic",
                        Report = pick % 2 == 0 ? report : null,
                        Obligations = pick % 2 == 0 ? null : ["uk-gdpr-33/notification"],
                        Channel = SubmissionChannel.Portal,
                        SubmittedAt = new TimeStatement { At = now },
                        SubmittedBy = new Submitter { Name = "P", Role = "officer" },
                    };
                    return Then(Of(submission), r => RecordSubmissionEndpoint.Validate(r, "*", work, Register), r => RecordSubmissionEndpoint.Post(r, work, rulebook, Officer));
                case IncidentCommand.WithdrawReport:
                    return Then(Of(Reason), r => WithdrawReportEndpoint.Validate(r, "*", work, report), r => WithdrawReportEndpoint.Post(r, work, rulebook, Officer, report));
                case IncidentCommand.Withdraw:
                    return Then(Of(Reason), r => WithdrawIncidentEndpoint.Validate(r, "*", work), r => WithdrawIncidentEndpoint.Post(r, work, rulebook, Officer));
                case IncidentCommand.Close:
                    var closing = new CloseIncident { Reason = "R", LeavesOpen = pick % 4 == 0 ? null : [.. Book.Deadlines.Select(d => d.Key)] };
                    return Then(Of(closing), r => CloseIncidentEndpoint.Validate(r, "*", work), r => CloseIncidentEndpoint.Post(r, work, rulebook, Officer));
                case IncidentCommand.Reopen:
                    return Then(Of(Reason), r => ReopenIncidentEndpoint.Validate(r, "*", work), r => ReopenIncidentEndpoint.Post(r, work, rulebook, Officer));
                case IncidentCommand.Link:
                    var link = new LinkIncidents { Incident = Guid.Parse($"30000000-0000-0000-0000-00000000000{pick % 3}"), Relation = IncidentRelation.SameActor, Reason = "R" };
                    var other = new CaseEntry(link.Incident, "R2", "X-2", CaseType.Incident, null, Start);
                    return Then(Of(link), r => LinkIncidentEndpoint.Validate(r, "*", work, other), r => LinkIncidentEndpoint.Post(r, work, rulebook, Officer));
                case IncidentCommand.AnswerRequest:
                    return Then(Of(new AnswerRequest { Text = "A" }), r => AnswerRequestEndpoint.Validate(r, "*", work, [], request), r => AnswerRequestEndpoint.Post(r, work, [], rulebook, Officer, request));
                case IncidentCommand.Acknowledge:
                    return Then(Of(new AcknowledgeCase { Text = "A" }), r => AcknowledgeCaseEndpoint.Validate(r, "*", address, work), r => AcknowledgeCaseEndpoint.Post(r, address, work, rulebook, Desk));
                case IncidentCommand.CorrectReceipt:
                    var corrected = new CorrectReceipt { Report = report, ReceivedAt = now.AddMinutes(-pick), Reason = "R" };
                    return Then(Of(corrected), r => CorrectReceiptEndpoint.Validate(r, "*", address, work), r => CorrectReceiptEndpoint.Post(r, address, work, rulebook, Desk));
                case IncidentCommand.ReviewReport:
                    var review = new ReviewReport { Report = report, Outcome = pick % 2 == 0 ? ReviewOutcome.Accepted : ReviewOutcome.Questions, Questions = pick % 4 == 1 ? null : "Q" };
                    return Then(Of(review), r => ReviewReportEndpoint.Validate(r, "*", address, work), r => ReviewReportEndpoint.Post(r, address, work, rulebook, Desk));
                case IncidentCommand.RequestInformation:
                    var wanted = new RequestInformation { What = "W", Due = now.AddMinutes(pick - 20), Zone = "Europe/Brussels" };
                    return Then(Of(wanted), r => RequestInformationEndpoint.Validate(r, "*", address, work), r => RequestInformationEndpoint.Post(r, address, work, rulebook, Desk));
                case IncidentCommand.WithdrawRequest:
                    return Then(Of(Because), r => WithdrawRequestEndpoint.Validate(r, "*", address, work, request), r => WithdrawRequestEndpoint.Post(r, address, work, rulebook, Desk, request));
                case IncidentCommand.RecordRepresentation:
                    var representation = new RecordRepresentation { Party = "P", Text = "T", ReceivedAt = now };
                    return Then(Of(representation), r => RecordRepresentationEndpoint.Validate(r, "*", address, new DeskWork<Incident>(work)), r => RecordRepresentationEndpoint.Post(r, address, new DeskWork<Incident>(work), rulebook, Desk));
                case IncidentCommand.CloseFile:
                    var proposal = new StandingProposal(Guid.CreateVersion7(), "authority:be-csirt/another");
                    return Then(Of(Because), _ => CloseFileEndpoint.Validate("*", address, work, proposal, Desk), r => CloseFileEndpoint.Post(r, address, work, proposal, rulebook, Desk));
                case IncidentCommand.ReopenFile:
                    return Then(Of(Because), r => ReopenFileEndpoint.Validate(r, "*", address, work), r => ReopenFileEndpoint.Post(r, address, work, rulebook, Desk));
                default:
                    throw new InvalidOperationException($"{command} is not tried.");
            }
        }

        private static GiveReason Reason => new() { Reason = "R" };

        private static StateReason Because => new() { Reason = "R" };

        private Received<T> Of<T>(T body) => Machines.Of(body, now);

        /// <summary>Everything again from the events alone.</summary>
        public void ReplaysToTheSame()
        {
            Incident? again = null;
            foreach (var e in Events)
            {
                again = e is IEvent<IncidentOpened> opened ? Incident.Create(opened) : again!.After(e);
            }

            Text(again!).ShouldBe(Text(Incident));
        }

        private static string Text(Incident incident) => JsonSerializer.Serialize(
            new { incident.State, incident.Revision, incident.Timeline, incident.Requests, incident.CutRevisions, incident.ClosedBy, Reports = incident.Reports.Select(r => new { r.Report, r.Withdrawn, r.Elsewhere }) })
            + JsonSerializer.Serialize(incident.Stated, WireJson.WithoutPersons);
    }

    [Fact]
    public void ten_thousand_sequences_of_commands_keep_to_the_table_and_replay_to_the_same()
    {
        var (done, refused) = (0, 0);
        Gen.Select(Gen.Enum<IncidentCommand>(), Gen.Int[0, 99], Gen.Int[0, 600]).Array[1, 8].Sample(
            commands =>
            {
                var machine = new Machine(Rulebook).Opened();
                foreach (var (command, pick, minutes) in commands)
                {
                    Interlocked.Increment(ref machine.Try(command, pick, minutes) ? ref done : ref refused);
                }

                machine.ReplaysToTheSame();
            },
            iter: 10_000,
            print: commands => string.Join(", ", commands));
        done.ShouldBeGreaterThan(10_000, "most commands are refused");
        refused.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task three_hundred_sequences_over_http_lose_nothing_and_never_fail()
    {
        var random = new Random(20261125);
        var plans = Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, 1 + random.Next(6)).Select(_ => (Command: random.Next(9), Pick: random.Next(100))).ToList()).ToList();
        await Parallel.ForEachAsync(plans, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (plan, _) => await LiveAsync(plan));
        await Views.ShouldComeOutTheSameAsync(shared.Host, shared.World);
    }

    private async Task LiveAsync(List<(int Command, int Pick)> plan)
    {
        var at = await CaseUnderTest.OpenAsync(shared.World, "northwind", shared.World.Incident("northwind"));
        var acknowledged = new List<string> { "incident-opened" };
        foreach (var (command, pick) in plan)
        {
            (string Route, object Body, string Event) = command switch
            {
                0 => ("determinations", new { kind = "significant", outcome = pick % 2 == 0 ? "yes" : "no", decidedBy = "P", decidedAt = new { at = shared.Host.Now }, reasons = "R" }, "incident-determined"),
                1 => ("amendments", new { kind = "amendment", reason = "R", set = new { title = "T" + pick } }, "incident-amended"),
                2 => ("amendments", new { kind = "amendment", reason = "R", put = new { indicators = new[] { new { id = "i" + (pick % 3), type = "domain", value = "x.example" } } } }, "incident-amended"),
                3 => ("closure", (object)new { reason = "R" }, "incident-closed"),
                4 => ("reopening", new { reason = "R" }, "incident-reopened"),
                5 => ("withdrawal", new { reason = "R" }, "incident-withdrawn"),
                6 => ("submissions", new { authority = "uk-ic", obligations = new[] { "uk-gdpr-33/notification" }, channel = "email", submittedAt = new { at = shared.Host.Now }, submittedBy = new { name = "P", role = "officer" } }, "submitted-elsewhere"),
                7 => ("reports", CaseUnderTest.Report(pick % 2 == 0 ? "early-warning" : "notification", pick % 3 == 0 ? ["be-csirt", "uk-cyber"] : ["be-csirt"]), "incident-report-filed"),
                _ => ("reports", CaseUnderTest.Report("update", ["uk-ic"], [("/title", "R")]), "incident-report-filed"),
            };
            var answer = await at.TryAndKeepAsync(Route, Body);
            ((int)answer.Status).ShouldBeLessThan(500, answer.Body?.ToJsonString());
            if (answer.Status == HttpStatusCode.Created)
            {
                acknowledged.Add(Event);
            }
        }

        (await at.TimelineAsync()).Where(k => k != "deadlines-computed").ShouldBe(acknowledged);
        var view = (await at.ReadAsync()).ShouldBe(HttpStatusCode.OK);
        view["revision"].GetValue<int>().ShouldBe(acknowledged.Count);
        await using var session = shared.Host.Store.QuerySession(Guid.Parse(shared.World.Firms["northwind"]).ToString("N"));
        var replayed = await session.Events.AggregateStreamAsync<Incident>(Guid.Parse(at.Id));
        Words.Of(replayed!.State).ShouldBe(view["state"].GetValue<string>());
        replayed.Stated.Title.ShouldBe(view["incident"]["title"]!.GetValue<string>());
    }
}
