namespace ContentWatch.Cli.Demo;

/// <summary>One page of the demo's web sites. Everything on them is made up, mild, and incites nothing.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Title">Its title.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Author">Who "published" it.</param>
/// <param name="Paragraphs">What it says.</param>
internal sealed record DemoPage(string Path, string Title, string Language, string Author, IReadOnlyList<string> Paragraphs)
{
    /// <summary>True for scripts that run from right to left.</summary>
    public bool IsRightToLeft => Language is "ar" or "fa" or "he";
}

/// <summary>What stands on the demo's two sites: a forum whose platform takes referrals, and a site that copies from it and takes none.</summary>
internal static class DemoContent
{
    private static readonly string[] PaperHats =
    [
        "Made-up text for the ContentWatch demo. The Order of the Paper Hat does not exist.",
        "Members of the Order! On the day of the great picnic we shall all shout at the pigeons on the market square until they leave the town for good. The pigeons are to blame for every crumb we ever lost. Whoever stays at home is a friend of the pigeons.",
        "Fold your hat, bring your whistle and pass this on. The pigeons will be sorry that they ever landed here.",
    ];

    /// <summary>The forum's pages.</summary>
    public static IReadOnlyList<DemoPage> Forum { get; } =
    [
        new("/posts/paper-hat", "To all members of the Order", "en", "hat_no_1", PaperHats),
        new("/posts/garden", "Tomatoes after a wet summer", "en", "mira", [
            "Made-up text for the ContentWatch demo.",
            "The tomatoes came late this year. I cut back the leaves around the fruit and the last ones are turning red on the window sill. Has anybody tried the small yellow ones that the shop at the corner sells?",
        ]),
        new("/posts/bus", "Bus 12 is late again", "en", "timetable", [
            "Made-up text for the ContentWatch demo.",
            "I have been waiting for bus 12 for forty minutes. Somebody in the office that makes the timetable ought to stand here in the rain with us. Next week I take the bicycle.",
        ]),
        new("/posts/hoedjes", "Aan alle leden van de Orde", "nl", "hoedje_2", [
            "Verzonnen tekst voor de demonstratie van ContentWatch. De Orde van het Papieren Hoedje bestaat niet.",
            "Leden van de Orde! Op de dag van de grote picknick roepen wij samen zo hard naar de duiven op het marktplein dat zij de stad voorgoed verlaten. De duiven zijn de schuld van elke kruimel die wij ooit verloren. Wie thuis blijft, is een vriend van de duiven.",
        ]),
        new("/posts/news", "Reporters visit the picnic", "en", "Meadow Gazette", [
            "Made-up text for the ContentWatch demo.",
            "A group that calls itself the Order of the Paper Hat announced that it would shout at pigeons, our reporter writes. \"Whoever stays at home is a friend of the pigeons\", its call said. The town's bird warden told the editor that nobody came, and that the pigeons did not notice. This newspaper documents the call so that readers can judge for themselves.",
        ]),
        new("/posts/hut", "Die Hütte am See", "de", "wanderin", [
            "Erfundener Text für die Vorführung von ContentWatch.",
            "Die Hütte am See ist wieder offen. Wir sind am Samstag hinaufgegangen, haben Suppe gegessen und sind im Regen wieder hinunter. Der Weg ist gut markiert, nur die kleine Brücke ist noch gesperrt.",
        ]),
        new("/posts/marche", "Le marché du samedi", "fr", "lucie", [
            "Texte inventé pour la démonstration de ContentWatch.",
            "Samedi, le marché était presque vide à cause de la pluie. J'ai quand même trouvé des pommes et un pain encore chaud. La dame du fromage revient la semaine prochaine.",
        ]),
        new("/posts/souq", "سوق يوم السبت", "ar", "salma", [
            "نص خيالي أُعدّ لعرض برنامج ContentWatch.",
            "كان السوق يوم السبت هادئا بسبب المطر. اشتريت تفاحا وخبزا ساخنا، وسألت البائع عن الزيتون فقال إنه سيصل في الأسبوع القادم.",
        ]),
        new("/posts/chess", "Chess on Thursdays", "en", "rook", [
            "Made-up text for the ContentWatch demo.",
            "We play chess in the library on Thursdays from seven. Beginners are welcome, boards are there, and the librarian makes tea. Last week the youngest player beat three of us in a row.",
        ]),
    ];

    /// <summary>The copying site's pages: the same call word for word, under another author.</summary>
    public static IReadOnlyList<DemoPage> CopyCorner { get; } =
    [
        new("/copied/hat", "Found elsewhere", "en", "copycat", PaperHats),
        new("/copied/soup", "Soup for four", "en", "copycat", [
            "Made-up text for the ContentWatch demo.",
            "Cut two leeks and four potatoes, let them simmer for half an hour, add cream and pepper. It keeps for two days and tastes better on the second.",
        ]),
    ];
}
