using System.Net;
using System.Text.Json;
using CsCheck;
using JasperFx.Events;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Reporting.Server.Screening;
using Reporting.Server.Screening.Desk;
using Reporting.Server.Tests.Harness;
using Wolverine.Http;
using static Reporting.Server.Tests.Harness.Machines;
using Authority = Reporting.Server.Firms.Authority;

namespace Reporting.Server.Tests.Screening;

/// <summary>Any sequence of commands on a notice, sensible or not: by the decisions alone, and over HTTP.</summary>
[Collection(InSharedWorld.Name)]
public class NoticeMachineTests(SharedWorld shared)
{
    private static readonly Receipts Signed = new("log.example/1", SignerKey.Of("log.example/1/receipts", new byte[32]));
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly By Officer = new("firm:20000000000000000000000000000001", "m");
    private static readonly By Caseworker = new("authority:uk-isu", "c");
    private static readonly By Decider = new("authority:uk-isu", "d");

    private static readonly IReadOnlyDictionary<string, Authority> Register = new Dictionary<string, Authority> { ["uk-isu"] = new("uk-isu", "ISU", "GB", new Door(null, null, null), WorksHere: true) };

    private static NoticeStatement Stated(NoticeKind kind) => new()
    {
        ExternalReference = "X-1",
        NoticeKind = kind,
        Handling = new NoticeHandling { NotAboveOfficial = true },
        NotifyingParty = new NotifyingParty { Role = NotifyingRole.Acquirer },
    };

    private ActiveRulebook Rulebook => shared.Host.Services.GetRequiredService<ActiveRulebook>();

    /// <summary>The decisions of the endpoints on a case and on an authority's file, in memory, with every event they made.</summary>
    private sealed class Machine(ActiveRulebook rulebook)
    {
        private static readonly Guid Id = Guid.Parse("10000000-0000-0000-0000-000000000002");
        private static readonly CaseAddress Address = new("REF", "uk-isu", "f", Id, CaseType.ScreeningNotice);
        private readonly Firm firm = new(Guid.Parse("20000000-0000-0000-0000-000000000001"), "F");
        private readonly CaseSeal seal = new("f", Id, new byte[32]);
        private readonly FileSeal fileSeal = new(new CaseSeal("a", Id, new byte[32]), null);
        private readonly List<IEvent> events = [];
        private readonly List<IEvent> file = [];
        private DateTimeOffset now = Start;

        public ScreeningNotice Notice { get; private set; } = null!;

        public DeadlineBook Book { get; private set; } = null!;

        private AuthorityFile File => AuthorityFile.Of(Address, file, fileSeal);

        public Machine Opened(NoticeKind kind)
        {
            Keep([Recorded.Event(new NoticeOpened(Id, "R", Ids.Next(), Stated(kind), now), new Now(now), Officer)]);
            return this;
        }

        private void Keep(IReadOnlyList<IEvent> added)
        {
            foreach (var e in added)
            {
                events.Add(e);
                Notice = Notice is null ? ScreeningNotice.From(e)! : Notice.After(e);
            }

            Book = Recomputed.After(Id, rulebook.Current, NoticeCase.Known(Notice, firm, new Now(now)), "test", new Now(now), Book).Book;
        }

        /// <summary>One command. Refused: nothing happens.</summary>
        public bool Try(int command, int pick, int hours)
        {
            now = now.AddHours(hours);
            var before = Notice;
            var notes = file.Count;
            var stream = new StubEventStream<ScreeningNotice>(Notice) { Id = Id };
            var work = new CaseWork<ScreeningNotice>(stream, Notice, Book, firm, seal, FreshIds.Make());
            var problem = Send(command, pick, work);
            if (!ReferenceEquals(problem, WolverineContinue.NoProblems))
            {
                (problem.Status is 403 or 404 or 409 or 422).ShouldBeTrue($"{command}: {problem.Status} {problem.Detail}");
                stream.EventsAppended.ShouldBeEmpty();
                file.Count.ShouldBe(notes);
                return false;
            }

            Keep([.. stream.EventsAppended.Cast<IEvent>().Where(e => e is not IEvent<DeadlinesComputed>)]);
            Notice.Timeline.Take(before.Timeline.Count).ShouldBe(before.Timeline, "what has happened stays");
            var (was, is_) = (before.StateBefore("uk-isu"), Notice.StateBefore("uk-isu"));
            (was == is_ || Enum.GetValues<NoticeCommand>().Any(c => NoticeLife.Table.After(was, c).Contains(is_))).ShouldBeTrue($"{was} to {is_} is no step of the table");
            Holds();
            return true;
        }

