using System.Globalization;
using Spectre.Console;
using UmatSurrogate.Training;

namespace UmatSurrogate.Cli.Output;

/// <summary>
/// Progress of a training on standard error: a bar with loss, validation error, speed and time left; where standard error is no
/// terminal, a plain line after every epoch.
/// </summary>
internal static class TrainingDisplay
{
    /// <summary>Runs a work that reports its progress, and warnings.</summary>
    public static T Run<T>(Func<Action<TrainingProgress>, Action<string>, T> work)
    {
        if (Console.IsErrorRedirected)
            return RunWithLines(work);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        T? result = default;
        console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .Start(context =>
            {
                ProgressTask bar = context.AddTask("reading the data");
                result = work(p =>
                {
                    bar.Value = 100.0 * (p.Member - 1 + p.Fraction) / p.Members;
                    bar.Description = Markup.Escape(Describe(p));
                }, m => console.MarkupLine(Markup.Escape($"warning: {m}")));
            });
        return result!;
    }

    private static T RunWithLines<T>(Func<Action<TrainingProgress>, Action<string>, T> work)
    {
        (int Member, int Epoch) last = default;
        return work(p =>
        {
            if ((p.Member, p.Epoch) == last)
                return;
            last = (p.Member, p.Epoch);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100.0 * p.Fraction,5:F1} %  {Describe(p)}"));
        }, m => Console.Error.WriteLine($"warning: {m}"));
    }

    private static string Describe(TrainingProgress p)
    {
        string validation = double.IsNaN(p.ValidationError_MPa) ? "" : string.Create(CultureInfo.InvariantCulture, $"  validation {p.ValidationError_MPa:F2} MPa");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(p.Members > 1 ? $"model {p.Member} of {p.Members}  " : "")}epoch {p.Epoch}  loss {p.Loss:F4}{validation}  {p.SequencesPerSecond:F0} sequences/s  {TimeSpan.FromSeconds(p.Remaining_s):h\\:mm\\:ss} left");
    }
}
