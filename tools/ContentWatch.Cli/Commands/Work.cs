using Spectre.Console;

namespace ContentWatch.Cli.Commands;

/// <summary>Long work as a command does it: it says how far it is on the terminal once it takes longer than somebody waits without wondering, and once a second where the web reads it.</summary>
internal sealed class Work(LongWorkBook book, LongWorkKind kind)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Does it.</summary>
    /// <param name="title">What the terminal says: <c>Backing up</c>.</param>
    /// <param name="work">The work.</param>
    /// <param name="told">How it ended: whether all is well, and a sentence.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<T> RunAsync<T>(string title, Func<IProgress<WorkProgress>, Task<T>> work, Func<T, (bool IsWell, string Said)> told, CancellationToken cancellationToken)
    {
        await book.BeginAsync(kind, cancellationToken);
        var (isWell, said) = (false, "It was broken off; the command said why.");
        var at = new Told();
        try
        {
            var result = await ShowAsync(title, work, at, now => book.GoOnAsync(kind, now, cancellationToken), cancellationToken);
            await book.GoOnAsync(kind, at.Now, cancellationToken);
            (isWell, said) = told(result);
            return result;
        }
        finally
        {
            await book.EndAsync(kind, isWell, said, CancellationToken.None);
        }
    }

    /// <summary>The same where there is no database yet that could be told.</summary>
    public static Task<T> ShowAsync<T>(string title, Func<IProgress<WorkProgress>, Task<T>> work, CancellationToken cancellationToken) =>
        ShowAsync(title, work, new Told(), _ => Task.CompletedTask, cancellationToken);

    private static async Task<T> ShowAsync<T>(
        string title, Func<IProgress<WorkProgress>, Task<T>> work, Told at, Func<WorkProgress, Task> keep, CancellationToken cancellationToken)
    {
        // On a thread of its own: much of it is the disk's and SQLite's, which give no thread back.
        var running = Task.Run(() => work(at), cancellationToken);
        if (!await EndsWithinAsync(Patience))
        {
            await AnsiConsole.Status().StartAsync(title, async status =>
            {
                do
                {
                    var now = at.Now;
                    status.Status(now.Total > 0 ? $"{title}: {now.Done:N0} of {now.Total:N0}" : $"{title}: {now.Done:N0}");
                    await keep(now);
                }
                while (!await EndsWithinAsync(Pace));
            });
        }

        return await running;

        async Task<bool> EndsWithinAsync(TimeSpan time) => await Task.WhenAny(running, Task.Delay(time, TimeProvider.System, cancellationToken)) == running;
    }

    /// <summary>Hears in the same moment, where <see cref="Progress{T}"/> would later and in any order.</summary>
    private sealed class Told : IProgress<WorkProgress>
    {
        private readonly Lock gate = new();
        private WorkProgress at;

        public WorkProgress Now
        {
            get
            {
                lock (gate)
                {
                    return at;
                }
            }
        }

        public void Report(WorkProgress value)
        {
            lock (gate)
            {
                at = value;
            }
        }
    }
}