        // What has to be true whatever was done.
        private void Holds()
        {
            foreach (var stop in Notice.Documents.Where(d => d.Kind == StatutoryDocument.ClockStopNotice))
            {
                File.Find(stop.Concerns!.Value)!.Rule.Asks.ShouldBeTrue("a stop is about an information or attendance notice");
            }

            Notice.Documents.Where(d => d.Kind is StatutoryDocument.ClockStopNotice or StatutoryDocument.ClockRestartNotice).GroupBy(d => (d.Kind, d.Concerns)).ShouldAllBe(g => g.Count() == 1);
            File.Documents.Where(d => d.IssuedAt is not null && d.Rule.FourEyes).ShouldAllBe(d => d.ApprovedBy != null && d.ApprovedBy != d.DraftedBy);
            File.Documents.Where(d => d.Services.Count > 0).ShouldAllBe(d => d.IssuedAt != null);
            foreach (var order in File.Documents.Where(d => d is { Draft.Kind: StatutoryDocument.FinalOrder, IssuedAt: not null }))
            {
                (order.Draft.Considered ?? []).Count.ShouldBeLessThanOrEqualTo(Notice.Representations.Count);
            }

            // No document that was let in is void by the rulebook.
            Book.Deadlines.SelectMany(d => d.Explanation).ShouldNotContain(s => s.Code == "void");
        }

        private ProblemDetails Send(int command, int pick, CaseWork<ScreeningNotice> work)
        {
            var statute = new StatuteWork(work, File, Address);
            var notice = new NoticeWork(work, null);
            var document = Pick(File.Documents, pick)?.Id ?? Guid.Empty;
            switch (command)
            {
                case 0:
                    var submission = new SubmitNotice { Authorities = ["uk-isu"], DeclarationA = new NoticeDeclaration { Name = "P", Position = "director", Date = new DateOnly(2026, 9, 1) } };
                    var around = new SubmitNoticeEndpoint.Around(seal, Register, work.Fresh, []);
                    return Then(Of(submission), r => SubmitNoticeEndpoint.Validate(r, "*", Notice, Book, firm, around, rulebook), r => work.Stream.AppendMany(
                        SubmitNoticeEndpoint.Post(r, Notice, Book, firm, new CaseKey(Id, ""), around, rulebook, Signed, Officer).Item2.Cast<IEvent>()));
                case 1:
                    return Then(Of(new GiveReason { Reason = "R" }), r => WithdrawNoticeEndpoint.Validate(r, "*", work), r => WithdrawNoticeEndpoint.Post(r, work, rulebook, Officer));
                case 2:
                    return Then(Of(new MakeRepresentation { Authority = "uk-isu", Text = "T" }), r => MakeRepresentationEndpoint.Validate(r, "*", notice), r => MakeRepresentationEndpoint.Post(r, notice, rulebook, Officer));
                case 3:
                    return Then(Of(new RecordCompletion { CompletedAt = now }), r => RecordCompletionEndpoint.Validate(r, "*", notice), r => RecordCompletionEndpoint.Post(r, notice, rulebook, Officer));
                case 4:
                    return Then(Of(new AcceptNotice { GivenAt = now, Method = ServiceMethod.Email }), r => AcceptNoticeEndpoint.Validate(r, "*", Address, work), r => AcceptNoticeEndpoint.Post(r, Address, work, rulebook, Caseworker));
                case 5:
                    return Then(Of(new ReportFalseInformation { DiscoveredAt = now, Text = "T" }), r => ReportFalseInformationEndpoint.Validate(r, "*", statute, rulebook), r => ReportFalseInformationEndpoint.Post(r, Address, statute, rulebook, Caseworker));
                case 6:
                    return Then(Of(new AnswerRequest { Text = "A" }), r => AnswerNoticeEndpoint.Validate(r, "*", notice, document), r => AnswerNoticeEndpoint.Post(r, notice, rulebook, Officer, document));
                case 7:
                    return Then(Of(new ApproveDraft()), r => ApproveDraftEndpoint.Validate(statute, pick % 9 == 0 ? Caseworker : Decider, document), r => Note(ApproveDraftEndpoint.Post(r, Address, statute, Decider, document).Item2));
                case 8:
                    var issuing = Issuing(statute, document);
                    return Then(Of(new IssueDocument { Draft = document }), r => IssueDocumentEndpoint.Validate(r, "*", issuing, rulebook, Caseworker), r => Note(IssueDocumentEndpoint.Post(r, Address, issuing, rulebook, Caseworker).Item2.File));
                case 9:
                    var service = new ServeDocument { Addressee = pick % 2 == 0 ? "acquirer" : "seller", SentAt = now.AddHours(-(pick % 30)), Method = pick % 5 == 0 ? ServiceMethod.PostUk : ServiceMethod.Email };
                    var serving = Serving(statute, document, service.Addressee, service.SentAt, service.Method, reason: null);
                    return Then(Of(service), r => ServeDocumentEndpoint.Validate(r, "*", serving, rulebook, Caseworker), r => Note(ServeDocumentEndpoint.Post(r, serving, rulebook, Caseworker).Item2.File));
                case 10:
                    // The usual way, straight on: drafted, approved, issued, served on both.
                    return Straight(pick, work);
                case 11:
                    // By any document that was served, an acceptance too: earlier or later than it was said to be.
                    var given = Pick(Notice.Documents, pick);
                    var corrected = new CorrectService { Addressee = given is { Services: [var to, ..] } ? to.Addressee : "acquirer", SentAt = now.AddHours(-pick), Method = ServiceMethod.Email, Reason = "R" };
                    var correcting = Serving(statute, given?.Id ?? Guid.Empty, corrected.Addressee, corrected.SentAt, corrected.Method, corrected.Reason);
                    return Then(Of(corrected), r => CorrectServiceEndpoint.Validate(r, "*", correcting, rulebook, Caseworker), r => Note(CorrectServiceEndpoint.Post(r, correcting, rulebook, Caseworker).Item2.File));
                case 12:
                    return Then(Of(new AmendNotice { Kind = AmendmentKind.Correction, Reason = "R", Set = new NoticeStatement { Title = "T" } }), r => AmendNoticeEndpoint.Validate(r, "*", work, []), r => AmendNoticeEndpoint.Post(r, work, rulebook, Officer));
                default:
                    return Then(Of(Drafted(pick)), r => DraftDocumentEndpoint.Validate(r, statute, rulebook), r => Note(DraftDocumentEndpoint.Post(r, Address, statute, Caseworker).Item2));
            }
        }

