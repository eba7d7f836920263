using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Reporting.Contracts;
using Reporting.Contracts.Firms;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;
using Reporting.Server.Hosting.Http;

namespace Reporting.Server.Tests.Hosting;

public sealed class StrictJsonTests
{
    private const string Handling = """{"tlp":"amber","notAboveOfficial":true}""";

    private static (T? Value, IReadOnlyList<Fault> Faults) Read<T>(string json)
        where T : class => StrictJson.Read<T>(Encoding.UTF8.GetBytes(json));

    private static Fault Only(string json)
    {
        var (value, faults) = Read<IncidentStatement>(json);
        value.ShouldBeNull();
        return faults.ShouldHaveSingleItem();
    }

    [Fact]
    public void what_is_fine_is_read()
    {
        var (stated, faults) = Read<IncidentStatement>($$$"""
            {
              "title": "Weights copied", "theftKinds": ["weight-exfiltration", "insider"], "handling": {{{Handling}}},
              "detectedAt": {"at": "2026-11-23T22:10:00+01:00", "precision": "hour", "byWhom": "Night shift"},
              "assets": [{"id": "a1", "kind": "weights", "taken": "copied", "share": {"value": 62.5, "basis": "actual"}}],
              "suspectedActors": [{"name": "A", "aliases": ["B", "C"]}]
            }
            """);

        faults.ShouldBeEmpty();
        stated!.TheftKinds.ShouldBe([TheftKind.WeightExfiltration, TheftKind.Insider]);
        stated.DetectedAt!.At.ShouldBe(new DateTimeOffset(2026, 11, 23, 22, 10, 0, TimeSpan.FromHours(1)));
        stated.DetectedAt.Precision.ShouldBe(TimePrecision.Hour);
        stated.DetectedAt.ByWhom!.Value.ShouldBe("Night shift");
        stated.Assets![0].Share.ShouldBe(new Est<decimal> { Value = 62.5m, Basis = Basis.Actual });
        stated.SuspectedActors![0].Aliases![1].Value.ShouldBe("C");
        stated.BecameAwareAt.ShouldBeNull();
    }

    [Fact]
    public void a_time_is_exact_unless_said_otherwise() =>
        Read<TimeStatement>("""{"at":"2026-11-23T22:10:00Z"}""").Value!.Precision.ShouldBe(TimePrecision.Exact);

    [Fact]
    public void an_unknown_member_is_refused_with_the_nearest_name()
    {
        var fault = Only("""{"becameAwarAt":{"at":"2026-11-23T22:10:00Z"}}""");
        fault.ShouldBe(new Fault("/becameAwarAt", "unknown-member", "There is no such member here. Did you mean \"becameAwareAt\"?", FaultKind.Malformed));
    }

