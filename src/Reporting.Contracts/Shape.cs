using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Reporting.Contracts;

// The shape of one value, said once: the reader refuses by it, the JSON Schema and the OpenAPI document print it.

/// <summary>One line of text, 1 to 200 characters unless said otherwise; no control characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LineAttribute : StringLengthAttribute
{
    public LineAttribute(int most = 200)
        : base(most) => MinimumLength = 1;

    public override bool IsValid(object? value) => base.IsValid(value) && !Texts.HasControl(value as string, lines: false);
}

/// <summary>Prose, 1 to 4,000 characters unless said otherwise; line breaks and tabs are kept, other control characters refused (the store cannot hold U+0000).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProseAttribute : StringLengthAttribute
{
    public ProseAttribute(int most = 4000)
        : base(most) => MinimumLength = 1;

    public override bool IsValid(object? value) => base.IsValid(value) && !Texts.HasControl(value as string, lines: true);
}

/// <summary>A list of at most so many items.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int most) : MaxLengthAttribute(most);

/// <summary>A text of one fixed form. <see cref="Says"/> describes it to whoever got it wrong.</summary>
public abstract class FormAttribute(string pattern, string says, int most) : RegularExpressionAttribute(pattern)
{
    /// <summary>The form in words, as the end of "must be …".</summary>
    public string Says { get; } = says;

    /// <summary>The longest text of this form, in characters: looked at before the pattern.</summary>
    public int Most { get; } = most;

    public override bool IsValid(object? value) => value is not string text || (text.Length > 0 && text.Length <= Most && !Texts.HasControl(text, lines: false) && base.IsValid(text));
}

/// <summary>ISO 3166-1 alpha-2.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountryAttribute() : FormAttribute("^[A-Z]{2}$", "a country code of two capital letters (ISO 3166-1 alpha-2)", 2);

/// <summary>ISO 4217 alpha-3.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CurrencyAttribute() : FormAttribute("^[A-Z]{3}$", "a currency code of three capital letters (ISO 4217)", 3);

/// <summary>Legal Entity Identifier, ISO 17442; its check digits are a rule of their own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LeiAttribute() : FormAttribute("^[A-Z0-9]{18}[0-9]{2}$", "a legal entity identifier of 20 characters (ISO 17442)", 20);

/// <summary>A word of a vocabulary that is data (a regime's fact, an authority's id), not fixed here.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CodeAttribute() : FormAttribute("^[a-z0-9]+(?:-[a-z0-9]+)*$", "a code of small letters, digits and single dashes, at most 64", 64);

/// <summary>The name of a fact in the regime documents.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FactNameAttribute() : FormAttribute("^[a-z][A-Za-z0-9]*$", "the name of a fact: letters and digits, at most 64, the first a small letter", 64);

/// <summary>The filer's own id of one item of a list, unique in that list.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemIdAttribute() : FormAttribute("^[A-Za-z0-9][A-Za-z0-9._-]*$", "an id of letters, digits, dots, dashes and underscores, at most 64", 64);

/// <summary>A reference somebody else gave: letters, digits and the usual separators.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReferenceAttribute() : FormAttribute("^[A-Za-z0-9][A-Za-z0-9 ._/:#()-]*$", "a reference of letters, digits, spaces and . _ / : # ( ) -, at most 100", 100);

/// <summary>RFC 6901 pointer into the statement it stands in.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PointerAttribute() : FormAttribute("^(?:/(?:[^~/]|~[01])*)+$", "a JSON pointer such as /assets/0/taken (RFC 6901)", 300);

/// <summary>ISO 8601 duration of days, hours and minutes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute()
    : FormAttribute("^P(?=[0-9T])(?:[0-9]{1,5}D)?(?:T(?=[0-9])(?:[0-9]{1,5}H)?(?:[0-9]{1,5}M)?)?$", "a duration of days, hours and minutes such as P1DT4H30M (ISO 8601)", 21);

/// <summary>An address of the web.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WebAddressAttribute() : FormAttribute("^https?://[^\\s\"<>]+$", "a web address that begins with https:// or http://", 500);

/// <summary>An e-mail address: something, an @, something; whether it takes mail only mail can tell.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MailAddressAttribute() : FormAttribute("^[^@\\s,;<>\"]+@[^@\\s,;<>\"]+$", "an e-mail address", 254);

