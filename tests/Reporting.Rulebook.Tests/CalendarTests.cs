using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Reporting.Rulebook.Tests;

/// <summary>The calendars against lists that others made.</summary>
public class CalendarTests
{
    private static readonly JsonElement Expected = Read("calendars-expected.json");
    private static readonly JsonElement Published = Read("gb-bank-holidays.json").GetProperty("divisions");
    private static readonly LocalDate EverythingKnown = new(2031, 1, 1);

    public static TheoryData<string, string> Years =>
        [.. Expected.EnumerateObject().SelectMany(c => c.Value.EnumerateObject().Select(y => new TheoryDataRow<string, string>(c.Name, y.Name)))];

    [Theory]
    [MemberData(nameof(Years))]
    public void weekdays_off_are_those_somebody_else_listed(string calendar, string year) =>
        DaysOff(calendar, int.Parse(year, CultureInfo.InvariantCulture)).ShouldBe(Expected.GetProperty(calendar).GetProperty(year).EnumerateArray().Select(d => d.GetString()));

    // gov.uk/bank-holidays.json, Open Government Licence v3.0.
    [Theory]
    [InlineData("gb-eng", "common.nations.england-and-wales_slug")]
    [InlineData("gb-sct", "common.nations.scotland_slug")]
    [InlineData("gb-nir", "common.nations.northern-ireland_slug")]
    public void bank_holidays_are_those_the_united_kingdom_publishes(string calendar, string division)
    {
        foreach (var year in Enumerable.Range(2019, 10))
        {
            DaysOff(calendar, year).ShouldBe(Published.GetProperty(division).GetProperty(year.ToString(CultureInfo.InvariantCulture)).EnumerateArray()
                .Select(d => DateOnly.ParseExact(d.GetProperty("date").GetString()!, "dd/MM/yyyy", CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Distinct().Order());
        }
    }

    // National Security and Investment Act 2021 s.65: a bank holiday in any part of the United Kingdom.
    [Theory]
    [InlineData(2024, 249)]
    [InlineData(2025, 248)]
    [InlineData(2026, 247)]
    [InlineData(2027, 248)]
    [InlineData(2028, 247)]
    public void the_union_of_the_united_kingdoms_calendars_has_the_published_number_of_working_days(int year, int days)
    {
        var calendar = Documents.Rulebook.Calendars.Find("gb-all")!;
        DaysOf(year).Count(d => calendar.DayOff(d, EverythingKnown) is null).ShouldBe(days);
    }

    [Fact]
    public void what_is_not_published_yet_is_marked() =>
        Documents.Rulebook.Calendars.Find("gb-all")!.Holidays.ShouldAllBe(h => h.Projected == h.Date.Year > 2028);

    // Executive Order 11582: 1 January 2022 was a Saturday, kept on the last day of 2021.
    [Fact]
    public void a_new_years_day_can_be_kept_in_the_year_before() =>
        Documents.Rulebook.Calendars.Find("us-federal")!.DayOff(Given.Day("2021-12-31"), EverythingKnown).ShouldBe("New Year's Day (observed)");

    // Easter Sundays as the Church of England publishes them.
    [Theory]
    [InlineData("2019-04-21")]
    [InlineData("2024-03-31")]
    [InlineData("2025-04-20")]
    [InlineData("2026-04-05")]
    [InlineData("2027-03-28")]
    [InlineData("2028-04-16")]
    [InlineData("2030-04-21")]
    [InlineData("2038-04-25")]
    [InlineData("1954-04-18")]
    [InlineData("1981-04-19")]
    [InlineData("1999-04-04")]
    [InlineData("2014-04-20")]
    [InlineData("2033-04-17")]
    [InlineData("2049-04-18")]
    [InlineData("2076-04-19")]
    [InlineData("2100-03-28")]
    [InlineData("2101-04-17")]
    public void easter_monday_is_the_day_after_easter_sunday(string sunday)
    {
        var easter = Given.Day(sunday);
        var rule = new CalendarRule("Easter Monday", 1, null, null, null, null, Observed.AsItFalls, null, null, [], false, null);
        CalendarRule.Expand([rule], [], new LocalDate(easter.Year, 1, 1), new LocalDate(easter.Year, 12, 31)).Single().Date.ShouldBe(easter.PlusDays(1));
    }

    // Banking and Financial Dealings Act 1971: Christmas on a Saturday moves past Boxing Day, which is Monday's substitute.
    [Fact]
    public void substitute_days_go_to_the_next_weekday_that_is_free()
    {
        var christmas = new CalendarRule("Christmas Day", null, 12, 25, null, null, Observed.NextWeekday, null, null, [], false, null);
        var boxing = christmas with { Name = "Boxing Day", Day = 26 };
        IEnumerable<string> Kept(int year) => CalendarRule.Expand([boxing, christmas], [], new LocalDate(year, 1, 1), new LocalDate(year, 12, 31)).Select(h => $"{h.Date.Day} {h.Name}");
        Kept(2021).ShouldBe(["27 Christmas Day (substitute day)", "28 Boxing Day (substitute day)"]);
        Kept(2022).ShouldBe(["26 Boxing Day", "27 Christmas Day (substitute day)"]);
        Kept(2023).ShouldBe(["25 Christmas Day", "26 Boxing Day"]);
    }

    // 1 January 2022 was a Saturday: kept on the last day of the year before, which can be the last day of the document.
    [Fact]
    public void the_first_and_the_last_day_of_a_document_belong_to_it() =>
        Kept(new CalendarRule("New Year's Day", null, 1, 1, null, null, Observed.NearestWeekday, null, null, [], false, null), 2021, 2021).ShouldBe(["2021-01-01", "2021-12-31"]);

    [Fact]
    public void the_twenty_ninth_of_february_is_kept_in_leap_years_only() =>
        Kept(new CalendarRule("Leap day", null, 2, 29, null, null, Observed.AsItFalls, null, null, [], false, null), 2023, 2028).ShouldBe(["2024-02-29", "2028-02-29"]);

    // March 2028 has four Mondays.
    [Theory]
    [InlineData(1, "2026-03-02", "2027-03-01", "2028-03-06")]
    [InlineData(4, "2026-03-23", "2027-03-22", "2028-03-27")]
    [InlineData(5, "2026-03-30", "2027-03-29")]
    [InlineData(-1, "2026-03-30", "2027-03-29", "2028-03-27")]
    public void a_weekday_that_a_month_lacks_is_not_kept(int nth, params string[] days) =>
        Kept(new CalendarRule("A Monday", null, 3, null, IsoDayOfWeek.Monday, nth, Observed.AsItFalls, null, null, [], false, null), 2026, 2028).ShouldBe(days);

    [Fact]
    public void a_calendar_covers_its_first_and_its_last_day()
    {
        var calendar = new WorkingCalendar("x", "X", "made up", Given.Day("2026-01-02"), Given.Day("2026-12-30"), []);
        ((string[])["2026-01-01", "2026-01-02", "2026-12-30", "2026-12-31"]).Select(d => calendar.Covers(Given.Day(d))).ShouldBe([false, true, true, false]);
    }

    [Theory]
    [InlineData("2026-03-09", null)]
    [InlineData("2026-03-10", "A day of mourning")]
    public void a_holiday_is_known_from_the_day_of_its_announcement(string knownOn, string? name) =>
        new WorkingCalendar("x", "X", "made up", Given.Day("2026-01-01"), Given.Day("2026-12-31"), [new Holiday(Given.Day("2026-03-12"), "A day of mourning", Given.Day("2026-03-10"))])
            .DayOff(Given.Day("2026-03-12"), Given.Day(knownOn)).ShouldBe(name);

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void a_day_that_one_part_of_a_union_has_published_is_published(bool one, bool other, bool projected) =>
        new WorkingCalendar("x", "X", "made up", Given.Day("2026-01-01"), Given.Day("2026-12-31"), [new Holiday(Given.Day("2026-03-12"), "A", null, one), new Holiday(Given.Day("2026-03-12"), "B", null, other)])
            .Holidays.Single().Projected.ShouldBe(projected);

    private static IEnumerable<string> Kept(CalendarRule rule, int firstYear, int lastYear) =>
        CalendarRule.Expand([rule], [], new LocalDate(firstYear, 1, 1), new LocalDate(lastYear, 12, 31)).Select(h => LocalDatePattern.Iso.Format(h.Date));

    private static IEnumerable<string> DaysOff(string calendar, int year) =>
        Documents.Rulebook.Calendars.Find(calendar)!.Holidays.Where(h => h.Date.Year == year && !WorkingCalendar.IsWeekend(h.Date)).Select(h => LocalDatePattern.Iso.Format(h.Date)).Order();

    private static IEnumerable<LocalDate> DaysOf(int year) => Enumerable.Range(0, 366).Select(i => new LocalDate(year, 1, 1).PlusDays(i)).Where(d => d.Year == year);

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", file))).RootElement;
}