    [Theory]
    [InlineData("""{"Title":"x"}""", "/Title", "unknown-member", "\"title\"")]
    [InlineData("""{"assets":[{"kind":"weights"},{"kind":"weigths"}]}""", "/assets/1/kind", "unknown-value", "\"weights\"")]
    [InlineData("""{"crossBorder":"YES"}""", "/crossBorder", "unknown-value", "one of: yes, no, unknown")]
    [InlineData("""{"crossBorder":"no,unknown"}""", "/crossBorder", "unknown-value", "one of")]
    [InlineData("""{"crossBorder":true}""", "/crossBorder", "wrong-type", "one of: yes, no, unknown")]
    [InlineData("""{"crossBorder":1}""", "/crossBorder", "wrong-type", "one of")]
    [InlineData("""{"title":5}""", "/title", "wrong-type", "a text")]
    [InlineData("""{"contacts":[{"role":"legal","name":5}]}""", "/contacts/0/name", "wrong-type", "a text")]
    [InlineData("""{"notHandledYet":"true"}""", "/notHandledYet", "wrong-type", "true or false")]
    [InlineData("""{"assets":{}}""", "/assets", "wrong-type", "a list")]
    [InlineData("""{"assets":[[]]}""", "/assets/0", "wrong-type", "an object")]
    [InlineData("""{"suspectedActors":[{"confidence":12.5}]}""", "/suspectedActors/0/confidence", "wrong-type", "a whole number")]
    [InlineData("""{"suspectedActors":[{"confidence":"12"}]}""", "/suspectedActors/0/confidence", "wrong-type", "a whole number")]
    [InlineData("""{"harm":{"deaths":{"value":99999999999999999999}}}""", "/harm/deaths/value", "wrong-type", "a whole number")]
    [InlineData("""{"assets":[{"kind":"weights","trainingComputeFlop":1e999}]}""", "/assets/0/trainingComputeFlop", "wrong-type", "a number")]
    [InlineData("""{"reportingEntity":{"entityId":"7"}}""", "/reportingEntity/entityId", "wrong-type", "an id")]
    [InlineData("""{"evidencePreservedUntil":"24/11/2026"}""", "/evidencePreservedUntil", "wrong-type", "a day such as")]
    [InlineData("""{"evidencePreservedUntil":"2026-02-30"}""", "/evidencePreservedUntil", "impossible-date", "no such day")]
    [InlineData("""{"occurredFrom":{"at":"2026-11-23T22:10:00"}}""", "/occurredFrom/at", "offset-missing", "needs its offset")]
    [InlineData("""{"occurredFrom":{"at":"2026-11-23 22:10"}}""", "/occurredFrom/at", "offset-missing", "needs its offset")]
    [InlineData("""{"occurredFrom":{"at":"2026-02-29T22:10:00Z"}}""", "/occurredFrom/at", "impossible-time", "no such time")]
    [InlineData("""{"occurredFrom":{"at":"2026-11-23T24:10:00Z"}}""", "/occurredFrom/at", "impossible-time", "no such time")]
    [InlineData("""{"occurredFrom":{"at":"9999-12-31T23:59:59-14:00"}}""", "/occurredFrom/at", "impossible-time", "no such time")]
    [InlineData("""{"occurredFrom":{"at":"2026-11-23"}}""", "/occurredFrom/at", "wrong-type", "a time with seconds")]
    [InlineData("""{"occurredFrom":{"at":1764000000}}""", "/occurredFrom/at", "wrong-type", "a time with seconds")]
    [InlineData("""{"occurredFrom":"2026-11-23T22:10:00Z"}""", "/occurredFrom", "wrong-type", "an object")]
    [InlineData("""{"title":null}""", "/title", "null-value", "leave it out")]
    [InlineData("""{"theftKinds":[null]}""", "/theftKinds/0", "null-value", "leave it out")]
    [InlineData("""{"assets":[null]}""", "/assets/0", "null-value", "leave it out")]
    [InlineData("""{"title":"a","title":"b"}""", "/title", "duplicate-member", "twice")]
    [InlineData("""{"title":"\ud800"}""", "/title", "wrong-form", "surrogate")]
    [InlineData("""{"\ud800":1}""", "", "unknown-member", "none")]
    [InlineData("""{"a/b~c":1}""", "/a~1b~0c", "unknown-member", "no such member")]
    public void a_malformed_value_is_named_by_its_pointer(string json, string pointer, string code, string says)
    {
        var fault = Only(json);
        fault.Pointer.ShouldBe(pointer);
        fault.Code.ShouldBe(code);
        fault.Detail.ShouldContain(says);
        fault.Kind.ShouldBe(FaultKind.Malformed);
    }

