using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace ContentWatch.Acquire;

/// <summary>An address was not dialled.</summary>
/// <param name="message">Why, in words.</param>
public sealed class OutboundRefusedException(string message) : IOException(message);

/// <summary>
/// Decides what may be dialled, at the only place where it counts: in the connect callback, on the address that is connected to.
/// A name is looked up once; if any of its addresses is not on the public Internet, none is dialled. Thread-safe.
/// </summary>
public sealed class OutboundGuard
{
    private static readonly HttpRequestOptionsKey<GuardDecision> Decided = new("contentwatch-guard");
    private readonly OutboundRule rule;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> lookUp;

    /// <summary>A guard with the allow rules of the options.</summary>
    public OutboundGuard(IOptions<AcquireOptions> options)
        : this(options.Value.AllowHosts, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>A guard with its allow rules and its way to look names up.</summary>
    internal OutboundGuard(IEnumerable<string> allowHosts, Func<string, CancellationToken, Task<IPAddress[]>> lookUp)
    {
        rule = new(allowHosts);
        this.lookUp = lookUp;
    }

    /// <summary>What was decided for <paramref name="request"/>; null when nothing was dialled.</summary>
    public static GuardDecision? DecisionOn(HttpRequestMessage request) =>
        request?.Options.TryGetValue(Decided, out var decision) == true ? decision : null;

    /// <summary>The connect callback of every handler that leaves the unit.</summary>
    /// <exception cref="OutboundRefusedException">Port or address may not be dialled.</exception>
    /// <exception cref="SocketException">The name is unknown or nobody answers.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var addresses = await AddressesAsync(context.DnsEndPoint, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            if (socket.RemoteEndPoint is IPEndPoint remote)
            {
                var plain = remote.Address.IsIPv4MappedToIPv6 ? remote.Address.MapToIPv4() : remote.Address;
                context.InitialRequestMessage.Options.Set(Decided, new(addresses, new(plain, remote.Port), RuleFor(context.DnsEndPoint)));
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What a name stands for, once every one of its addresses was checked.</summary>
    internal async Task<IPAddress[]> AddressesAsync(DnsEndPoint wanted, CancellationToken cancellationToken)
    {
        if (rule.Refusal(wanted) is { } refusal)
        {
            throw new OutboundRefusedException(refusal);
        }

        var host = wanted.Host.Trim('[', ']');
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await lookUp(host, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (!rule.IsAllowed(wanted) && addresses.FirstOrDefault(address => !OutboundAddress.IsGlobal(address)) is { } inside)
        {
            throw new OutboundRefusedException($"'{host}' stands for {inside}, which is not on the public Internet.");
        }

        return addresses;
    }

    private string RuleFor(DnsEndPoint wanted) => wanted switch
    {
        _ when rule.IsAllowed(wanted) => $"the allow rule {wanted.Host}:{wanted.Port}",
        _ when IPAddress.TryParse(wanted.Host.Trim('[', ']'), out _) => "the host is an address on the public Internet",
        _ => "every address of the name is on the public Internet",
    };
}
