using ContentWatch.Accounts;
using ContentWatch.Cli.Demo;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Cli.Up;

/// <summary>Says where to go: the address, and the one-time links that let people in.</summary>
internal static class Welcome
{
    private static readonly TimeSpan FirstLinkLasts = TimeSpan.FromHours(24);
    private static readonly TimeSpan DemoLinkLasts = TimeSpan.FromHours(12);

    /// <summary>Prints it. In real use the first administrator gets a link until somebody has used one.</summary>
    public static async Task PrintAsync(Hosts hosts, IServiceProvider product, bool demo, CancellationToken cancellationToken)
    {
        Console.WriteLine();
        Console.WriteLine($"ContentWatch is at {hosts.Web}");
        if (demo)
        {
            await PrintDemoLinksAsync(hosts.Web, product, cancellationToken);
        }
        else
        {
            await PrintFirstLinkAsync(hosts.Web, product, cancellationToken);
        }

        Console.WriteLine("Ctrl-C stops everything.");
        Console.WriteLine();
    }

    /// <summary>Prints the first administrator's one-time link; nothing once somebody has a password.</summary>
    public static async Task PrintFirstLinkAsync(Uri web, IServiceProvider product, CancellationToken cancellationToken)
    {
        if (await FirstAdministratorAsync(product, cancellationToken) is { } administrator)
        {
            Console.WriteLine("Nobody has signed in yet. This link makes you the administrator and lets you choose a password; it works once, for 24 hours:");
            Console.WriteLine($"  {await LinkAsync(web, product, administrator, true, FirstLinkLasts, cancellationToken)}");
        }
    }

    private static async Task PrintDemoLinksAsync(Uri web, IServiceProvider product, CancellationToken cancellationToken)
    {
        Console.WriteLine("Open each link in a private window of its own: a browser holds one session. A link signs in once; starting the demo again makes new ones.");
        await using var db = product.GetRequiredService<Database>().Read();
        foreach (var (name, callSign, role) in DemoScene.People)
        {
            var person = await db.Users.SingleAsync(p => p.UserName == name, cancellationToken);
            Console.WriteLine($"  {role,-15} {callSign,-5} {await LinkAsync(web, product, person.Id, false, DemoLinkLasts, cancellationToken)}");
        }
    }

    /// <summary>The account of the first administrator while nobody can sign in; made when there is no account at all.</summary>
    private static async Task<Guid?> FirstAdministratorAsync(IServiceProvider product, CancellationToken cancellationToken)
    {
        await using var db = product.GetRequiredService<Database>().Read();
        if (await db.Users.AnyAsync(p => p.PasswordHash != null, cancellationToken))
        {
            return null;
        }

        if (await db.Users.Select(p => (Guid?)p.Id).FirstOrDefaultAsync(cancellationToken) is { } waiting)
        {
            return waiting;
        }

        var (_, made) = await product.GetRequiredService<PersonDesk>()
            .CreateAsync(Actor.Operator, "administrator", "B-01", [Roles.Administrator], cancellationToken);
        return made;
    }

    private static async Task<Uri> LinkAsync(
        Uri web, IServiceProvider product, Guid personId, bool choosesPassword, TimeSpan lasts, CancellationToken cancellationToken)
    {
        var path = await product.GetRequiredService<OneTimeLinkDesk>()
            .CreateAsync(Actor.Operator, personId, choosesPassword, lasts, cancellationToken);
        return new Uri(web, path ?? throw new RefusedException("The account is closed; no link was made."));
    }
}
