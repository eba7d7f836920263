using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Notifications;
using Wolverine;

namespace Reporting.Server.Tests.Notifications;

/// <summary>
/// Histories of one case without database, mail or scheduler, with everything that goes wrong between them: messages that
/// come twice, late and in any order, a process that dies between any two effects, a clock that is set forward and back,
/// triggers that are corrected. What was sent is held against a second opinion that knows only the records as they stood.
/// </summary>
public class SimulationTests
{
    private const int Histories = 10_000;

    [Fact]
    public void in_ten_thousand_histories_the_messages_are_those_of_the_plan_over_the_deadlines_as_they_stood()
    {
        var seed = Environment.GetEnvironmentVariable("REPORTING_SEED") is { } given ? int.Parse(given) : 20260907;
        var sent = 0;
        // One after the other: the rest of the suite, which waits for things to happen, has the other core.
        for (var i = 0; i < Histories; i++)
        {
            var history = new History(seed + i);
            history.Run();
            history.Faults.ShouldBeEmpty($"seed {seed + i}: set REPORTING_SEED to it to see this history alone");
            sent += history.Sent;
        }

        // A world in which nothing is ever sent would be right in everything.
        sent.ShouldBeGreaterThan(Histories * 10);
    }

    private sealed class History(int seed)
    {
        private static readonly TimeSpan Tick = TimeSpan.FromMinutes(10);

        // What may pass between a step's instant and its message: lateness, a dead process, a clock that was set.
        private static readonly TimeSpan Slack = TimeSpan.FromMinutes(50);

        private readonly Random _random = new(seed);
        private readonly Guid _case = new(seed, 0, 0, new byte[8]);
        private readonly Dictionary<Guid, Notification> _notifications = [];
        private readonly HashSet<Guid> _queue = [];
        private readonly List<(TimeSpan At, object Message)> _inbox = [];
        private readonly Dictionary<Guid, int> _accepted = [];
        private readonly HashSet<Guid> _mayRepeat = [];
        private readonly Dictionary<Guid, string> _must = [];
        private readonly HashSet<Guid> _may = [];
        private readonly IReadOnlyList<Reader> _readers =
        [
            new(new Guid(1, 0, 0, new byte[8]), Recipient.Mail, 0, null), new(new Guid(2, 0, 0, new byte[8]), Recipient.Mail, 1, null), new(new Guid(3, 0, 0, new byte[8]), Recipient.Mail, 2, null),
        ];

        private DeadlineBook? _book;
        private DateTimeOffset? _row;
        private TimeSpan _machine;
        private TimeSpan _skew;

        // The second opinion: the records as they stand, since when, and the steps that have passed, waiting for the slack to end.
        private readonly Dictionary<string, (DeadlineRecord Record, DateTimeOffset Since, IReadOnlyList<(string Step, DateTimeOffset At, int Level)> Ladder)> _standing = [];
        // How far the law's clock has come since each record stands: set back, it passes nothing twice.
        private readonly Dictionary<string, DateTimeOffset> _seen = [];
        private readonly List<(TimeSpan Passed, string Key, Guid Id, string What)> _passed = [];

        public List<string> Faults { get; } = [];

        public int Sent => _accepted.Count;

        private Now Law => new(Books.Monday + _machine + _skew);

        public void Run()
        {
            Evaluate();
            for (; _machine < TimeSpan.FromDays(6); _machine += Tick)
            {
                Passing();
                if (_random.Next(60) == 0)
                {
                    Evaluate();
                }

                if (_random.Next(90) == 0)
                {
                    // The clock is set, by up to twenty minutes.
                    _skew += TimeSpan.FromMinutes(_random.Next(-20, 21));
                }

                if (_random.Next(40) == 0 && _notifications.Values.Where(n => n.State == "sent").ToList() is { Count: > 0 } sent)
                {
                    var acknowledged = sent[_random.Next(sent.Count)];
                    _notifications[acknowledged.Id] = acknowledged with { Acknowledged = true };
                    // What it stops may have been on its way.
                    Unsure(acknowledged.Key, only: p => p.What.StartsWith("escalation", StringComparison.Ordinal) || p.What.Contains("half-time", StringComparison.Ordinal));
                }

                Sweep();
                Work();
                Send();
            }

            Judge();
        }

