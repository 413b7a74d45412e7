using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

namespace ContentWatch;

/// <summary>
/// Tells what hostile content can set off, in our code or a library's, from broken infrastructure, which goes on up. Used where one lead or one
/// capture ends and the next begins: there alone a fault belongs to the content that was in hand, and must not hold up what waits behind it.
/// </summary>
public static class ContentFault
{
    /// <summary>True for the families that parsing and writing of foreign text end in; false for cancellation, I/O, the database and trouble around us.</summary>
    public static bool Is(Exception exception) =>
        Troubles.Of(exception) is null
        && exception is not ObjectDisposedException
        && exception is FormatException or ArgumentException or InvalidOperationException or NotSupportedException
            or JsonException or XmlException or InvalidDataException or RegexMatchTimeoutException
            or ArithmeticException or IndexOutOfRangeException or InvalidCastException or NullReferenceException;

    /// <summary>The reason that is kept: the kind of fault and no message, which may quote content.</summary>
    public static string Reason(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return $"It set off a fault of ours ({exception.GetType().Name}).";
    }
}
