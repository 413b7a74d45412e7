using System.Reflection;

namespace ContentWatch.Tests.Architecture;

public sealed class LayoutTests
{
    [Fact]
    public void Everything_internal_or_public_that_nobody_inherits_is_sealed()
    {
        var types = typeof(Database).Assembly.GetTypes().Where(type => type.IsClass && !type.IsAbstract && !type.IsSealed)
            .Where(type => !type.Name.Contains('<', StringComparison.Ordinal) && type.Namespace?.Contains("Migrations", StringComparison.Ordinal) != true);

        var inherited = typeof(Database).Assembly.GetTypes().Select(type => type.BaseType).Where(type => type is not null).ToHashSet();
        Assert.Empty(types.Where(type => !inherited.Contains(type) && type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null).Select(type => type.FullName));
    }
}