        // ---- the system, effect by effect ----

        private bool Dies() => _random.Next(25) == 0;

        private void Evaluate()
        {
            var computed = Next();
            var book = (_book ?? new DeadlineBook(_case)).With(computed);
            Opinion(computed);
            var (step, messages) = NextDueStep.After(_case, book, Law);
            // One transaction: all of it or, when the process dies before, none and the client comes again.
            _book = book;
            _row = step.At is { } at && (_row is null || at < _row) ? at : _row ?? step.At;
            Publish(messages);
        }

        private void Publish(OutgoingMessages messages)
        {
            foreach (var message in messages)
            {
                var (at, sent) = message is DeliveryMessage<WakeCase> wake ? (_machine + (wake.Message.At!.Value - Law.Value), (object)wake.Message) : (_machine, message);
                // A local queue is soon done with; in any order.
                _inbox.Add((at + TimeSpan.FromMinutes(_random.Next(0, 6)), sent));
            }
        }

        private void Sweep()
        {
            if (_row is { } at && at <= Law.Value - TimeSpan.FromMinutes(2))
            {
                Publish([new WakeCase(_case, at)]);
            }
        }

        private void Work()
        {
            if (_inbox.Count > 200)
            {
                Faults.Add("alarms multiply");
                _inbox.Clear();
            }

            foreach (var due in _inbox.Where(m => m.At <= _machine).OrderBy(_ => _random.Next()).ToList())
            {
                // Dies before the commit: it comes again.
                if (Dies())
                {
                    continue;
                }

                Handle(due.Message);
                // Dies after it, before it is marked as handled: it comes again too.
                if (!Dies() && _random.Next(10) > 0)
                {
                    _inbox.Remove(due);
                }
            }
        }

        private void Handle(object message)
        {
            switch (message)
            {
                case WakeCase wake when _row is null || _row > Law.Value:
                    Publish(_row is { } at ? WakeCaseHandler.Early(wake, at, Law) : []);
                    break;
                case WakeCase:
                    var (next, messages) = WakeCaseHandler.Look(_case, _book!, Law);
                    _row = next;
                    Publish(messages);
                    break;
                case TellOfDeadlines tell:
                    foreach (var planned in NotificationPlan.Of(tell.Steps, new Planning(_case, _book, _readers, [], [.. _notifications.Values]), Law))
                    {
                        _notifications.Add(planned.Notification, Notification.Of(planned, Law.Value));
                        _queue.Add(planned.Notification);
                    }

                    break;
            }
        }

        private void Send()
        {
            foreach (var id in _queue.OrderBy(i => _notifications[i].Urgent).ToList())
            {
                if (_random.Next(40) == 0)
                {
                    // Not this time.
                    continue;
                }

                var notification = _notifications[id];
                if (Letter.NothingToSay(notification, _book!, Law) is null)
                {
                    _accepted[id] = _accepted.GetValueOrDefault(id) + 1;
                    if (_accepted[id] > 1 && !_mayRepeat.Contains(id))
                    {
                        Faults.Add($"sent twice: {notification.Key} {notification.Step}");
                    }

                    if (Dies())
                    {
                        // Accepted, and the outcome not written.
                        _mayRepeat.Add(id);
                        continue;
                    }

                    _notifications[id] = notification.Apply(new NotificationSent("smtp", "250"));
                }
                else
                {
                    _notifications[id] = notification.Apply(new NotificationDropped("moved"));
                }

                _queue.Remove(id);
            }
        }

        // ---- what happens to the case ----

        private DeadlinesComputed Next()
        {
            var before = _book;
            string[] obligations = ["early-warning", "notification"];
            return Books.Computed(Law.Value, [.. obligations.Select(o => Revised(Deadline(o, before?.Find("eu-nis2/" + o)), before?.Find("eu-nis2/" + o)))]);
        }