    [Theory]
    [InlineData("""{"title":""}""", "/title", "text-length")]
    [InlineData("""{"title":"a\nb"}""", "/title", "text-length")]
    [InlineData("""{"summary":"a\u0000b"}""", "/summary", "text-length")]
    [InlineData("""{"reportingEntity":{"country":"gb"}}""", "/reportingEntity/country", "wrong-form")]
    [InlineData("""{"reportingEntity":{"country":""}}""", "/reportingEntity/country", "wrong-form")]
    [InlineData("""{"affectedMemberStates":["BE","Belgium"]}""", "/affectedMemberStates/1", "wrong-form")]
    [InlineData("""{"contacts":[{"role":"legal","email":"nobody"}]}""", "/contacts/0/email", "wrong-form")]
    [InlineData("""{"contacts":[{"role":"legal","telephone":"020 7946 0000"}]}""", "/contacts/0/telephone", "wrong-form")]
    [InlineData("""{"suspectedActors":[{"aliases":["ok",""]}]}""", "/suspectedActors/0/aliases/1", "text-length")]
    [InlineData("""{"suspectedActors":[{"confidence":101}]}""", "/suspectedActors/0/confidence", "out-of-range")]
    [InlineData("""{"assets":[{"kind":"weights","share":{"value":100.4}}]}""", "/assets/0/share/value", "out-of-range")]
    [InlineData("""{"assets":[{"kind":"weights","share":{"value":12.34567}}]}""", "/assets/0/share/value", "out-of-range")]
    [InlineData("""{"harm":{"deaths":{"value":-1}}}""", "/harm/deaths/value", "out-of-range")]
    [InlineData("""{"ransom":{"amount":{"amount":1234567890123.456,"currency":"EUR"}}}""", "/ransom/amount/amount", "out-of-range")]
    [InlineData("""{"theftKinds":["insider","insider","insider","insider","insider","insider","insider","insider"]}""", "/theftKinds", "too-many-items")]
    [InlineData("""{"reach":{"duration":"4 hours"}}""", "/reach/duration", "wrong-form")]
    [InlineData("""{"techniques":[{"atlasId":"T1566"}]}""", "/techniques/0/atlasId", "wrong-form")]
    [InlineData("""{"handling":{"tlp":"red"}}""", "/handling/notAboveOfficial", "required")]
    public void what_is_understood_and_wrong_is_named_by_its_pointer(string json, string pointer, string code)
    {
        var fault = Only(json);
        fault.Pointer.ShouldBe(pointer);
        fault.Code.ShouldBe(code);
        fault.Kind.ShouldBe(FaultKind.Invalid);
    }

    [Fact]
    public void every_fault_is_named_at_once()
    {
        var (_, faults) = Read<IncidentStatement>("""
            {"titel":"x","title":5,"occurredFrom":{"at":"2026-11-23T22:10:00"},"handling":{"tlp":"purple"},"reportingEntity":{"country":"uk"},"assets":[{}]}
            """);
        faults.Select(f => $"{f.Pointer} {f.Code}").ShouldBe(
        [
            "/titel unknown-member", "/title wrong-type", "/occurredFrom/at offset-missing", "/handling/tlp unknown-value",
            "/handling/notAboveOfficial required", "/reportingEntity/country wrong-form", "/assets/0/kind required",
        ]);
    }

    [Theory]
    [InlineData("", "empty-body")]
    [InlineData(" \n", "empty-body")]
    [InlineData("null", "null-value")]
    [InlineData("[]", "wrong-type")]
    [InlineData("5", "wrong-type")]
    [InlineData("\"x\"", "wrong-type")]
    [InlineData("{", "not-json")]
    [InlineData("{\"a\":1,}", "not-json")]
    [InlineData("{'a':1}", "not-json")]
    [InlineData("{/*x*/}", "not-json")]
    [InlineData("{\"title\":NaN}", "not-json")]
    [InlineData("{} {}", "trailing-text")]
    [InlineData("{}x", "trailing-text")]
    public void a_body_that_is_no_object_is_malformed(string body, string code)
    {
        var fault = Only(body);
        fault.ShouldSatisfyAllConditions(() => fault.Pointer.ShouldBe(""), () => fault.Code.ShouldBe(code), () => fault.Kind.ShouldBe(FaultKind.Malformed));
    }

