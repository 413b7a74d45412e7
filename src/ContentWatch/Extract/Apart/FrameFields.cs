using System.Buffers.Binary;
using System.Text;

namespace ContentWatch.Extract.Apart;

/// <summary>Reads the fields of a frame one after the other and believes none of their lengths.</summary>
/// <param name="frame">The frame, without its length.</param>
internal sealed class FrameFields(ReadOnlyMemory<byte> frame)
{
    /// <summary>Where the next field begins.</summary>
    public int At { get; private set; }

    /// <summary>The version.</summary>
    /// <exception cref="InvalidDataException">It is of another build.</exception>
    public void Version() => Demand(Byte() == ReaderWire.Version, "it is of another version");

    /// <summary>A byte.</summary>
    /// <exception cref="InvalidDataException">The frame ends before it does.</exception>
    public byte Byte() => Take(1)[0];

    /// <summary>0 or 1.</summary>
    /// <exception cref="InvalidDataException">It is neither, or the frame ends before it does.</exception>
    public bool Flag()
    {
        var flag = Byte();
        Demand(flag <= 1, "a flag is neither 0 nor 1");
        return flag == 1;
    }

    /// <summary>Ticks.</summary>
    /// <exception cref="InvalidDataException">The frame ends before it does.</exception>
    public long Ticks() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>A count of things of one byte at least.</summary>
    /// <exception cref="InvalidDataException">There are more than <paramref name="most"/>, or the frame ends before it does.</exception>
    public int Count(int most)
    {
        var count = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
        Demand(count <= most, $"it counts more than {most:N0} of something");
        return (int)count;
    }

    /// <summary>A text without NUL and without half surrogate pairs.</summary>
    /// <exception cref="InvalidDataException">It has more than <paramref name="most"/> characters, is none, or the frame ends before it does.</exception>
    public string Text(int most)
    {
        var bytes = Take(Count(int.MaxValue));
        try
        {
            Demand(ReaderWire.Utf8.GetCharCount(bytes) <= most, $"a text has more than {most:N0} characters");
            var text = ReaderWire.Utf8.GetString(bytes);
            Demand(!text.Contains('\0', StringComparison.Ordinal), "a text has a NUL");
            return text;
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("a text is no UTF-8");
        }
    }

    /// <summary>A text that may be missing.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Text"/>.</exception>
    public string? OptionalText(int most) => Flag() ? Text(most) : null;

    /// <summary>Nothing follows.</summary>
    /// <exception cref="InvalidDataException">Something does.</exception>
    public void End() => Demand(At == frame.Length, "something follows its end");

    /// <summary>Refuses the frame unless it is so.</summary>
    /// <exception cref="InvalidDataException">It is not; the message continues "it is refused because".</exception>
    public static void Demand(bool isSo, string refusal)
    {
        if (!isSo)
        {
            throw new InvalidDataException(refusal);
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        Demand(length <= frame.Length - At, "it ends too early");
        At += length;
        return frame.Span.Slice(At - length, length);
    }
}
