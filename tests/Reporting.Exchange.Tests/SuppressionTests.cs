using CsCheck;
using Reporting.Exchange.Statistics;

namespace Reporting.Exchange.Tests;

public class SuppressionTests
{
    private static string Shown(int[,] counts, int threshold)
    {
        var (table, hidden) = (Suppression.WithTotals(counts), Suppression.Of(counts, threshold));
        return string.Join(" | ", Enumerable.Range(0, table.GetLength(0)).Select(r => string.Join(' ', Enumerable.Range(0, table.GetLength(1)).Select(c => hidden[r, c] ? "x" : $"{table[r, c]}"))));
    }

    [Fact]
    public void what_is_large_enough_is_shown_and_a_zero_too() => Shown(new[,] { { 10, 0 }, { 20, 30 } }, 5).ShouldBe("10 0 10 | 20 30 50 | 30 30 60");

    [Fact]
    public void a_small_count_is_hidden_with_others_so_that_no_total_gives_it_away() => Shown(new[,] { { 2, 10 }, { 20, 30 } }, 5).ShouldBe("x x 12 | x x 50 | 22 40 62");

    [Fact]
    public void two_ones_in_a_row_are_not_given_away_by_their_sum() => Shown(new[,] { { 1, 1, 30 } }, 5).ShouldBe("x x x 32 | x x x 32");

    [Fact]
    public void a_table_of_few_says_nothing() => Shown(new[,] { { 1, 0 }, { 0, 2 } }, 5).ShouldBe("x 0 x | 0 x x | x x x");

    // Tried by counting: every table that agrees with what is shown is written down, and a small count takes as many values in them as the threshold.
    [Fact]
    public void no_small_count_can_be_computed_from_what_is_shown() =>
        Gen.Select(Gen.Int[0, 8].Array[6], Gen.Int[2, 4]).Sample(
            (cells, threshold) =>
            {
                var counts = new int[2, 3];
                for (var i = 0; i < 6; i++)
                {
                    counts[i / 3, i % 3] = cells[i];
                }

                var (table, hidden) = (Suppression.WithTotals(counts), Suppression.Of(counts, threshold));
                var values = Enumerable.Range(0, 6).Select(_ => new HashSet<int>()).ToArray();
                var tried = new int[2, 3];
                Try(0);
                for (var i = 0; i < 6; i++)
                {
                    if (cells[i] > 0 && cells[i] < threshold && values[i].Count < threshold)
                    {
                        return false;
                    }
                }

                return true;

                // A hidden count is at least 1; further up than this nothing more is learnt.
                void Try(int at)
                {
                    if (at == 6)
                    {
                        if (Agrees())
                        {
                            for (var i = 0; i < 6; i++)
                            {
                                values[i].Add(tried[i / 3, i % 3]);
                            }
                        }

                        return;
                    }

                    var (r, c) = (at / 3, at % 3);
                    for (var v = hidden[r, c] ? 1 : table[r, c]; v <= (hidden[r, c] ? 12 : table[r, c]); v++)
                    {
                        tried[r, c] = v;
                        if (c < 2 || hidden[r, 3] || tried[r, 0] + tried[r, 1] + tried[r, 2] == table[r, 3])
                        {
                            Try(at + 1);
                        }
                    }
                }

                bool Agrees()
                {
                    var totals = Suppression.WithTotals(tried);
                    for (var r = 0; r < 3; r++)
                    {
                        for (var c = 0; c < 4; c++)
                        {
                            if ((r == 2 || c == 3) && (hidden[r, c] ? totals[r, c] < 1 : totals[r, c] != table[r, c]))
                            {
                                return false;
                            }
                        }
                    }

                    return true;
                }
            },
            iter: 150,
            threads: 1);
}
