using System.Text.Json;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>The command line, run as a person at a terminal or a program would run it.</summary>
public class CliTests
{
    private static readonly string Tool = Repository.File("ops", "reporting");
    private static readonly string Vectors = Repository.File("tests", "Reporting.Rulebook.Tests", "vectors", "deadlines.json");

    [Fact]
    public async Task every_vector_is_answered_on_standard_input_with_nothing_but_json()
    {
        var finished = await Shell.RunAsync("bash", ["-c", $"'{Tool}' deadlines --format json - <'{Vectors}'"]);
        finished.ExitCode.ShouldBe(0, finished.Error);
        var answers = JsonDocument.Parse(finished.Output).RootElement.EnumerateArray().ToDictionary(a => a.GetProperty("id").GetString()!);
        foreach (var vector in JsonDocument.Parse(await File.ReadAllTextAsync(Vectors)).RootElement.EnumerateArray())
        {
            Hold(vector, answers[vector.GetProperty("id").GetString()!]);
        }
    }

    [Fact]
    public async Task json_is_answered_where_standard_output_is_no_terminal_and_a_table_where_it_is_asked_for()
    {
        (await Shell.OutputOfAsync(Tool, ["deadlines", Vectors])).ShouldStartWith("[");
        var table = await Shell.OutputOfAsync(Tool, ["deadlines", Vectors, "--format", "table"]);
        table.ShouldContain("nsi-initial-04: National Security and Investment Act 2021");
        table.ShouldContain("From Mon 14 Sep 2026 to Tue 29 Sep 2026 the clock was stopped: 12 working days left out.");
    }

    [Theory]
    [InlineData("x", "is not JSON")]
    [InlineData("{}", "/regime: is missing")]
    [InlineData("""{"id":"a","regime":"nope","caseType":"incident","timeline":[],"asOf":"2026-01-01T00:00:00Z"}""", "'nope' is no regime")]
    [InlineData("""{"id":"a","regime":"eu-nis2","caseType":"incident","timeline":[{"event":"became-aware","at":"2026-03-29T02:30:00"}]}""", "/timeline/0/at")]
    [InlineData("""{"id":"a","regime":"eu-nis2","caseType":"incident","timelime":[]}""", "/timelime: is not known here")]
    public async Task invalid_input_ends_with_two_names_the_fault_and_answers_nothing(string input, string fault)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, input);
        var finished = await Shell.RunAsync(Tool, ["deadlines", file]);
        File.Delete(file);
        (finished.ExitCode, finished.Output).ShouldBe((2, ""));
        finished.Error.ShouldContain(fault);
    }

    [Fact]
    public async Task the_projects_own_documents_have_no_fault_and_others_are_named_with_their_place()
    {
        (await Shell.OutputOfAsync(Tool, ["rulebook", "lint", Repository.File("schemas")])).ShouldBe("34 documents, no fault");
        var draft = await DraftAsync("\"zone\": \"Europe/London\"", "\"zone\": \"Mars/Olympus\"");
        var finished = await Shell.RunAsync(Tool, ["rulebook", "lint", draft]);
        (finished.ExitCode, finished.Output.TrimEnd()).ShouldBe((2, $"{draft}: /zone: must be a zone of the IANA database"));
    }

    [Fact]
    public async Task a_regime_is_explained_an_amendment_told_in_words_and_tried_on_cases()
    {
        var explained = await Shell.OutputOfAsync(Tool, ["rulebook", "explain", "uk-nsi-2021"]);
        explained.ShouldContain("30 working days, beginning with the day");
        explained.ShouldContain("where notifiableAcquisition: closing before is void, and an offence [NSI Act 2021 s.13(1), s.32, confirmed]");
        explained.ShouldContain("shareholding at least 75 per cent [NSI Act 2021 s.8(2)(c)]");
        var draft = await DraftAsync("\"amount\": 72", "\"amount\": 48");
        (await Shell.OutputOfAsync(Tool, ["rulebook", "diff", "uk-ai-theft-proposed", draft])).ShouldBe("notification: period changes from '72 hours' to '48 hours'.");
        var tried = await Shell.OutputOfAsync(Tool, ["rulebook", "what-if", draft, "--cases", Vectors]);
        tried.ShouldContain("theft-01 notification: 2026-09-17T08:30:00Z -> 2026-09-16T08:30:00Z (24 hours earlier)");
        tried.ShouldContain("theft-01 notification: met-late");
        tried.ShouldContain("2026-W38");
    }

    [Fact]
    public async Task markers_are_committed_to_and_their_openings_are_never_written_over()
    {
        var folder = Directory.CreateTempSubdirectory("reporting-markers-").FullName;
        var (markers, openings) = (Path.Combine(folder, "markers"), Path.Combine(folder, "openings"));
        await File.WriteAllLinesAsync(markers, ["sing of the tin hare", "é"]);
        string[] arguments = ["commit", markers, "--kind", "canary-prompt", "--label", "spring", "--openings", openings];
        var deposit = JsonDocument.Parse(await Shell.OutputOfAsync(Tool, arguments)).RootElement;
        deposit.GetProperty("commitments").GetArrayLength().ShouldBe(2);
        (await File.ReadAllLinesAsync(openings)).Length.ShouldBe(2);
        deposit.GetProperty("commitments").ToString().ShouldNotContain("hare");
        (await Shell.RunAsync(Tool, arguments)).ExitCode.ShouldBe(2);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> DraftAsync(string from, string to)
    {
        var text = await File.ReadAllTextAsync(Repository.File("schemas", "regimes", "uk-ai-theft-proposed.json"));
        text.ShouldContain(from);
        var file = Path.Combine(Directory.CreateTempSubdirectory("reporting-draft-").FullName, "draft.json");
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal));
        return file;
    }

    private static void Hold(JsonElement vector, JsonElement answer)
    {
        var id = vector.GetProperty("id").GetString();
        if (vector.TryGetProperty("expectApplicability", out var applicability))
        {
            answer.GetProperty("applicability").GetString().ShouldBe(applicability.GetString(), id);
        }

        var deadlines = answer.GetProperty("deadlines").EnumerateArray().ToDictionary(d => d.GetProperty("obligation").GetString()!);
        foreach (var expect in vector.GetProperty("expect").EnumerateArray())
        {
            foreach (var member in expect.EnumerateObject())
            {
                JsonElement.DeepEquals(deadlines[expect.GetProperty("obligation").GetString()!].GetProperty(member.Name), member.Value).ShouldBeTrue($"{id} {member}");
            }
        }
    }
}
