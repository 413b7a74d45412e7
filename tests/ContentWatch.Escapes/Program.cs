using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ContentWatch.Escapes;
using ContentWatch.Extract.Apart;

// Closes itself in exactly as a reader does, then tries one thing that a reader must not be able to do, and says what came of it:
//   escapes <attempt> <argument> [open]
// With "open" it does not close itself in: so a test sees that the attempt succeeds where nothing forbids it.
//   escapes hold
// starts a reader as a worker does, gives it a page that takes long, prints the reader's process id and waits to be killed.
if (args is ["hold"])
{
    await Held.HoldAsync();
    return;
}

var (attempt, argument, isOpen) = (args[0], args[1], args is [_, _, "open"]);
var bounds = Bounds.None;
if (!isOpen)
{
    Confinement.RestrictFiles();
    bounds = Confinement.Close(1024L * 1024 * 1024, TimeSpan.FromSeconds(30));
}

string Try(Action act)
{
    try
    {
        act();
        return "done";
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or System.ComponentModel.Win32Exception or OutOfMemoryException)
    {
        return $"refused: {e.GetType().Name}";
    }
}

static string Call(nint result) => result >= 0 ? "done" : $"refused: errno {Marshal.GetLastPInvokeError()}";

var outcome = attempt switch
{
    "connect" => Try(() =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPEndPoint.Parse(argument));
    }),
    "look-up" => Try(() => Dns.GetHostAddresses(argument)),
    "start" => Try(() => Process.Start(argument)!.WaitForExit()),
    "fork" => Call(Tried.Fork()),
    "write" => Try(() => File.WriteAllText(argument, "x")),
    "append" => Try(() => File.AppendAllText(argument, "x")),
    "delete" => Call(Tried.Unlink(argument)),
    "read" => Try(() => File.ReadAllText(argument)),
    "list" => Try(() => Directory.GetFileSystemEntries(argument)),
    "signal" => Call(Tried.Kill(int.Parse(argument, CultureInfo.InvariantCulture), 0)),
    "peek" => Call(Tried.ReadMemory(int.Parse(argument, CultureInfo.InvariantCulture), 0, 0, 0, 0, 0)),
    "loosen" => Call(Libc.SetLimit(0, new(10_000, 10_000))),
    "thread" => Try(() =>
    {
        var thread = new Thread(() => { });
        thread.Start();
        thread.Join();
    }),
    _ => throw new ArgumentException($"There is no attempt '{attempt}'."),
};
Console.WriteLine($"{bounds}; {outcome}");
