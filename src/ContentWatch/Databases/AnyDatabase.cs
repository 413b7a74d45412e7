using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Databases;

/// <summary>Hands out the concrete context under the name that the desks know, since the framework's factory is not covariant.</summary>
internal sealed class AnyDatabase<TDb>(IDbContextFactory<TDb> contexts) : IDbContextFactory<ContentWatchDb>
    where TDb : ContentWatchDb
{
    public ContentWatchDb CreateDbContext() => contexts.CreateDbContext();
}
