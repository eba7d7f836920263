using System.Net;
using System.Net.Sockets;
using Reporting.Contracts.Incidents;

namespace Reporting.Exchange.Stix;

/// <summary>An indicator as a STIX pattern (STIX 2.1, 9).</summary>
public static class StixPattern
{
    /// <summary>What the standard has an observable for is said by that; the rest by a type of ours, whose name begins with <c>x-</c> as the standard asks.</summary>
    public static string Of(IndicatorType type, string value) => $"[{Path(type, value)} = '{Escaped(value)}']";

    private static string Path(IndicatorType type, string value) => type switch
    {
        IndicatorType.IpAddress => IPAddress.TryParse(value, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6-addr:value" : "ipv4-addr:value",
        IndicatorType.Domain => "domain-name:value",
        IndicatorType.Url => "url:value",
        IndicatorType.Email => "email-addr:value",
        IndicatorType.Account => "user-account:account_login",
        IndicatorType.FileHash => HashName(value) is { } hash ? $"file:hashes.'{hash}'" : "x-reporting-indicator:file_hash",
        IndicatorType.UserAgent => "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
        IndicatorType.ApiKeyHash => "x-reporting-indicator:api_key_hash",
        IndicatorType.Payment => "x-reporting-indicator:payment_instrument",
        IndicatorType.Other => "x-reporting-indicator:other_value",
    };

    // Of a hash the filer names no algorithm; its length tells.
    private static string? HashName(string value) => !value.All(char.IsAsciiHexDigit) ? null : value.Length switch
    {
        32 => "MD5",
        40 => "SHA-1",
        64 => "SHA-256",
        128 => "SHA-512",
        _ => null,
    };

    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}