        private ProblemDetails Straight(int pick, CaseWork<ScreeningNotice> work)
        {
            var drafted = new DocumentDrafted("REF", Ids.Next(), Ids.Next(), Drafted(pick), now);
            if (Statutes.Check(drafted.Draft, new Now(now)).Any())
            {
                return Problem.Of("invalid-content");
            }

            List<IEvent> draft = [Recorded.Event(drafted, new Now(now), Caseworker), Recorded.Event(new DraftApproved("REF", drafted.Document, null, now), new Now(now), Decider)];
            file.AddRange(draft);
            var issue = Of(new IssueDocument { Draft = drafted.Document });
            var statute = new StatuteWork(work, File, Address);
            var issuing = Issuing(statute, drafted.Document);
            var problem = IssueDocumentEndpoint.Validate(issue, "*", issuing, rulebook, Caseworker);
            if (!ReferenceEquals(problem, WolverineContinue.NoProblems))
            {
                file.RemoveRange(file.Count - 2, 2);
                return problem;
            }

            Note(IssueDocumentEndpoint.Post(issue, Address, issuing, rulebook, Caseworker).Item2.File);
            if (drafted.Draft.Addressees is null)
            {
                return WolverineContinue.NoProblems;
            }

            // What was appended is not in the case that was loaded: it is served in the next turn of a case that has it.
            var served = new ServeDocument { Addressee = "acquirer", SentAt = now, Method = ServiceMethod.Email };
            if (((StubEventStream<ScreeningNotice>)work.Stream).EventsAppended.Count == 0)
            {
                var serving = Serving(new StatuteWork(work, File, Address), drafted.Document, served.Addressee, served.SentAt, served.Method, reason: null);
                if (ReferenceEquals(ServeDocumentEndpoint.Validate(Of(served), "*", serving, rulebook, Caseworker), WolverineContinue.NoProblems))
                {
                    Note(ServeDocumentEndpoint.Post(Of(served), serving, rulebook, Caseworker).Item2.File);
                }
            }

            return WolverineContinue.NoProblems;
        }

