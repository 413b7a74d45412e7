using System.Net;
using System.Net.Sockets;

namespace ContentWatch.Web.Shell;

/// <summary>Who asks, as limits count: an IPv4 address, or the /64 of an IPv6 address, which is what one client is given and can change within at will.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() : $"{new IPAddress([.. address.GetAddressBytes().Take(NetworkBytes), .. new byte[NetworkBytes]])}/64";
    }
}
