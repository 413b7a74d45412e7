using System.Buffers.Binary;
using System.Text;

namespace ContentWatch.Extract.Apart;

/// <summary>
/// What a worker and its reader say to each other over two pipes. Both are of one build, so nothing of it is kept; a reader of another build is refused by <see cref="Version"/>.
/// </summary>
/// <remarks>
/// <para>Everything is a frame: its length (4 bytes, unsigned) and that many bytes. Numbers are little-endian. A text is its length in bytes (4) and UTF-8; one that
/// may be missing has a byte before it, 0 for missing and 1 for there. Nothing follows the last field.</para>
/// <para>Hello, once, from the reader: version (1), the <see cref="Bounds"/> that hold (1).</para>
/// <para>Request: version (1), Content-Type (may be missing), the address that answered, the body (the rest).</para>
/// <para>Answer: version (1), kind (1). Kind 1, unreadable, and 2, failed: a reason. Kind 0, extracted: character set, count of items (4), items, count of links (4),
/// links. An item: selector, title (may be missing), author (may be missing), a byte 0 or 1 and after 1 the time in ticks of UTC (8), text, language.</para>
/// </remarks>
internal static class ReaderWire
{
    /// <summary>Raised with every change of a frame.</summary>
    public const byte Version = 1;

    /// <summary>The kinds of answers.</summary>
    public const byte Extracted = 0;

    /// <inheritdoc cref="Extracted"/>
    public const byte Unreadable = 1;

    /// <inheritdoc cref="Extracted"/>
    public const byte Failed = 2;

    /// <summary>Strict: half a surrogate pair and bytes that are no UTF-8 are refused.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int Head = sizeof(uint);

    /// <summary>What a reader says when it is closed in and ready.</summary>
    public static byte[] Hello(Bounds bounds) => [2, 0, 0, 0, Version, (byte)bounds];

    /// <summary>Sends a request; the body is not copied.</summary>
    public static async Task WriteRequestAsync(
        Stream pipe, ReadOnlyMemory<byte> body, string? contentType, string finalUrl, CancellationToken cancellationToken)
    {
        using var start = new MemoryStream();
        using (var writer = new BinaryWriter(start, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(0u);
            writer.Write(Version);
            Optional(writer, contentType);
            Text(writer, finalUrl);
        }

        var bytes = start.GetBuffer().AsMemory(0, (int)start.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.Span, checked((uint)(bytes.Length - Head + body.Length)));
        await pipe.WriteAsync(bytes, cancellationToken);
        await pipe.WriteAsync(body, cancellationToken);
        await pipe.FlushAsync(cancellationToken);
    }

    /// <summary>Reads the next request; null when the parent is gone.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (ReadOnlyMemory<byte> Body, string? ContentType, string FinalUrl)? ReadRequest(Stream pipe)
    {
        Span<byte> head = stackalloc byte[Head];
        if (pipe.ReadAtLeast(head, Head, throwOnEndOfStream: false) < Head)
        {
            return null;
        }

        var frame = new byte[BinaryPrimitives.ReadUInt32LittleEndian(head)];
        if (pipe.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
        {
            return null;
        }

        var fields = new FrameFields(frame);
        fields.Version();
        var (contentType, finalUrl) = (fields.OptionalText(frame.Length), fields.Text(frame.Length));
        return (frame.AsMemory(fields.At), contentType, finalUrl);
    }

    /// <summary>Sends an answer.</summary>
    public static void WriteAnswer(Stream pipe, ExtractionResult result)
    {
        using var frame = new MemoryStream();
        using (var writer = new BinaryWriter(frame, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(0u);
            writer.Write(Version);
            Write(writer, result);
        }

        var bytes = frame.GetBuffer().AsSpan(0, (int)frame.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)(bytes.Length - Head));
        pipe.Write(bytes);
        pipe.Flush();
    }

    /// <summary>Reads the next frame of a reader; null when it ended before the frame did.</summary>
    /// <exception cref="InvalidDataException">The frame says that it is longer than <paramref name="most"/>: nothing of it is read.</exception>
    public static async Task<byte[]?> ReadFrameAsync(Stream pipe, long most, CancellationToken cancellationToken)
    {
        var head = new byte[Head];
        if (await pipe.ReadAtLeastAsync(head, Head, throwOnEndOfStream: false, cancellationToken) < Head)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        if (length > most)
        {
            throw new InvalidDataException($"it is longer than {most:N0} bytes");
        }

        var frame = new byte[length];
        return await pipe.ReadAtLeastAsync(frame, frame.Length, throwOnEndOfStream: false, cancellationToken) < frame.Length ? null : frame;
    }

    private static void Write(BinaryWriter writer, ExtractionResult result)
    {
        switch (result)
        {
            case ExtractionResult.Extracted { Text: var text }:
                writer.Write(Extracted);
                Write(writer, text);
                break;
            case ExtractionResult.Unreadable unreadable:
                writer.Write(Unreadable);
                Text(writer, unreadable.Reason);
                break;
            case ExtractionResult.Failed failed:
                writer.Write(Failed);
                Text(writer, failed.Reason);
                break;
        }
    }

    private static void Write(BinaryWriter writer, ExtractedText text)
    {
        Text(writer, text.Charset);
        writer.Write(text.Items.Count);
        foreach (var item in text.Items)
        {
            Text(writer, item.Selector);
            Optional(writer, item.Title);
            Optional(writer, item.Author);
            writer.Write(item.PublishedAt is not null);
            if (item.PublishedAt is { } published)
            {
                writer.Write(published.UtcTicks);
            }

            Text(writer, item.Text);
            Text(writer, item.Language);
        }

        writer.Write(text.Links.Count);
        foreach (var link in text.Links)
        {
            Text(writer, link);
        }
    }

    private static void Optional(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            Text(writer, text);
        }
    }

    private static void Text(BinaryWriter writer, string text)
    {
        writer.Write(Utf8.GetByteCount(text));
        writer.Write(Utf8.GetBytes(text));
    }
}
