using System.Net;
using Microsoft.Extensions.Options;

namespace ContentWatch.Acquire;

/// <summary>
/// What an address says by itself of whether it may ever be dialled: its port, a literal IP address, the name of this machine. Asked
/// when a place is handed in, and again by the <see cref="OutboundGuard"/>, which alone knows what a name stands for. Looks nothing up,
/// so the web may ask it. Thread-safe.
/// </summary>
public sealed class OutboundRule
{
    private static readonly int[] Ports = [80, 443, 8080, 8443];
    private readonly HashSet<string> allowed;

    /// <summary>The rule with the allow rules of the options.</summary>
    public OutboundRule(IOptions<AcquireOptions> options)
        : this(options.Value.AllowHosts)
    {
    }

    /// <summary>The rule with these allow rules.</summary>
    internal OutboundRule(IEnumerable<string> allowHosts) => allowed = new(allowHosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a place is never fetched, in a sentence; null when its address alone does not say.</summary>
    public string? Refusal(CaptureUri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var site = new Uri($"{uri.Scheme}://{uri.Host}");
        return Refusal(new DnsEndPoint(site.Host, site.Port));
    }

    /// <summary>True when an allow rule names exactly this host and port.</summary>
    internal bool IsAllowed(DnsEndPoint wanted) => allowed.Contains($"{wanted.Host}:{wanted.Port}");

    /// <inheritdoc cref="Refusal(CaptureUri)"/>
    internal string? Refusal(DnsEndPoint wanted)
    {
        var host = wanted.Host.Trim('[', ']');
        return wanted switch
        {
            _ when IsAllowed(wanted) => null,
            _ when !Ports.Contains(wanted.Port) => $"Port {wanted.Port} is not dialled; only {string.Join(", ", Ports)} are.",
            _ when IPAddress.TryParse(host, out var literal) => OutboundAddress.IsGlobal(literal) ? null : $"{literal} is not on the public Internet.",
            _ when IsThisMachine(host.TrimEnd('.')) => $"'{host}' is this machine and not on the public Internet.",
            _ => null,
        };
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