        private DeadlineRecord Deadline(string obligation, DeadlineRecord? was)
        {
            if (was is not null && _random.Next(3) == 0)
            {
                // Evaluated again, and the same came out but for what the time has made of it.
                return was.State is "running" or "missed" ? was with { State = was.Due < Law.Value ? "missed" : "running" } : was;
            }

            return _random.Next(8) switch
            {
                0 => Books.Deadline(obligation, was?.Due ?? Law.Value.AddHours(20), "met"),
                1 => Books.Deadline(obligation, null, "paused"),
                2 => Books.Deadline(obligation, was?.Due ?? Law.Value.AddHours(20), "lapsed"),
                3 => Books.Deadline(obligation, Law.Value.AddHours(-_random.Next(1, 50)), "missed"),
                _ => Running(obligation, Law.Value.AddMinutes(_random.Next(30, 96 * 60))),
            };
        }

        private DeadlineRecord Running(string obligation, DateTimeOffset due) => Books.Deadline(obligation, due, half: Law.Value + ((due - Law.Value) / 2));

        // The same end, by chance, is the same deadline: its half time comes of the same start.
        private static DeadlineRecord Revised(DeadlineRecord now, DeadlineRecord? was) =>
            was is null ? now
            : was.Due == now.Due && Same(was.State) == Same(now.State) ? was with { State = now.State }
            : now with { Revision = was.Revision + (was.Due != now.Due || (was.State == "missed" ? "running" : was.State) != (now.State == "missed" ? "running" : now.State) ? 1 : 0) };

        // ---- the second opinion ----

        private void Opinion(DeadlinesComputed computed)
        {
            List<DeadlineRecord> past = [];
            foreach (var now in computed.Deadlines)
            {
                var had = _standing.TryGetValue(now.Key, out var standing);
                var was = had ? standing.Record : null;
                if (was is not null && was.Due == now.Due && Same(was.State) == Same(now.State))
                {
                    _standing[now.Key] = (now, standing.Since, standing.Ladder);
                    continue;
                }

                // What the change cuts off may have been said, or not, or be said as what it is no longer.
                Unsure(now.Key);
                var since = now.State == "missed" && was?.State is not ("running" or "paused") ? DateTimeOffset.MaxValue : computed.AsOf;
                _seen[now.Key] = since;
                _standing[now.Key] = (now, since, now.Due is null || since == DateTimeOffset.MaxValue ? [] : [.. Ladder(now, since).Where(s => s.At > since)]);
                var wasOpen = was is { State: "running" or "missed" };
                var told = (now.State, was?.State) switch
                {
                    ("paused", not "paused") => "stopped",
                    ("lapsed", "running" or "missed" or "paused") => "lapsed",
                    ("running", "paused") => "restarted",
                    ("running", _) => wasOpen ? (now.Due < was!.Due ? "shortened" : "moved") : "set",
                    ("missed", "running" or "paused") => "missed",
                    _ => null,
                };
                if (now.State == "missed" && told is null)
                {
                    past.Add(now);
                }

                if (told is not null)
                {
                    Expect(now, told, 0);
                }
            }

            if (past.Count > 0)
            {
                Unsure("past");
                _evaluationsPast = Evaluations + 1;
                Pass("past", _evaluationsPast, "past", 0);
            }
            else if (_evaluationsPast > 0)
            {
                // What it spoke of may have been met since.
                Unsure("past");
            }

            Evaluations++;
        }

        private int _evaluationsPast;

        private int Evaluations { get; set; }

        private static string Same(string state) => state == "missed" ? "running" : state;

        /// <summary>Steps whose instant lies between the last look and this one, of what stands now.</summary>
        private void Passing()
        {
            var now = Law.Value;
            foreach (var (record, since, ladder) in _standing.Values.Where(s => s.Record.State is "running" or "missed" && s.Since != DateTimeOffset.MaxValue))
            {
                foreach (var (step, at, level) in ladder.Where(s => s.At > _seen[record.Key] && s.At <= now))
                {
                    Expect(record, step, level);
                }

                _seen[record.Key] = now > _seen[record.Key] ? now : _seen[record.Key];
            }
        }

