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

    private static IEnumerable<string> DaysOff(string calendar, int year) =>
        Documents.Rulebook.Calendars.Find(calendar)!.Holidays.Where(h => h.Date.Year == year && !WorkingCalendar.IsWeekend(h.Date)).Select(h => LocalDatePattern.Iso.Format(h.Date)).Order();

    private static IEnumerable<LocalDate> DaysOf(int year) => Enumerable.Range(0, 366).Select(i => new LocalDate(year, 1, 1).PlusDays(i)).Where(d => d.Year == year);

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", file))).RootElement;
}