    [Fact]
    public void invalid_utf8_is_malformed() =>
        StrictJson.Read<IncidentStatement>(new byte[] { (byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}' })
            .Faults.ShouldHaveSingleItem().Code.ShouldBe("invalid-utf8");

    [Theory]
    [InlineData(33)]
    [InlineData(200_000)]
    public void what_is_nested_too_deep_is_refused(int levels) =>
        Only("{\"assets\":" + new string('[', levels - 1) + new string(']', levels - 1) + "}").Code.ShouldBe("too-deep");

    [Fact]
    public void a_body_of_faults_is_answered_with_the_first_hundred() =>
        Read<IncidentStatement>("{\"assets\":[" + string.Join(',', Enumerable.Repeat("5", 100)) + "],\"indicators\":[" + string.Join(',', Enumerable.Repeat("5", 2000)) + "]}")
            .Faults.Count.ShouldBe(100);

    [Fact]
    public void malformed_answers_400_and_invalid_422()
    {
        Faults.ToProblem(Read<IncidentStatement>("""{"titel":1,"summary":""}""").Faults).Status.ShouldBe(400);
        Faults.ToProblem(Read<IncidentStatement>("""{"summary":""}""").Faults).Status.ShouldBe(422);
        Faults.ToProblem(Read<FileReport>("{}").Faults).Status.ShouldBe(422);
        Faults.ToProblem([Only("{\"assets\":" + new string('[', 40) + new string(']', 40) + "}")]).Type.ShouldBe("/problems/too-deep");
    }

    [Fact]
    public void the_word_null_inside_a_text_is_no_null() =>
        Read<IncidentStatement>("""{"title":"a null pointer","summary":"null"}""").Value!.Summary.ShouldBe("null");

    /// <summary>Whatever is done to a body: a value or faults, no exception, and no name of ours in any message.</summary>
    [Fact]
    public void a_body_changed_at_random_never_surprises()
    {
        var body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Example.Incident, WireJson.Options));
        Gen.Select(Gen.Int[0, body.Length - 1], Gen.Byte, Gen.Int[0, 3]).Array[1, 4].Sample(
            edits =>
            {
                var (value, faults) = StrictJson.Read<IncidentStatement>(Edited(body, edits));
                (value is null).ShouldBe(faults.Count > 0);
                faults.ShouldAllBe(f => !f.Detail.Contains("System.") && !f.Detail.Contains("Reporting.") && !f.Detail.Contains('`'));
            },
            iter: 5_000,
            threads: 1);
    }