        private static IEnumerable<(string Step, DateTimeOffset At, int Level)> Ladder(DeadlineRecord record, DateTimeOffset since)
        {
            var due = record.Due!.Value;
            int[] leads = [24, 4, 1];
            if (record.HalfTime is { } half && half < due && leads.All(l => (due.AddHours(-l) - half).Duration() >= TimeSpan.FromHours(1)))
            {
                yield return ("half-time", half, 0);
            }

            foreach (var lead in leads)
            {
                yield return ($"{lead}h-before", due.AddHours(-lead), 0);
            }

            var patience = (due - since) / 6;
            patience = patience < TimeSpan.FromMinutes(15) ? TimeSpan.FromMinutes(15) : patience > TimeSpan.FromHours(4) ? TimeSpan.FromHours(4) : patience;
            foreach (var level in (int[])[1, 2])
            {
                if (since + (level * patience) < due)
                {
                    yield return ($"escalate-{level}", since + (level * patience), level);
                }
            }

            yield return ("due", due, 0);
            for (var day = 1; day <= 30; day++)
            {
                yield return ($"overdue-{day}", due.AddDays(day), 0);
            }
        }

        private void Expect(DeadlineRecord record, string step, int level) => Pass(record.Key, record.Revision, step, level);

        private void Pass(string key, int revision, string step, int level)
        {
            var reader = _readers[level];
            var ladder = !ReminderPlan.IsAtOnce(step) && level == 0;
            if (ladder)
            {
                // The step before it on the way to the same end may have been overtaken.
                Unsure(key, only: p => p.What.StartsWith("ladder", StringComparison.Ordinal));
            }

            _passed.Add((_machine, key, Notification.IdOf(_case, key, revision, step, reader.Id, Recipient.Mail), (ladder ? "ladder " : level > 0 ? "escalation " : "") + $"{key} {step} revision {revision}"));
            if (ReminderPlan.IsLast(step))
            {
                // To those an escalation has brought in, as far as it did.
                foreach (var other in _readers.Skip(1))
                {
                    _may.Add(Notification.IdOf(_case, key, revision, step, other.Id, Recipient.Mail));
                }
            }

            if (_notifications.Values.Any(n => n.Key == key && n.Revision == revision && n.Acknowledged) && !ReminderPlan.IsLast(step) && !ReminderPlan.IsAtOnce(step))
            {
                var last = _passed[^1];
                _passed.RemoveAt(_passed.Count - 1);
                // It may just have been planned; certain is only that nobody has to be told.
                _may.Add(last.Id);
            }
        }

        private void Unsure(string key, Func<(TimeSpan Passed, string Key, Guid Id, string What), bool>? only = null)
        {
            foreach (var step in _passed.Where(p => p.Key == key && (only?.Invoke(p) ?? true)).ToList())
            {
                _passed.Remove(step);
                if (_machine - step.Passed > Slack)
                {
                    _must[step.Id] = step.What;
                }
                else
                {
                    _may.Add(step.Id);
                }
            }
        }

        private void Judge()
        {
            foreach (var step in _passed)
            {
                if (_machine - step.Passed > Slack && !step.What.StartsWith("escalation", StringComparison.Ordinal))
                {
                    _must[step.Id] = step.What;
                }
                else
                {
                    _may.Add(step.Id);
                }
            }

            Faults.AddRange(_must.Where(m => !_accepted.ContainsKey(m.Key) && !m.Value.StartsWith("escalation", StringComparison.Ordinal)).Select(m => "not sent: " + m.Value));
            Faults.AddRange(_accepted.Keys.Where(id => !_must.ContainsKey(id) && !_may.Contains(id)).Select(id => $"not of the plan: {_notifications[id].Key} {_notifications[id].Step} revision {_notifications[id].Revision}"));
        }
    }
}
