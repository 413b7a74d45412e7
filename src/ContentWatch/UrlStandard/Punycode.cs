using System.Text;

namespace ContentWatch.UrlStandard;

/// <summary>Labels of host names in ASCII (RFC 3492), without the <c>xn--</c> before them. Own, because <see cref="System.Globalization.IdnMapping"/> also maps and refuses, by the rules of the system it runs on.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int FirstBias = 72;
    private const int FirstCode = 128;

    /// <summary>Longest label in characters, either way; more is no host, and reading it would take time that grows with the square.</summary>
    private const int MaxLength = 2_083;

    /// <summary>The label in ASCII; null when it is too long.</summary>
    public static string? Encode(string label)
    {
        var input = label.EnumerateRunes().Select(rune => rune.Value).ToArray();
        if (input.Length > MaxLength)
        {
            return null;
        }

        var output = new StringBuilder();
        output.Append([.. input.Where(code => code < FirstCode).Select(code => (char)code)]);
        var basic = output.Length;
        if (basic > 0)
        {
            output.Append('-');
        }

        var (n, delta, bias, handled) = (FirstCode, 0L, FirstBias, basic);
        while (handled < input.Length)
        {
            var next = input.Where(code => code >= n).Min();
            delta += (long)(next - n) * (handled + 1);
            n = next;
            foreach (var code in input)
            {
                delta += code < n ? 1 : 0;
                if (code == n)
                {
                    AppendNumber(output, delta, bias);
                    bias = Adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            n++;
        }

        return output.ToString();
    }

    /// <summary>The label that <paramref name="text"/> stands for; null when it stands for none.</summary>
    public static string? Decode(string text)
    {
        if (text.Length > MaxLength)
        {
            return null;
        }

        var hyphen = text.LastIndexOf('-');
        var output = text[..Math.Max(hyphen, 0)].Select(c => (int)c).ToList();
        var (n, i, bias) = ((long)FirstCode, 0L, FirstBias);
        for (var at = hyphen > 0 ? hyphen + 1 : 0; at < text.Length;)
        {
            var before = i;
            long weight = 1;
            for (var k = Base; ; k += Base)
            {
                var digit = at < text.Length ? Digit(text[at++]) : -1;
                i += digit * weight;
                if (digit < 0 || i > int.MaxValue)
                {
                    return null;
                }

                var threshold = Threshold(k, bias);
                if (digit < threshold)
                {
                    break;
                }

                weight *= Base - threshold;
                if (weight > int.MaxValue)
                {
                    return null;
                }
            }

            bias = Adapt(i - before, output.Count + 1, before == 0);
            n += i / (output.Count + 1);
            i %= output.Count + 1;
            if (!Rune.IsValid((int)Math.Min(n, int.MaxValue)))
            {
                return null;
            }

            output.Insert((int)i++, (int)n);
        }

        return string.Concat(output.Select(code => new Rune(code).ToString()));
    }

    private static void AppendNumber(StringBuilder output, long number, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (number < threshold)
            {
                output.Append(Letter(number));
                return;
            }

            output.Append(Letter(threshold + ((number - threshold) % (Base - threshold))));
            number = (number - threshold) / (Base - threshold);
        }
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, 1, 26);

    private static int Adapt(long delta, int points, bool isFirst)
    {
        delta = isFirst ? delta / 700 : delta / 2;
        delta += delta / points;
        var k = 0;
        for (; delta > 455; k += Base)
        {
            delta /= Base - 1;
        }

        return k + (int)(Base * delta / (delta + 38));
    }

    private static char Letter(long digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);

    private static int Digit(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        _ => -1,
    };
}
