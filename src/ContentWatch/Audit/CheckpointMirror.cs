using System.Globalization;
using Microsoft.Extensions.Options;

namespace ContentWatch.Audit;

/// <summary>
/// The second place of checkpoints: <c>latest</c> and one file per size, which is never overwritten with another content, so that a
/// second history of the same size shows. Nothing is pruned: a checkpoint has some 200 bytes. Thread-safe between processes.
/// </summary>
public sealed class CheckpointMirror(IOptions<AuditOptions> options, IOptions<DatabaseOptions> data, TimeProvider time)
{
    private const string LatestName = "latest";

    /// <summary>Where it is.</summary>
    public string Folder { get; } = options.Value.MirrorFolder ?? Path.Combine(data.Value.Folder, "checkpoints");

    /// <summary>The newest note that lies here; null when there is none.</summary>
    public string? Latest => File.Exists(LatestPath) ? File.ReadAllText(LatestPath) : null;

    /// <summary>The notes that lie here, the newest <paramref name="most"/> by size, and <c>latest</c> whatever it says. Empty when there is none.</summary>
    public IReadOnlyList<string> Notes(int most)
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        var sizes = Directory.EnumerateFiles(Folder).Select(Path.GetFileName)
            .Select(name => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : -1)
            .Where(size => size >= 0).OrderDescending().Take(most);
        var notes = sizes.Select(size => File.ReadAllText(Path.Combine(Folder, size.ToString(CultureInfo.InvariantCulture)))).ToList();
        return Latest is { } latest ? [.. notes, latest] : notes;
    }

    private string LatestPath => Path.Combine(Folder, LatestName);

    /// <summary>Writes a checkpoint.</summary>
    /// <exception cref="IOException">The place cannot be written, or holds another note of this size or a newer head: a second history.</exception>
    public void Write(AuditCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Directory.CreateDirectory(Folder);
        var own = Path.Combine(Folder, checkpoint.Size.ToString(CultureInfo.InvariantCulture));
        if (File.Exists(own) && File.ReadAllText(own) != checkpoint.Note)
        {
            throw new IOException($"'{own}' holds another checkpoint of the same size: the log has two histories.");
        }

        if (Latest?.Split('\n') is [_, var size, ..] && long.TryParse(size, CultureInfo.InvariantCulture, out var newest) && newest > checkpoint.Size)
        {
            throw new IOException($"'{LatestPath}' covers {newest} entries, this checkpoint {checkpoint.Size}: the log was rolled back.");
        }

        Replace(own, checkpoint.Note);
        Replace(LatestPath, checkpoint.Note);
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
