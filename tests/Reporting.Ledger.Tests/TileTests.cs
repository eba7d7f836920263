using CsCheck;

namespace Reporting.Ledger.Tests;

public class TileTests
{
    [Theory]
    // C2SP tlog-tiles: the number in groups of three digits, all but the last with an x.
    [InlineData(0, 0UL, 256, "tile/0/000")]
    [InlineData(0, 0UL, 1, "tile/0/000.p/1")]
    [InlineData(0, 1234067UL, 256, "tile/0/x001/x234/067")]
    [InlineData(3, 999UL, 255, "tile/3/999.p/255")]
    [InlineData(1, 1000UL, 256, "tile/1/x001/000")]
    public void a_tile_has_its_path(int level, ulong index, int width, string path)
    {
        new Tile(level, index).Path(width).ShouldBe(path);
        Tile.Parse(path["tile/".Length..]).ShouldBe((level, index, width));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0/0")]
    [InlineData("0/00")]
    [InlineData("0/0000")]
    [InlineData("0/x000/000")]
    [InlineData("0/001/000")]
    [InlineData("0/x001/x000")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/01")]
    [InlineData("0/000.p/-1")]
    [InlineData("8/000")]
    [InlineData("-1/000")]
    [InlineData("00/000")]
    [InlineData("data/000")]
    [InlineData("0/x18/x446/x744/x073/x709/x551/616")]
    [InlineData("")]
    [InlineData("/")]
    public void any_other_way_to_write_it_is_refused(string path) => Tile.Parse(path).ShouldBeNull();

    [Theory]
    [InlineData(0UL, 0, 0UL, 0)]
    [InlineData(1UL, 0, 0UL, 1)]
    [InlineData(255UL, 0, 0UL, 255)]
    [InlineData(256UL, 0, 0UL, 256)]
    [InlineData(256UL, 0, 1UL, 0)]
    [InlineData(256UL, 1, 0UL, 1)]
    [InlineData(257UL, 0, 1UL, 1)]
    [InlineData(257UL, 1, 0UL, 1)]
    [InlineData(65_535UL, 1, 0UL, 255)]
    [InlineData(65_536UL, 2, 0UL, 1)]
    [InlineData(ulong.MaxValue, 0, ulong.MaxValue, 0)]
    [InlineData(ulong.MaxValue, 7, 0UL, 255)]
    public void a_partial_tile_holds_what_is_complete_and_nothing_is_hashed_upwards_from_it(ulong size, int level, ulong index, int width) =>
        new Tile(level, index).WidthAt(size).ShouldBe(width);

    [Fact]
    public void a_proof_names_at_most_two_tiles_a_level() =>
        Gen.ULong[1, 1UL << 40].SelectMany(size => Gen.ULong[0, size - 1].Select(index => (size, index))).Sample(x =>
            TileProofs.Needed(TileProofs.Inclusion(x.index, x.size)).GroupBy(t => t.Level).All(g => g.Count() <= 2)
            && TileProofs.Inclusion(x.index, x.size).Count <= 64
            && TileProofs.Needed(TileProofs.Consistency(x.index + 1, x.size)).All(t => t.WidthAt(x.size) > 0));

    [Fact]
    public void a_bundle_gives_back_its_entries_and_a_damaged_one_is_refused() =>
        Gen.Byte.Array[0, 40].Array[0, 10].Sample(entries =>
        {
            var bundle = EntryBundle.Of(entries);
            EntryBundle.Entries(bundle).Select(e => Convert.ToHexString(e)).ShouldBe(entries.Select(e => Convert.ToHexString(e)));
            if (bundle.Length > 0)
            {
                Should.Throw<FormatException>(() => EntryBundle.Entries(bundle.AsSpan()[..^1]));
            }
        }, iter: 300);
}
