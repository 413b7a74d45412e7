using System.Globalization;

namespace ContentWatch.UrlStandard;

/// <summary>Reads the short, octal and hexadecimal forms of IPv4 addresses that browsers take: <c>0x7f.1</c>, <c>2130706433</c> (WHATWG URL §3.5).</summary>
internal static class Ipv4Number
{
    /// <summary>The address in four decimal numbers; null when it is none.</summary>
    public static string? Read(string host)
    {
        var parts = host.Split('.');
        parts = parts is [.. var before, ""] && before.Length > 0 ? before : parts;
        if (parts.Length > 4)
        {
            return null;
        }

        var numbers = parts.Select(Number).ToArray();
        if (numbers.Any(number => number is null) || numbers.SkipLast(1).Any(number => number > 255)
            || numbers[^1] >= (decimal)Math.Pow(256, 5 - numbers.Length))
        {
            return null;
        }

        var address = numbers[^1]!.Value;
        for (var i = 0; i < numbers.Length - 1; i++)
        {
            address += numbers[i]!.Value * (decimal)Math.Pow(256, 3 - i);
        }

        var bits = (uint)address;
        return string.Create(CultureInfo.InvariantCulture, $"{bits >> 24}.{(bits >> 16) & 255}.{(bits >> 8) & 255}.{bits & 255}");
    }

    private static decimal? Number(string part)
    {
        var (digits, radix) = part switch
        {
            _ when part.StartsWith("0x", StringComparison.OrdinalIgnoreCase) => (part[2..], 16),
            ['0', .., _] => (part[1..], 8),
            _ => (part, 10),
        };
        if (part.Length == 0)
        {
            return null;
        }

        decimal number = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix || number > uint.MaxValue)
            {
                return null;
            }

            number = (number * radix) + digit;
        }

        return number;
    }
}
