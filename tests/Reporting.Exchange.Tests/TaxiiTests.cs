using Reporting.Exchange.Taxii;

namespace Reporting.Exchange.Tests;

public class TaxiiTests
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TaxiiEntry[] Held =
    [
        new("indicator--a", "2026-01-01T00:00:00.000Z", Day),
        new("indicator--a", "2026-01-03T00:00:00.000Z", Day.AddDays(3)),
        new("indicator--a", "2026-01-02T00:00:00.000Z", Day.AddDays(5)),
        new("malware--b", "2026-01-01T00:00:00.000Z", Day.AddDays(1)),
        new("malware--b", "2026-01-09T00:00:00.000Z", Day.AddDays(2), "2.0"),
    ];

    private static string Asked(string query)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => KeyValuePair.Create(p[0], p[1]));
        var (read, fault) = TaxiiQuery.Parse(parameters, "id", "type", "version", "spec_version");
        return fault ?? string.Join(' ', read!.Of(Held).Select(e => $"{e.Id[^1]}{e.VersionAt.Day}"));
    }

    [Theory]
    [InlineData("", "b1 a3")]
    [InlineData("match[version]=all", "a1 b1 a3 a2")]
    [InlineData("match[version]=first", "a1 b1")]
    [InlineData("match[version]=first,last", "a1 b1 a3")]
    [InlineData("match[version]=2026-01-02T00:00:00Z", "a2")]
    [InlineData("match[id]=malware--b", "b1")]
    [InlineData("match[id]=malware--b,indicator--a,x", "b1 a3")]
    [InlineData("match[type]=indicator", "a3")]
    [InlineData("match[spec_version]=2.0", "b9")]
    [InlineData("match[spec_version]=2.0,2.1&match[version]=all", "a1 b1 b9 a3 a2")]
    [InlineData("added_after=2026-01-02T00:00:00Z", "a3")]
    [InlineData("added_after=2026-01-04T00:00:00Z", "")]
    [InlineData("added_after=2026-01-04T00:00:00Z&match[version]=all", "a2")]
    [InlineData("match[colour]=red", "match[colour] is no filter of this address.")]
    [InlineData("match[id", "match[id is no filter of this address.")]
    [InlineData("match[id]=", "match[id] takes from 1 to 100 values.")]
    [InlineData("match[version]=newest", "match[version] takes all, last, first or instants.")]
    [InlineData("added_after=yesterday", "added_after cannot be read.")]
    [InlineData("limit=0", "limit cannot be read.")]
    [InlineData("limit=-1", "limit cannot be read.")]
    [InlineData("limit=1&limit=2", "limit stands twice.")]
    public void what_is_asked_for_is_answered(string query, string answer) => Asked(query.Contains('=') || query.Length == 0 ? query : query + "=").ShouldBe(answer);

    [Fact]
    public void what_is_empty_is_left_out()
    {
        TaxiiResources.Envelope([], null).ToJsonString().ShouldBe("{}");
        TaxiiResources.Collections([]).ToJsonString().ShouldBe("{}");
        TaxiiResources.Manifest(Held.Take(1), "n").ToJsonString().ShouldBe("""{"more":true,"next":"n","objects":[{"id":"indicator--a","date_added":"2026-01-01T00:00:00.000000Z","version":"2026-01-01T00:00:00.000Z","media_type":"application/stix\u002Bjson;version=2.1"}]}""");
    }
}
