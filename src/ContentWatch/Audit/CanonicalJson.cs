using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContentWatch.Audit;

/// <summary>The one way to write a JSON value down (JSON Canonicalization Scheme, RFC 8785), so that equal values have equal bytes.</summary>
public static class CanonicalJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The canonical UTF-8 bytes of <paramref name="value"/>. Thread-safe as long as nobody changes the value.</summary>
    /// <exception cref="ArgumentException">
    /// A number is not finite, a whole number has no exact double (RFC 8785 §3.2.2.3 would change it silently, so we refuse),
    /// a name stands twice in one object, or a string holds half a surrogate pair.
    /// </exception>
    public static byte[] Bytes(JsonNode? value)
    {
        var text = new StringBuilder();
        try
        {
            Write(text, value);
        }
        catch (InvalidOperationException e)
        {
            throw new ArgumentException("A string holds half a surrogate pair.", nameof(value), e);
        }

        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text.ToString());
    }

    /// <summary>The value that UTF-8 JSON says; canonical or not, but without a name twice in one object.</summary>
    /// <exception cref="JsonException">Not JSON, or a name stands twice.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> json) => JsonNode.Parse(json, documentOptions: Strict);

    /// <summary>A number as ECMAScript writes it (ECMA-262 Number::toString, RFC 8785 §3.2.2.3).</summary>
    /// <exception cref="ArgumentException">Not finite.</exception>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException("Only finite numbers can be written.", nameof(value));
        }

        if (value == 0)
        {
            return "0";
        }

        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var places = (point < 0 ? all.Length : point) - (all.Length - digits.Length)
            + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return (value < 0 ? "-" : "") + Place(digits.TrimEnd('0'), places);
    }

    // The value is 0.digits times ten to the power of places: ECMA-262 calls them s (k digits long) and n.
    private static string Place(string digits, int places)
    {
        switch (places)
        {
            case > 0 and <= 21:
                return digits.Length <= places ? digits.PadRight(places, '0') : $"{digits[..places]}.{digits[places..]}";
            case > -6 and <= 0:
                return "0." + new string('0', -places) + digits;
            default:
                var sign = places > 0 ? "+" : "-";
                var power = Math.Abs(places - 1).ToString(CultureInfo.InvariantCulture);
                return (digits.Length == 1 ? digits : $"{digits[..1]}.{digits[1..]}") + $"e{sign}{power}";
        }
    }

    private static void Write(StringBuilder text, JsonNode? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject properties:
                WriteAll(text, '{', properties.OrderBy(p => p.Key, StringComparer.Ordinal), '}', property =>
                {
                    WriteString(text, property.Key);
                    text.Append(':');
                    Write(text, property.Value);
                });
                break;
            case JsonArray elements:
                WriteAll(text, '[', elements, ']', element => Write(text, element));
                break;
            default:
                WriteScalar(text, value);
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char open, IEnumerable<T> parts, char close, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var part in parts)
        {
            text.Append(first ? "" : ",");
            write(part);
            first = false;
        }

        text.Append(close);
    }

    private static void WriteScalar(StringBuilder text, JsonNode value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                WriteString(text, Text(value));
                break;
            case JsonValueKind.Number:
                text.Append(Number(Exact(value.ToJsonString())));
                break;
            default:
                text.Append(value.GetValueKind() == JsonValueKind.True ? "true" : "false");
                break;
        }
    }

    // A node made of an id or a time is a string in JSON, but holds none.
    private static string Text(JsonNode value) =>
        value.AsValue().TryGetValue(out string? text) ? text : value.Deserialize<JsonElement>().GetString()!;

    private static double Exact(string number)
    {
        var value = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        var whole = number.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
        return double.IsFinite(value) && (!whole || BigInteger.Parse(number, CultureInfo.InvariantCulture) == new BigInteger(value))
            ? value
            : throw new ArgumentException($"A number is out of the range that can be written exactly: {number.Length} characters.");
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
