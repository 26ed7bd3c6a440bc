using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace UmatSurrogate.Cli.Output;

/// <summary>
/// A progress bar with rate and time left on standard error, so that standard output holds results only. Where standard error is
/// no terminal, a plain line every ten seconds.
/// </summary>
internal static class ProgressDisplay
{
    private const int RefreshInterval_ms = 200;
    private const double LineInterval_s = 10.0;

    /// <summary>Runs work that reports how many of a total are done (from any thread).</summary>
    /// <param name="show">False: the work runs without display.</param>
    /// <param name="title">What is being done.</param>
    /// <param name="unit">What is counted, plural.</param>
    /// <param name="work">The work; call the argument with (done, found without work, total).</param>
    /// <param name="detail">More to show beside the numbers; it is called from another thread than the work.</param>
    public static T Run<T>(bool show, string title, string unit, Func<Action<int, int, int>, T> work, Func<string>? detail = null)
    {
        if (!show)
            return work((_, _, _) => { });
        Tally tally = new(detail);
        Task<T> task = Task.Run(() => work(tally.Set));
        if (Console.IsErrorRedirected)
            ShowLines(task, title, unit, tally);
        else
            ShowBar(task, title, unit, tally);
        return task.GetAwaiter().GetResult();
    }

    private static void ShowBar(Task task, string title, string unit, Tally tally)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .Start(context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(title));
                while (!task.EndsWithin(RefreshInterval_ms))
                    Update(bar, title, unit, tally);
                Update(bar, title, unit, tally);
            });
    }

    private static void Update(ProgressTask bar, string title, string unit, Tally tally)
    {
        (int done, _, int total) = tally.Get();
        bar.MaxValue = Math.Max(1, total);
        bar.Value = done;
        bar.Description = Markup.Escape($"{title}: {tally.Describe(unit)}");
    }

    private static void ShowLines(Task task, string title, string unit, Tally tally)
    {
        Stopwatch sinceLine = Stopwatch.StartNew();
        while (!task.EndsWithin(RefreshInterval_ms))
        {
            if (sinceLine.Elapsed.TotalSeconds < LineInterval_s)
                continue;
            sinceLine.Restart();
            Console.Error.WriteLine($"{title}: {tally.Describe(unit)}");
        }
    }

    /// <summary>Waits without throwing; true when the task has ended in whatever way.</summary>
    private static bool EndsWithin(this Task task, int milliseconds) => Task.WhenAny(task, Task.Delay(milliseconds)).GetAwaiter().GetResult() == task;

    private sealed class Tally(Func<string>? detail)
    {
        private readonly Lock _lock = new();
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private int _done, _found, _total;

        public void Set(int done, int found, int total)
        {
            lock (_lock)
                (_done, _found, _total) = (done, found, total);
        }

        public (int Done, int Found, int Total) Get()
        {
            lock (_lock)
                return (_done, _found, _total);
        }

        public string Describe(string unit)
        {
            (int done, int found, int total) = Get();
            double rate = (done - found) / Math.Max(1e-9, _watch.Elapsed.TotalSeconds);
            string left = rate > 0 ? $"{TimeSpan.FromSeconds((total - done) / rate):hh\\:mm\\:ss} left" : "time left not known yet";
            return string.Create(CultureInfo.InvariantCulture, $"{done} of {total} {unit}, {rate:F1} per second, {left}") + (detail is null ? "" : $", {detail()}");
        }
    }
}