        private IssueDocumentEndpoint.IssuingWork Issuing(StatuteWork work, Guid document) =>
            IssueDocumentEndpoint.IssuingWork.Of(work, new IssueDocument { Draft = document }, rulebook.Current, new Now(now));

        private ServingWork Serving(StatuteWork work, Guid document, string addressee, DateTimeOffset sentAt, ServiceMethod method, string? reason) =>
            ServingWork.Of(work, null, document, new ServiceStated(addressee, new Service(sentAt, method), null, reason), rulebook.Current, new Now(now));

        private DraftDocument Drafted(int pick)
        {
            var kind = Statutes.Rules[pick % Statutes.Rules.Count].Kind;
            var rule = Statutes.Of(kind);
            bool Has(string member) => rule.Needs.Contains(member);
            var concerned = kind switch
            {
                StatutoryDocument.ClockStopNotice or StatutoryDocument.ClockRestartNotice => Pick([.. File.Documents.Where(d => d.Rule.Asks)], pick)?.Id,
                StatutoryDocument.Variation or StatutoryDocument.Revocation => Pick([.. Notice.Documents.Where(d => Statutes.IsDrafted(d.Kind) && Statutes.Of(d.Kind).Orders)], pick)?.Id,
                _ => null,
            };
            return new DraftDocument
            {
                Kind = kind,
                Parts = [new DocumentPart { Id = "p", Text = "T" }],
                Addressees = Has("addressees") ? [new DocumentAddressee { Id = "acquirer", Role = AddresseeRole.Acquirer }, new DocumentAddressee { Id = "seller", Role = AddresseeRole.Seller }] : null,
                Ground = Has("ground") ? RejectionGround.FailsTheSection : null,
                Purpose = Has("purpose") ? "P" : null,
                Consequences = Has("consequences") ? "C" : null,
                Due = rule.Asks ? now.AddDays(3) : null,
                Concerns = Has("concerns") ? concerned ?? Guid.Empty : null,
                Because = Has("because") ? RestartGround.CompliedWith : null,
                WorkingDays = Has("workingDays") ? 5 : null,
                AgreedAt = Has("agreedAt") ? now : null,
                AwareAt = Has("awareAt") ? now : null,
                Blocks = Has("blocks") ? pick % 2 == 0 : null,
                Conditions = Has("conditions") ? [] : null,
                Considered = kind == StatutoryDocument.FinalOrder && pick % 3 != 0 ? [.. Notice.Representations.Select(r => r.Id)] : null,
            };
        }

        private void Note(CaseFileWrites? writes) => file.AddRange(writes?.Facts.Select(f => f.Fact) ?? []);

        private Received<T> Of<T>(T body) => Machines.Of(body, now);

        /// <summary>Everything again from the events alone.</summary>
        public void ReplaysToTheSame()
        {
            ScreeningNotice? again = null;
            foreach (var e in events)
            {
                again = again is null ? ScreeningNotice.From(e) : again.After(e);
            }

            Text(again!).ShouldBe(Text(Notice));
        }

        private static string Text(ScreeningNotice notice) => JsonSerializer.Serialize(
            new { notice.States, notice.Revision, notice.Timeline, notice.Requests, notice.CutRevisions, notice.ApprovedAt, notice.CompletedAt, Documents = notice.Documents.Select(d => new { d.Id, d.Kind, d.Services, d.EndedAt }) });
    }

    private static readonly int CallIn = Statutes.Rules.Select((r, i) => (r.Kind, Index: i)).Single(r => r.Kind == StatutoryDocument.CallInNotice).Index;

