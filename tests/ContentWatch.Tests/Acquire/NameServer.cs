using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContentWatch.Tests.Acquire;

/// <summary>
/// A DNS server on loopback (RFC 1035) whose answers a test makes up, each with a life of no time, and the look-up that asks it in real packets. The product
/// asks the system's resolver, which cannot be pointed at a server of our own; what is looked at here is what the guard makes of what it is told.
/// </summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int Header = 12;
    private readonly UdpClient server = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource end = new();
    private readonly Func<string, int, string[]> answer;
    private readonly List<string> asked = [];
    private readonly Task running;

    /// <summary>A server that is given the name and how often it was asked for before, and says the addresses.</summary>
    public NameServer(Func<string, int, string[]> answer)
    {
        this.answer = answer;
        running = RunAsync();
    }

    /// <summary>The names that were asked for, in order.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
            {
                return [.. asked];
            }
        }
    }

    /// <summary>Asks for the IPv4 addresses of a name.</summary>
    public async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        byte[] name = [.. host.TrimEnd('.').Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
        byte[] question = [0x12, 0x34, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. name, 0, 1, 0, 1];
        await client.SendAsync(question, (IPEndPoint)server.Client.LocalEndPoint!, cancellationToken);
        var reply = (await client.ReceiveAsync(cancellationToken)).Buffer;
        var count = BinaryPrimitives.ReadUInt16BigEndian(reply.AsSpan(6));
        return [.. Enumerable.Range(0, count).Select(i => new IPAddress(reply.AsSpan(question.Length + (i * 16) + 12, 4)))];
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await running;
        server.Dispose();
        end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var packet = await server.ReceiveAsync(end.Token);
                await server.SendAsync(Reply(packet.Buffer), packet.RemoteEndPoint, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private byte[] Reply(byte[] question)
    {
        var name = new StringBuilder();
        for (var at = Header; question[at] > 0; at += question[at] + 1)
        {
            name.Append(name.Length > 0 ? "." : "").Append(Encoding.ASCII.GetString(question, at + 1, question[at]));
        }

        int before;
        lock (asked)
        {
            before = asked.Count(one => one == name.ToString());
            asked.Add(name.ToString());
        }

        // Each answer: a pointer to the name, A, IN, no time to live, four bytes.
        var answers = answer(name.ToString(), before).Select(address => (byte[])[0xC0, Header, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, .. IPAddress.Parse(address).GetAddressBytes()]).ToList();
        return [question[0], question[1], 0x81, 0x80, 0, 1, 0, (byte)answers.Count, 0, 0, 0, 0, .. question.AsSpan(Header), .. answers.SelectMany(bytes => bytes)];
    }
}
