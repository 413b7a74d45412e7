using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContentWatch.Tests.Acquire;

/// <summary>Somebody else's web server, which says exactly the bytes that a test wants, right or wrong.</summary>
internal sealed class FarSide : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly List<string> requests = [];
    private readonly Func<string, NetworkStream, CancellationToken, Task> answer;
    private readonly Task running;

    /// <summary>A server that is given the request's path and the connection.</summary>
    public FarSide(Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        running = RunAsync();
    }

    /// <summary>A server that gives every path these bytes, except that it has no robots.txt.</summary>
    public FarSide(byte[] bytes)
        : this((path, stream, cancel) => stream.WriteAsync(path == "/robots.txt" ? NotFound : bytes, cancel).AsTask())
    {
    }

    /// <summary>What a server without a page says.</summary>
    public static byte[] NotFound { get; } = Encoding.Latin1.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

    /// <summary>Host and port, as an allow rule names it.</summary>
    public string Host => listener.LocalEndpoint.ToString()!;

    /// <summary>The heads of the requests so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>The address of a page here.</summary>
    public CaptureUri Page(string path = "/post") => CaptureUri.Parse($"http://{Host}{path}");

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await running;
        end.Dispose();
    }

    private async Task RunAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await listener.AcceptTcpClientAsync(end.Token)));
            }
        }
        // A listener that was stopped says so in one of three ways.
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, end.Token) == 1)
            {
                head.Append((char)one[0]);
            }

            lock (requests)
            {
                requests.Add(head.ToString());
            }

            await answer(head.ToString().Split(' ')[1], stream, end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client had enough: that is what the tests look for.
        }
    }
}
