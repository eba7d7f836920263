using System.Net;
using System.Net.Sockets;

namespace Reporting.Testing;

/// <summary>Ports of the loopback interface.</summary>
public static class FreePort
{
    /// <summary>A port that nobody listens on at this moment. Another process may take it first, so prefer letting a server bind port 0.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
