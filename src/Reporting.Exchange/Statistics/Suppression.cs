namespace Reporting.Exchange.Statistics;

/// <summary>
/// Which cells of a table of counts are not published. A count of less than the threshold is hidden, for it speaks of few;
/// and with it as many others as it takes, so that no hidden small count can be computed from what is shown (totals minus
/// parts) to within fewer values than the threshold.
/// </summary>
/// <remarks>
/// The audit is exact: what a reader can conclude of one cell is how far it can be moved with all that is shown unchanged
/// and every hidden count at least 1 (a zero is shown). Moving it by one is a way through the hidden cells from its row to
/// its column, as in a flow; the ways are taken until there is none.
/// </remarks>
public static class Suppression
{
    /// <summary>Below this a threshold hides nothing.</summary>
    public const int LeastThreshold = 2;

    /// <param name="counts">By row and column, without totals.</param>
    /// <param name="threshold">The smallest count that is shown, beside zero.</param>
    /// <returns>Of the table with its totals in the last row and column: true where nothing is shown.</returns>
    public static bool[,] Of(int[,] counts, int threshold)
    {
        var table = WithTotals(counts);
        var (rows, columns) = (table.GetLength(0), table.GetLength(1));
        var hidden = new bool[rows, columns];
        var small = new List<(int Row, int Column)>();
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                if (table[r, c] > 0 && table[r, c] < threshold)
                {
                    hidden[r, c] = true;
                    small.Add((r, c));
                }
            }
        }

        while (small.FindIndex(s => Width(table, hidden, s, threshold - 1) < threshold - 1) is >= 0 and var bare && HideMore(table, hidden, small[bare]))
        {
        }

        return hidden;
    }

    /// <summary>The table with what its rows and columns come to, and all.</summary>
    public static int[,] WithTotals(int[,] counts)
    {
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        var table = new int[rows + 1, columns + 1];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                table[r, c] = counts[r, c];
                table[r, columns] += counts[r, c];
                table[rows, c] += counts[r, c];
                table[rows, columns] += counts[r, c];
            }
        }

        return table;
    }

    // With three others a cell stands in a rectangle, along whose corners it can be moved: the one that costs the least of what is shown. A zero says nothing of anybody and hides nothing.
    private static bool HideMore(int[,] table, bool[,] hidden, (int Row, int Column) bare)
    {
        var (best, least) = (((int Row, int Column)?)null, long.MaxValue);
        for (var r = 0; r < table.GetLength(0); r++)
        {
            for (var c = 0; c < table.GetLength(1); c++)
            {
                if (r == bare.Row || c == bare.Column || Corners((r, c)).Any(x => table[x.Row, x.Column] == 0))
                {
                    continue;
                }

                var cost = Corners((r, c)).Sum(x => hidden[x.Row, x.Column] ? 0L : table[x.Row, x.Column]);
                if (cost > 0 && cost < least)
                {
                    (best, least) = ((r, c), cost);
                }
            }
        }

        if (best is not { } corner)
        {
            return false;
        }

        foreach (var (row, column) in Corners(corner))
        {
            hidden[row, column] = true;
        }

        return true;

        (int Row, int Column)[] Corners((int Row, int Column) opposite) => [opposite, (bare.Row, opposite.Column), (opposite.Row, bare.Column)];
    }

    /// <summary>By how much a hidden count can differ from what it is, down and up together, as far as is asked.</summary>
    private static int Width(int[,] table, bool[,] hidden, (int Row, int Column) cell, int most)
    {
        var width = 0;
        foreach (var up in (bool[])[true, false])
        {
            var moved = (int[,])table.Clone();
            while (width < most && Move(moved, hidden, cell, up))
            {
                width++;
            }
        }

        return width;
    }

    // Totals stand on the other side of their sums: where a count may rise, its total falls. With their sign turned, every row and column of the table comes to nothing, whatever is moved.
    private static bool Move(int[,] table, bool[,] hidden, (int Row, int Column) cell, bool up)
    {
        var (rows, columns) = (table.GetLength(0), table.GetLength(1));
        var rises = up != IsTotal(cell.Row, cell.Column);
        if (!CanMove(cell.Row, cell.Column, rises))
        {
            return false;
        }

        // From the cell's row by cells that move against it to columns, from these by cells that move with it to rows, until its own column is reached.
        var (toColumn, toRow, open) = (new int[columns], new int[rows], new Queue<int>([cell.Row]));
        Array.Fill(toColumn, -1);
        Array.Fill(toRow, -1);
        while (open.TryDequeue(out var row) && toColumn[cell.Column] < 0)
        {
            for (var c = 0; c < columns; c++)
            {
                if (toColumn[c] >= 0 || !hidden[row, c] || (row, c) == cell || !CanMove(row, c, !rises))
                {
                    continue;
                }

                toColumn[c] = row;
                for (var r = 0; r < rows; r++)
                {
                    if (c != cell.Column && r != cell.Row && toRow[r] < 0 && hidden[r, c] && CanMove(r, c, rises))
                    {
                        toRow[r] = c;
                        open.Enqueue(r);
                    }
                }
            }
        }

        if (toColumn[cell.Column] < 0)
        {
            return false;
        }

        Apply(cell.Row, cell.Column, rises);
        for (var column = cell.Column; ; column = toRow[toColumn[column]])
        {
            Apply(toColumn[column], column, !rises);
            if (toColumn[column] == cell.Row)
            {
                return true;
            }

            Apply(toColumn[column], toRow[toColumn[column]], rises);
        }

        bool IsTotal(int r, int c) => (r == rows - 1) != (c == columns - 1);

        bool CanMove(int r, int c, bool rise) => rise != IsTotal(r, c) || table[r, c] > 1;

        void Apply(int r, int c, bool rise) => table[r, c] += rise != IsTotal(r, c) ? 1 : -1;
    }
}
