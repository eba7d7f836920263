using System.Net;
using System.Net.Sockets;

namespace Reporting.Server.Notifications;

/// <summary>
/// Where webhooks may go: a client that makes this server send requests must not reach what only this server can reach. A
/// name is resolved at each sending, every address it has is checked, and the connection goes to one that was.
/// </summary>
public sealed class WebhookAddresses(IConfiguration configuration)
{
    // Private, shared, loopback, link-local (the metadata services of clouds), test, multicast, reserved: RFC 6890 and its registry.
    private static readonly IPNetwork[] Forbidden =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"]).Select(n => IPNetwork.Parse(n)),
    ];

    private readonly bool _loopback = configuration.GetValue("Webhooks:AllowLoopback", false);
    private readonly IPNetwork[] _own = [.. (configuration["Webhooks:ForbiddenNetworks"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(n => IPNetwork.Parse(n))];

    /// <summary>How names are resolved; a test puts another in its place.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>What is wrong with an address before anything is resolved; null: nothing.</summary>
    public string? Fault(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 ? "It is no address of the web without user and fragment."
        : uri.Scheme != Uri.UriSchemeHttps && !(_loopback && uri.IsLoopback) ? "It has to begin with https://."
        : IPAddress.TryParse(uri.IdnHost, out var address) ? MayReach(address) ? null : "It lies in a network that is reached by nobody from outside."
        : uri.IdnHost.Contains('.', StringComparison.Ordinal) || (_loopback && uri.IsLoopback) ? null : "Its host is no name that is known outside.";

    public bool MayReach(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (_loopback && IPAddress.IsLoopback(plain)) || !Forbidden.Concat(_own).Any(n => n.Contains(plain));
    }

    /// <summary>Connects to a host by an address that was checked.</summary>
    /// <exception cref="ForbiddenAddressException">One of its addresses may not be reached: then none is.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Resolve(context.DnsEndPoint.Host, cancellation);
        if (addresses.Length == 0 || !addresses.All(MayReach))
        {
            throw new ForbiddenAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The host's name leads to where nothing may be sent.</summary>
public sealed class ForbiddenAddressException() : Exception("The address may not be reached from here.");
