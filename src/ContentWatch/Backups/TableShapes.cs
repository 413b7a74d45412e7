using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ContentWatch.Backups;

/// <summary>A column of a table as a backup writes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are, the same for both databases: <c>uuid text integer real boolean bytes</c>.</param>
internal sealed record BackupColumn(string Name, string Kind);

/// <summary>A table as a backup writes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Key">The columns of its primary key: the order of its rows.</param>
internal sealed record TableShape(string Name, IReadOnlyList<BackupColumn> Columns, IReadOnlyList<string> Key);

/// <summary>What of the database belongs into a backup, read from the model: a table that is added there is in the next backup.</summary>
internal static class TableShapes
{
    /// <summary>What belongs to processes that run, and means nothing after a restore: with them leases are let go.</summary>
    private static readonly HashSet<string> OfProcesses = ["Heartbeats", "Leases", "LongWorks"];

    /// <summary>The tables, each after those that it refers to.</summary>
    public static IReadOnlyList<TableShape> Of(ContentWatchDb db) => [.. db.Model.GetRelationalModel().Tables
        .Where(table => !OfProcesses.Contains(table.Name))
        .OrderBy(Depth).ThenBy(table => table.Name, StringComparer.Ordinal)
        .Select(table => new TableShape(
            table.Name,
            [.. table.Columns.Select(column => new BackupColumn(column.Name, KindOf(column)))],
            [.. table.PrimaryKey!.Columns.Select(column => column.Name)]))];

    private static int Depth(ITable table) => table.ForeignKeyConstraints.Select(key => Depth(key.PrincipalTable) + 1).DefaultIfEmpty(0).Max();

    private static string KindOf(IColumn column)
    {
        var mapping = column.PropertyMappings[0];
        var stored = mapping.TypeMapping.Converter?.ProviderClrType ?? mapping.Property.ClrType;
        return (Nullable.GetUnderlyingType(stored) ?? stored) switch
        {
            var type when type == typeof(Guid) => "uuid",
            var type when type == typeof(string) => "text",
            var type when type == typeof(int) || type == typeof(long) => "integer",
            var type when type == typeof(double) => "real",
            var type when type == typeof(bool) => "boolean",
            var type when type == typeof(byte[]) => "bytes",
            var type => throw new InvalidOperationException($"A backup has no kind for {column.Table.Name}.{column.Name}, which is stored as {type}."),
        };
    }
}
