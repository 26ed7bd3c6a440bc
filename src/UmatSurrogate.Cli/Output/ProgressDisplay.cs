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
    public static T Run<T>(bool show, string title, string unit, Func<Action<int, int, int>, T> work, Func<string>? detail = null) =>
        Run<T>(show, title, unit, report => work((done, found, total) => report(new(done, found, total, null, detail is null ? "" : $", {detail()}"))));

    /// <summary>The same for work that reports its <see cref="WorkProgress"/>.</summary>
    public static T Run<T>(bool show, string title, string unit, Func<Action<WorkProgress>, T> work)
    {
        if (!show)
            return work(_ => { });
        Tally tally = new();
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
        WorkProgress progress = tally.Get();
        bar.MaxValue = Math.Max(1, progress.Total);
        bar.Value = progress.Done;
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

    private sealed class Tally
    {
        private readonly Lock _lock = new();
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private WorkProgress _progress;

        public void Set(WorkProgress progress)
        {
            lock (_lock)
                _progress = progress;
        }

        public WorkProgress Get()
        {
            lock (_lock)
                return _progress;
        }

        public string Describe(string unit)
        {
            WorkProgress progress = Get();
            double elapsed_s = Math.Max(1e-9, _watch.Elapsed.TotalSeconds);
            double rate = (progress.Done - progress.Found) / elapsed_s;
            double share = progress.Share ?? (double)(progress.Done - progress.Found) / Math.Max(1, progress.Total - progress.Found);
            string left = share > 0 ? $"{Time(elapsed_s * (1 - share) / share)} left" : "time left not known yet";
            string speed = string.Create(CultureInfo.InvariantCulture, $"{(rate >= 1 ? rate : 60 * rate):F1} per {(rate >= 1 ? "second" : "minute")}");
            return $"{progress.Done} of {progress.Total} {unit}, {speed}, {left}{progress.Note}";
        }

        private static string Time(double seconds)
        {
            TimeSpan time = TimeSpan.FromSeconds(Math.Min(seconds, 1e9));
            return time.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time:hh\\:mm}") : $"{time:hh\\:mm\\:ss}";
        }
    }
}

/// <summary>How far a work is.</summary>
/// <param name="Done">Things done, those found done included.</param>
/// <param name="Found">Of these, found done when the work began.</param>
/// <param name="Total">All things.</param>
/// <param name="Share">Share of the work that is done, 0 .. 1, where things differ in cost; null: as many as are done.</param>
/// <param name="Note">Added to the line.</param>
internal readonly record struct WorkProgress(int Done, int Found, int Total, double? Share, string Note);
