using System.Globalization;
using Microsoft.Extensions.Options;

namespace ContentWatch.Audit;

/// <summary>
/// The second place of checkpoints: <c>latest</c> and one file per size, which is never overwritten with another content, so that a
/// second history of the same size shows. After a restore that gave up entries, those of the new history stand in a folder of their own,
/// <c>history-2</c>; those before stay. Nothing is pruned: a checkpoint has some 200 bytes. Thread-safe between processes.
/// </summary>
public sealed class CheckpointMirror(IOptions<AuditOptions> options, IOptions<DatabaseOptions> data, TimeProvider time)
{
    private const string LatestName = "latest";
    private const string HistoryName = "history-";

    /// <summary>Where it is.</summary>
    public string Folder { get; } = options.Value.MirrorFolder ?? Path.Combine(data.Value.Folder, "checkpoints");

    /// <summary>The newest note of the newest history that lies here; null when there is none.</summary>
    public string? Latest => Histories.Select(LatestOf).OfType<string>().LastOrDefault();

    /// <summary>The notes that lie here, of each history the newest <paramref name="most"/> by size, and <c>latest</c> whatever it says. Empty when there is none.</summary>
    public IReadOnlyList<string> Notes(int most) => [.. Histories.SelectMany(folder => NotesIn(folder, most))];

    /// <summary>The folders of the histories, the first history first.</summary>
    private IEnumerable<string> Histories => !Directory.Exists(Folder) ? [] : Directory.EnumerateDirectories(Folder, HistoryName + "*")
        .Select(folder => (Folder: folder, Number: int.TryParse(Path.GetFileName(folder).AsSpan(HistoryName.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0))
        .Where(history => history.Number > 1).OrderBy(history => history.Number).Select(history => history.Folder).Prepend(Folder);

    /// <summary>Writes a checkpoint.</summary>
    /// <exception cref="IOException">The place cannot be written, or holds another note of this size or a newer head: a second history.</exception>
    public void Write(AuditCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var history = Checkpoint.OfNote(checkpoint.Note).History;
        var folder = history == 1 ? Folder : Path.Combine(Folder, FormattableString.Invariant($"{HistoryName}{history}"));
        Directory.CreateDirectory(folder);
        var own = Path.Combine(folder, checkpoint.Size.ToString(CultureInfo.InvariantCulture));
        if (File.Exists(own) && File.ReadAllText(own) != checkpoint.Note)
        {
            throw new IOException($"'{own}' holds another checkpoint of the same size: the log has two histories.");
        }

        var latest = Path.Combine(folder, LatestName);
        if (LatestOf(folder)?.Split('\n') is [_, var size, ..] && long.TryParse(size, CultureInfo.InvariantCulture, out var newest) && newest > checkpoint.Size)
        {
            throw new IOException($"'{latest}' covers {newest} entries, this checkpoint {checkpoint.Size}: the log was rolled back.");
        }

        Replace(own, checkpoint.Note);
        Replace(latest, checkpoint.Note);
    }

    private static string? LatestOf(string folder) => Path.Combine(folder, LatestName) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private static List<string> NotesIn(string folder, int most)
    {
        var sizes = Directory.EnumerateFiles(folder).Select(Path.GetFileName)
            .Select(name => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : -1)
            .Where(size => size >= 0).OrderDescending().Take(most);
        var notes = sizes.Select(size => File.ReadAllText(Path.Combine(folder, size.ToString(CultureInfo.InvariantCulture)))).ToList();
        return LatestOf(folder) is { } latest ? [.. notes, latest] : notes;
    }

    private void Replace(string path, string note)
    {
        var half = $"{path}.{Identity.New(time):N}";
        using (var file = new FileStream(half, FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(note));
            file.Flush(flushToDisk: true);
        }

        File.Move(half, path, overwrite: true);
    }
}
