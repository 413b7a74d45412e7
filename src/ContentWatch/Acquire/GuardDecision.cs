using System.Net;

namespace ContentWatch.Acquire;

/// <summary>Why a connection was made: kept with the capture, so that anybody can check later that nothing inside was dialled.</summary>
/// <param name="LookedUp">What the name stood for at that moment, every address in the order given; the address itself where the host is one.</param>
/// <param name="Dialled">IP address and port that the connection went to; one of <paramref name="LookedUp"/>.</param>
/// <param name="Rule">The rule that let it through, in words.</param>
public sealed record GuardDecision(IReadOnlyList<IPAddress> LookedUp, IPEndPoint Dialled, string Rule);
