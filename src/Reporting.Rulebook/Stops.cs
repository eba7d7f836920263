using NodaTime;

namespace Reporting.Rulebook;

/// <summary>The days that a period's stops leave out, each day once however many notices left it out.</summary>
internal sealed class Stops
{
    private static readonly Stops None = new();
    private readonly List<(LocalDate From, LocalDate To)> _windows = [];

    /// <summary>The day since which the clock stands; null while no stop is open.</summary>
    public LocalDate? StandsSince { get; private set; }

    public IReadOnlyList<(LocalDate From, LocalDate To)> Windows => _windows;

    /// <summary>Some notice was given to several persons on different days: by the later reading more days are left out.</summary>
    public bool OnSeveralDays { get; private set; }

    public bool Any => StandsSince is not null || _windows.Count > 0;

    /// <summary>
    /// From each stopping notice to the restart of the same notice; what was given before the root trigger stops nothing. Of
    /// several persons the earlier reading stops when the last has been told and starts when the first has; the later reading
    /// the other way about.
    /// </summary>
    public static Stops Of(Terms terms, bool later = false)
    {
        if (terms.Period.Stop is not { } stop || terms.Seen.Latest(stop.Opens) is null)
        {
            return None;
        }

        var stops = new Stops();
        foreach (var opened in terms.Seen.InOrder([stop.Opens]))
        {
            if (opened.At >= terms.Root.At && (later ? terms.Given(opened) : terms.GivenToAll(opened)) is { } from)
            {
                var closing = Closing(opened, stop, terms);
                stops.OnSeveralDays |= opened.Also.Count > 0 || closing?.Also.Count > 0;
                stops.Add(from, closing is null ? null : (later ? terms.GivenToAll(closing) : terms.Given(closing))?.PlusDays(stop.LeavesOut == Rulebook.LeavesOut.OpeningDay ? -1 : 0));
            }
        }

        stops.Merge();
        return stops;
    }

    public bool LeavesOut(LocalDate day)
    {
        foreach (var (from, to) in _windows)
        {
            if (from <= day && day <= to)
            {
                return true;
            }
        }

        return false;
    }

    private static TimelineEvent? Closing(TimelineEvent opened, Stop stop, Terms terms)
    {
        TimelineEvent? closing = null;
        foreach (var e in terms.Seen.Timeline.Of(stop.Closes))
        {
            if (terms.Seen.Sees(e) && e.Notice == opened.Notice && e.At >= opened.At && (closing is null || e.At < closing.At))
            {
                closing = e;
            }
        }

        return closing;
    }

    private void Add(LocalDate from, LocalDate? to)
    {
        if (to is { } closed)
        {
            _windows.Add((from, closed));
        }
        else if (StandsSince is null || from < StandsSince)
        {
            StandsSince = from;
        }
    }

    private void Merge()
    {
        _windows.RemoveAll(w => w.To < w.From);
        _windows.Sort();
        for (var i = 1; i < _windows.Count;)
        {
            var (before, next) = (_windows[i - 1], _windows[i]);
            if (next.From > before.To)
            {
                i++;
                continue;
            }

            _windows[i - 1] = (before.From, LocalDate.Max(before.To, next.To));
            _windows.RemoveAt(i);
        }
    }
}
