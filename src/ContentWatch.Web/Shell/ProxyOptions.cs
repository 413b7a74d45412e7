namespace ContentWatch.Web.Shell;

/// <summary>Which proxies stand before the site. Section <c>Proxy</c>. Only what these say of the client (address and scheme) is believed.</summary>
public sealed class ProxyOptions
{
    /// <summary>Addresses or networks of the proxies: <c>10.0.0.5</c>, <c>10.0.0.0/24</c>, <c>fd00::/64</c>. Default: none, and then no forwarded header is read.</summary>
    public IList<string> Known { get; } = [];

    /// <summary>How many proxies one request passes. 1 to 10; default 1.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 10)]
    public int Hops { get; set; } = 1;
}
