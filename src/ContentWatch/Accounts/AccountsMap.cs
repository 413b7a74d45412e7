using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Accounts;

/// <summary>How the tables of accounts and keys look, beside those of ASP.NET Core Identity.</summary>
internal static class AccountsMap
{
    public static void MapAccounts(this ModelBuilder model)
    {
        model.Entity<Person>(person =>
        {
            person.Property(p => p.CallSign).HasMaxLength(20);
            person.HasIndex(p => p.CallSign).IsUnique();
        });
        model.Entity<ApiKey>(key =>
        {
            key.Property(k => k.Name).HasMaxLength(200);
            key.Property(k => k.Prefix).HasMaxLength(20);
            key.HasIndex(k => k.Prefix).IsUnique();
        });
        model.Entity<OneTimeLink>(link => link.HasIndex(l => l.Hash).IsUnique());
    }
}