    [Fact]
    public void ten_thousand_sequences_of_commands_keep_to_the_table_and_replay_to_the_same()
    {
        var (done, refused) = (0, 0);
        var reached = new System.Collections.Concurrent.ConcurrentDictionary<NoticeState, int>();
        Gen.Select(Gen.Int[0, 14], Gen.Int[0, 99], Gen.Int[0, 200]).Array[1, 12].Sample(
            commands =>
            {
                var machine = new Machine(Rulebook).Opened(commands[0].Item2 % 2 == 0 ? NoticeKind.Mandatory : NoticeKind.Voluntary);
                Interlocked.Increment(ref machine.Try(0, 0, 1) ? ref done : ref refused);
                if (commands[0].Item2 % 3 == 0)
                {
                    // What can only come after a call-in is not left to chance to be reached.
                    Interlocked.Increment(ref machine.Try(10, CallIn, 1) ? ref done : ref refused);
                }

                foreach (var (command, pick, hours) in commands)
                {
                    Interlocked.Increment(ref machine.Try(command, pick, hours) ? ref done : ref refused);
                    reached.AddOrUpdate(machine.Notice.State, 1, (_, n) => n + 1);
                }

                machine.ReplaysToTheSame();
            },
            iter: 10_000,
            print: commands => string.Join(", ", commands));
        done.ShouldBeGreaterThan(10_000, "most commands are refused");
        refused.ShouldBeGreaterThan(1_000);
        ((NoticeState[])[NoticeState.Submitted, NoticeState.Rejected, NoticeState.Withdrawn, NoticeState.Accepted, NoticeState.CalledIn, NoticeState.Cleared, NoticeState.Ordered]).ShouldBeSubsetOf(reached.Keys);
    }

    [Fact]
    public async Task three_hundred_sequences_over_http_lose_nothing_and_never_fail()
    {
        var random = new Random(20261126);
        var plans = Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, 1 + random.Next(6)).Select(_ => random.Next(9)).ToList()).ToList();
        await Parallel.ForEachAsync(plans, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (plan, _) => await LiveAsync(plan));
    }

    private async Task LiveAsync(List<int> plan)
    {
        var at = await StatuteUnderTest.SubmittedAsync(shared.World, shared.Host, "northwind");
        List<string> acknowledged = ["notice-opened", "notice-submitted"];
        async Task SendAsync(Task<Answer> sent, string kind)
        {
            var answer = await sent;
            ((int)answer.Status).ShouldBeLessThan(500, answer.Body?.ToJsonString());
            if (answer.Status == HttpStatusCode.Created)
            {
                acknowledged.Add(kind);
            }
        }

        foreach (var command in plan)
        {
            switch (command)
            {
                case 0:
                    await SendAsync(at.TryAsync("reports", shared.World.Submission("uk-isu")), "notice-submitted");
                    break;
                case 1:
                    await SendAsync(at.TryAsync("withdrawal", new { reason = "R" }), "notice-withdrawn");
                    break;
                case 2:
                    await SendAsync(at.TryAsync("representations", new { authority = "uk-isu", text = "T" }), "representation-recorded");
                    break;
                case 3:
                    await SendAsync(at.TryAsync("completion", new { completedAt = shared.Host.Now }), "completion-recorded");
                    break;
                case 4:
                    await SendAsync(at.TryDeskAsync("acceptance", new { givenAt = shared.Host.Now, method = "email" }), "notice-accepted");
                    break;
                default:
                    var kind = command switch { 5 => "call-in-notice", 6 => "no-further-action", 7 => "additional-period-notice", _ => "final-notification" };
                    var document = await at.ApprovedAsync(kind, StatuteUnderTest.All);
                    if ((await at.TryIssueAsync(document)).Status == HttpStatusCode.Created)
                    {
                        await SendAsync(at.TryServeAsync(document, "acquirer"), "document-served");
                    }

                    break;
            }
        }

        var timeline = (await at.Officer.ReadAsync($"/v1/cases/{at.Id}/timeline"))["entries"].AsArray().Select(e => e!["kind"]!.GetValue<string>()).Where(k => k != "deadlines-computed");
        timeline.ShouldBe(acknowledged);
        var view = (await at.ReadAsync()).ShouldBe(HttpStatusCode.OK);
        await using var session = shared.Host.Store.QuerySession(Guid.Parse(shared.World.Firms["northwind"]).ToString("N"));
        var replayed = await session.Events.AggregateStreamAsync<ScreeningNotice>(Guid.Parse(at.Id));
        Words.Of(replayed!.State).ShouldBe(view["state"].GetValue<string>());
        (await at.DeskAsync())["state"].GetValue<string>().ShouldBe(view["state"].GetValue<string>());
    }
}
