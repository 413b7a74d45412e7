using System.Diagnostics;
using System.Globalization;

namespace ContentWatch.Bench;

/// <summary>Times of the same thing done many times.</summary>
internal sealed class Stopped
{
    private readonly List<double> milliseconds = [];

    /// <summary>How often a second, while it ran.</summary>
    public double Rate => milliseconds.Count / (milliseconds.Sum() / 1_000);

    /// <summary>The longest, in milliseconds.</summary>
    public double Longest => milliseconds.Max();

    /// <summary>Does it once and keeps the time.</summary>
    public async Task<T> TimeAsync<T>(Func<Task<T>> act)
    {
        var began = Stopwatch.GetTimestamp();
        var result = await act();
        milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return result;
    }

    /// <summary>The time below which this part of all lies, in milliseconds (nearest rank).</summary>
    /// <param name="part">0 to 1.</param>
    public double At(double part)
    {
        var sorted = milliseconds.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Count) - 1, 0, sorted.Count - 1)];
    }

    /// <summary>How many of something a second.</summary>
    public static async Task<double> RateAsync(int count, Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The most memory a process ever held, in MB, as Linux counts it (VmHWM); null where there is no such count.</summary>
    public static double? PeakMegabytes(int processId)
    {
        var status = $"/proc/{processId}/status";
        var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        return line is null ? null : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>A line of a Markdown table.</summary>
    public static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    /// <summary>The head of a Markdown table.</summary>
    public static void Head(params string[] cells)
    {
        Console.WriteLine();
        Row(cells);
        Row([.. cells.Select(_ => "---")]);
    }
}