    private static byte[] Edited(byte[] body, (int At, byte Value, int How)[] edits)
    {
        var bytes = body.ToList();
        foreach (var (at, value, how) in edits)
        {
            var index = Math.Min(at, bytes.Count - 1);
            switch (how)
            {
                case 0:
                    bytes[index] = value;
                    break;
                case 1:
                    bytes.Insert(index, value);
                    break;
                case 2:
                    bytes.RemoveAt(index);
                    break;
                default:
                    bytes[index] = (byte)"{}[],:\"0n"[value % 9];
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>What the reader takes, written again, is the same JSON: nothing is dropped on the way in.</summary>
    [Fact]
    public void what_was_read_is_written_back_whole()
    {
        var json = JsonSerializer.Serialize(Example.Incident, WireJson.Options);
        var (value, faults) = Read<IncidentStatement>(json);
        faults.ShouldBeEmpty();
        JsonNode.DeepEquals(JsonNode.Parse(JsonSerializer.Serialize(value, WireJson.Options)), JsonNode.Parse(json)).ShouldBeTrue();
    }

    public static TheoryData<Type> Requests => [.. Shapes.Requests.Select(r => r.Type).Distinct()];

    /// <summary>A text or list without a bound would be taken at any length up to the body's.</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public void every_text_and_list_of_a_request_is_bounded(Type request) =>
        Unbounded(StrictJsonShape.Of(request), request.Name, []).ShouldBeEmpty();

    private static IEnumerable<string> Unbounded(StrictJsonShape shape, string path, HashSet<Type> seen)
    {
        if (shape.Element is not null)
        {
            return Unbounded(shape.Element, path, seen);
        }

        return !seen.Add(shape.Type) ? [] : shape.Members.SelectMany(m => Loose(m, $"{path}/{m.Name}").Concat(Unbounded(m.Shape, $"{path}/{m.Name}", seen)));
    }

    private static IEnumerable<string> Loose(StrictJsonShape.Member member, string path)
    {
        if (member.Shape.Element is { } element && (member.Rules.Count == 0 || (element.Type == typeof(string) && member.EachRules.Count == 0)))
        {
            yield return path;
        }

        if (member.Shape.Type == typeof(string) && member.Rules.Count == 0)
        {
            yield return path;
        }
    }

    private static class Example
    {
        public static readonly IncidentStatement Incident = new()
        {
            ExternalReference = "INC-2026-0071",
            Title = "Weights copied from the training cluster",
            Summary = "An account copied checkpoints.\nThe account is closed.",
            TheftKinds = [TheftKind.WeightExfiltration, TheftKind.Insider],
            Handling = new IncidentHandling { Tlp = Tlp.AmberStrict, NotAboveOfficial = true, Residency = ["GB", "BE"], Privileged = ["/summary"] },
            ReportingEntity = new ReportingEntity { Name = "Example Models Ltd", Kind = PartyKind.Company, Country = "GB", EntityType = "cloud-computing" },
            Contacts = [new IncidentContact { Role = ContactRole.Primary, Name = "A. Person", Email = "a.person@example.org", Telephone = "+44 20 7946 0000" }],
            DetectedAt = new Awareness { At = new DateTimeOffset(2026, 11, 23, 22, 10, 0, TimeSpan.FromHours(1)), Precision = TimePrecision.Hour, ByWhom = "Night shift" },
            Assets = [new StolenAsset { Id = "a1", Kind = AssetKind.Weights, Taken = Taken.Copied, TrainingComputeFlop = 3e25, Share = new Est<decimal> { Value = 62.5m } }],
            Harm = new Harm { Deaths = new Est<long> { Value = 0, Basis = Basis.Actual }, ImminentDanger = Tri.Unknown },
            Money = new Costs { DirectCost = new Est<Money> { Value = new Money { Amount = 1250000.5m, Currency = "EUR" } } },
            Profile = new ProfileOverride { Reason = "Sold its cloud arm.", EntityClass = EntityClass.Important, Other = [new StatedFact { Fact = "operatesReactor", Value = "no" }] },
        };
    }

    /// <summary>Of two readers one must not take what the other refuses.</summary>
    [Fact]
    public void all_requests_have_a_readable_shape()
    {
        foreach (var request in Shapes.Requests)
        {
            StrictJsonShape.Of(request.Type).Members.ShouldNotBeEmpty();
        }

        Read<RegisterEntity>("""{"name":"A","country":"GB"}""").Faults.ShouldBeEmpty();
        Read<NoticeStatement>("""{"control":{"thresholds":["shares-above-25","class-of-resolution"],"before":{"sharesPercent":10}}}""").Faults.ShouldBeEmpty();
    }

    [Fact]
    public void an_instant_is_written_in_one_form()
    {
        var moment = Gen.Select(Gen.Long[0, 3_000_000_000_000_000_000L], Gen.Int[-14 * 60, 14 * 60], Gen.Bool);
        moment.Sample((ticks, minutes, whole) =>
        {
            var offset = TimeSpan.FromMinutes(minutes);
            var at = new DateTimeOffset(new DateTime(whole ? ticks - (ticks % TimeSpan.TicksPerSecond) : ticks, DateTimeKind.Unspecified).AddYears(20), TimeSpan.Zero).ToOffset(offset);
            JsonSerializer.Serialize(at, WireJson.Options).ShouldBe('"' + InstantConverter.Text(at) + '"');
        });
    }
}
