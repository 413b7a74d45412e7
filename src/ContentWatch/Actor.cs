namespace ContentWatch;

/// <summary>What kind of actor did something.</summary>
public enum ActorKind
{
    /// <summary>A person with an account; the id is the account's.</summary>
    Person,

    /// <summary>A partner's program with an API key; the id is the key's.</summary>
    Client,

    /// <summary>A process of ours; the id is its role, such as <c>acquire</c>.</summary>
    Process,

    /// <summary>Somebody at the machine's own command line; the id is <c>cw</c>.</summary>
    Operator,
}

/// <summary>Who did it. Carries no name: names live with the account and may be erased, the record may not.</summary>
/// <param name="Kind">What kind of actor.</param>
/// <param name="Id">The id within the kind; 1 to 100 characters.</param>
public sealed record Actor(ActorKind Kind, string Id)
{
    /// <summary>A person.</summary>
    public static Actor Person(Guid id) => new(ActorKind.Person, id.ToString());

    /// <summary>A partner's program.</summary>
    public static Actor Client(Guid keyId) => new(ActorKind.Client, keyId.ToString());

    /// <summary>A process of ours, by its role.</summary>
    public static Actor Process(string role) => new(ActorKind.Process, role);

    /// <summary>The machine's own command line.</summary>
    public static Actor Operator { get; } = new(ActorKind.Operator, "cw");
}