/// <summary>A telephone number with its country: E.164, spaces and dashes allowed, an extension after it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TelephoneAttribute() : FormAttribute("^\\+[1-9][0-9 ().-]{5,24}(?: ?x[0-9]{1,6})?$", "a telephone number that begins with + and the country", 32);

/// <summary>Companies House number: eight digits, or two letters and six digits.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CompaniesHouseNumberAttribute() : FormAttribute("^(?:[0-9]{8}|[A-Z]{2}[0-9]{6})$", "a Companies House number: eight digits, or two letters and six digits", 8);

/// <summary>MITRE ATLAS technique or sub-technique.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AtlasIdAttribute() : FormAttribute("^AML\\.T[0-9]{4}(?:\\.[0-9]{3})?$", "a MITRE ATLAS technique such as AML.T0024 or AML.T0024.002", 13);

/// <summary>CVE identifier.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CveAttribute() : FormAttribute("^CVE-[0-9]{4}-[0-9]{4,7}$", "a CVE identifier such as CVE-2026-12345", 16);

/// <summary>Industry code: UK SIC 2007 (five digits) or NAICS (six).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IndustryCodeAttribute() : FormAttribute("^[0-9]{4,6}$", "an industry code of four to six digits", 6);

/// <summary>A share of a whole in per cent, 0 to 100, at most four decimals. On an <see cref="Est{T}"/> it speaks of the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PercentAttribute() : RangeAttribute(0d, 100d)
{
    public override bool IsValid(object? value) =>
        base.IsValid(value) && (value is not decimal exact || decimal.Round(exact, 4) == exact);
}

/// <summary>
/// An amount of money: at most four decimals and 15 digits in all, since more would not survive a reader that takes JSON
/// numbers as IEEE 754 doubles, as the canonical form under a receipt does.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AmountAttribute() : RangeAttribute(-999_999_999_999_999d, 999_999_999_999_999d)
{
    public override bool IsValid(object? value) =>
        base.IsValid(value) && (value is not decimal exact || (decimal.Round(exact, 4) == exact && Digits(exact) <= 15));

    // Dividing by one with 28 decimals drops trailing zeros; what is left without its decimal point are the digits.
    private static int Digits(decimal value)
    {
        var shortest = Math.Abs(value) / 1.0000000000000000000000000000m;
        return shortest.ToString(CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length;
    }
}

/// <summary>How many, from none to a thousand million million. On an <see cref="Est{T}"/> it speaks of the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountAttribute() : RangeAttribute(0, 1_000_000_000_000_000d);

/// <summary>What holds of every item of a list of single values.</summary>
public abstract class EachAttribute(ValidationAttribute rule) : Attribute
{
    public ValidationAttribute Rule { get; } = rule;
}

/// <inheritdoc cref="LineAttribute"/>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachLineAttribute(int most = 200) : EachAttribute(new LineAttribute(most));

/// <inheritdoc cref="ProseAttribute"/>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachProseAttribute(int most = 4000) : EachAttribute(new ProseAttribute(most));

/// <inheritdoc cref="CountryAttribute"/>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachCountryAttribute() : EachAttribute(new CountryAttribute());

/// <inheritdoc cref="CodeAttribute"/>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachCodeAttribute() : EachAttribute(new CodeAttribute());

/// <inheritdoc cref="PointerAttribute"/>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachPointerAttribute() : EachAttribute(new PointerAttribute());

/// <inheritdoc cref="IndustryCodeAttribute"/>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachIndustryCodeAttribute() : EachAttribute(new IndustryCodeAttribute());

/// <summary>
/// A case cannot be opened without it. In every later request the member may be absent and the case keeps what it says:
/// so one record serves opening and each later statement.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ToOpenAttribute : Attribute;

internal static class Texts
{
    private static readonly SearchValues<char> All = SearchValues.Create([.. Enumerable.Range(0, 32).Append(127).Select(c => (char)c)]);
    private static readonly SearchValues<char> NotOfLines = SearchValues.Create([.. Enumerable.Range(0, 32).Append(127).Select(c => (char)c).Except("\t\n\r")]);

    public static bool HasControl(string? text, bool lines) => text.AsSpan().ContainsAny(lines ? NotOfLines : All);
}
