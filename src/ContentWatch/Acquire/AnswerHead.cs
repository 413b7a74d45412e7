namespace ContentWatch.Acquire;

/// <summary>
/// What .NET lets pass in the head of an answer and we do not (RFC 9110 §5.5, RFC 9112 §6): bytes that no header may hold, and lengths that contradict
/// each other, with which two readers see two bodies. Evidence must not depend on the reader.
/// </summary>
internal static class AnswerHead
{
    private const int StatusAt = 9;
    private const int StatusEnd = 12;

    /// <summary>Checks the head.</summary>
    /// <param name="received">The bytes so far: interim heads, the head, perhaps some of the body. .NET leaves out what it cannot show, so they are looked at themselves.</param>
    /// <param name="headers">What .NET makes of them; names in lower case.</param>
    /// <exception cref="InvalidDataException">It cannot be read in one way only; the message says why.</exception>
    public static void Check(ReadOnlySpan<byte> received, IReadOnlyCollection<KeyValuePair<string, string>> headers)
    {
        if (!IsClean(received))
        {
            throw new InvalidDataException("A header holds a character that none may hold.");
        }

        var lengths = Values(headers, "content-length").Distinct().ToList();
        if (lengths.Any(length => !length.All(char.IsAsciiDigit) || !long.TryParse(length, out _)))
        {
            throw new InvalidDataException("The length in the head is no number.");
        }

        if (lengths.Count > 1)
        {
            throw new InvalidDataException("The head names two lengths.");
        }

        var codings = Values(headers, "transfer-encoding").ToList();
        if (codings.Count > 0 && (codings.Count > 1 || !codings[0].Equals("chunked", StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidDataException("The answer is sent in another coding than 'chunked', for which nobody asked.");
        }

        if (codings.Count > 0 && lengths.Count > 0)
        {
            throw new InvalidDataException("The head names a length and chunks.");
        }
    }

    /// <summary>No NUL, and no carriage return but before a line feed, down to the end of the head that is no interim one.</summary>
    private static bool IsClean(ReadOnlySpan<byte> received)
    {
        while (true)
        {
            var end = EndOfHead(received);
            var head = received[..end];
            if (head.Contains((byte)0) || head.Count((byte)'\r') != head.Count("\r\n"u8))
            {
                return false;
            }

            if (head.Length < StatusEnd || head[StatusAt] != '1' || head[StatusAt..StatusEnd].SequenceEqual("101"u8))
            {
                return true;
            }

            received = received[end..];
        }
    }

    private static int EndOfHead(ReadOnlySpan<byte> received)
    {
        var (strict, bare) = (received.IndexOf("\n\r\n"u8), received.IndexOf("\n\n"u8));
        return strict >= 0 && (bare < 0 || strict < bare) ? strict + 3 : bare >= 0 ? bare + 2 : received.Length;
    }

    private static IEnumerable<string> Values(IEnumerable<KeyValuePair<string, string>> headers, string name) =>
        headers.Where(header => header.Key == name).SelectMany(header => header.Value.Split(',', StringSplitOptions.TrimEntries));
}
