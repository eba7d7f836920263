using System.Text;
using System.Text.Json;

namespace Reporting.Ledger.Tests;

public class StoredDigestTests
{
    private static readonly StoredEvent One = new(7, "0199a000-0000-7000-8000-000000000001", "incident-opened", "f1", "0199a000-0000-7000-8000-000000000002", 1, 1_700_000_000_123_000, "firm:f1/m", Body("""{"b": 1.50, "a": "é"}"""));

    private static byte[] Body(string json) => Encoding.UTF8.GetBytes(json);

    [Fact]
    public void an_events_line_is_the_documented_one() =>
        Encoding.UTF8.GetString(StoredDigest.Line(One)).ShouldBe(
            """{"by":"firm:f1/m","id":"0199a000-0000-7000-8000-000000000001","recordedAt":1700000000123000,"sequence":7,"stream":"0199a000-0000-7000-8000-000000000002","tenant":"f1","type":"incident-opened","version":1} {"a":"é","b":1.50}""" + "\n");

    [Fact]
    public void every_column_and_every_digit_takes_part()
    {
        var salt = new byte[32];
        StoredEvent[] others =
        [
            One with { Sequence = 8 }, One with { Id = "x" }, One with { Type = "x" }, One with { Tenant = "x" }, One with { Stream = "x" }, One with { Version = 2 },
            One with { RecordedAt = One.RecordedAt + 1 }, One with { By = null }, One with { By = "" }, One with { Body = Body("""{"a":"é","b":1.5}""") },
            One with { Body = Body("""{"a":"é","b":"1.50"}""") },
        ];
        others.Select(e => Convert.ToHexString(StoredDigest.Of(salt, [e]))).Append(Convert.ToHexString(StoredDigest.Of(salt, [One])))
            .Append(Convert.ToHexString(StoredDigest.Of([.. Enumerable.Repeat((byte)1, 32)], [One]))).Distinct().Count().ShouldBe(others.Length + 2);
        // A double could not tell these apart.
        StoredDigest.Of(salt, [One with { Body = Body("12345678901234567890") }]).ShouldNotBe(StoredDigest.Of(salt, [One with { Body = Body("12345678901234567891") }]));
        StoredDigest.Of(salt, [One, One with { Version = 2 }]).ShouldNotBe(StoredDigest.Of(salt, [One with { Version = 2 }, One]));
        StoredDigest.Of(salt, [One with { Body = Body("""{"a":"é","b":1.50}""") }]).ShouldBe(StoredDigest.Of(salt, [One]));
    }

    [Fact]
    public void half_a_character_is_refused() => Should.Throw<JsonException>(() => CanonicalJson.Of(Body("""["\ud83d"]""")));

    [Fact]
    public void an_entry_gives_itself_back_and_is_123_bytes_long()
    {
        var entry = new LedgerEntry(EntryKind.Append, [.. Enumerable.Repeat((byte)1, 32)], [.. Enumerable.Repeat((byte)2, 32)], LedgerEntry.NoPrevious);
        entry.ToBytes().Length.ShouldBe(LedgerEntry.Bytes);
        LedgerEntry.Bytes.ShouldBe(123);
        var read = LedgerEntry.Parse(entry.ToBytes())!;
        (read.Kind, Convert.ToHexString(read.Content), Convert.ToHexString(read.Stored), Convert.ToHexString(read.Previous))
            .ShouldBe((entry.Kind, Convert.ToHexString(entry.Content), Convert.ToHexString(entry.Stored), Convert.ToHexString(entry.Previous)));
        LedgerEntry.Parse(entry.ToBytes().AsSpan()[1..]).ShouldBeNull();
        LedgerEntry.Parse([.. entry.ToBytes().Take(26), 9, .. entry.ToBytes().Skip(27)]).ShouldBeNull();
    }
}
