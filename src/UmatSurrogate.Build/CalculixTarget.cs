using System.Globalization;
using System.Text.Json;

namespace UmatSurrogate.Build;

/// <summary>
/// <c>calculix</c>: a ccx that can load the plugin, and the tensile bar of <c>examples/calculix</c> with it: convergence, the same
/// result from two runs and from one and two threads, and the stresses of 50 integration points against crystal plasticity.
/// </summary>
internal static class CalculixTarget
{
    private const double MeanIterationsAllowed = 5.0;
    private const double RelativeErrorAllowed = 0.05;
    private const double RepeatabilityAllowed = 1e-6;
    private const double EndTime_s = 50.0;
    private const int TracedPoints = 50; // "sample" in examples/calculix/bar/umat-surrogate.json

    public static int Run()
    {
        string input = Path.Combine(Shell.RepositoryRoot, "examples", "calculix", "bar", "bar.inp");
        string model = Path.Combine(Shell.RepositoryRoot, "examples", "models", "starter.safetensors");
        if (!File.Exists(model))
            throw new BuildException($"The starter model '{model}' is missing from this clone.");
        string ccx = CalculixBuild.EnsureBuilt();
        string plugin = PluginTarget.Publish(Shell.Artifacts("plugin"), PluginTarget.AllInstructionSets);
        Shell.Run("dotnet", "build", "src/UmatSurrogate.Cli", "-c", "Release", "--nologo", "-v", "quiet");

        CalculixJob bar = CalculixJob.Run(ccx, plugin, input, Shell.Artifacts("calculix", "bar"), threads: 2);
        CalculixJob again = CalculixJob.Run(ccx, plugin, input, Shell.Artifacts("calculix", "bar-again"), threads: 2);
        CalculixJob single = CalculixJob.Run(ccx, plugin, input, Shell.Artifacts("calculix", "bar-one-thread"), threads: 1);
        double betweenRuns = Difference(bar, again), betweenThreads = Difference(bar, single);
        using JsonDocument comparison = CommandLineTool(
            "trace", "compare", "--trace", Trace(bar), "--config", Path.Combine(Path.GetDirectoryName(input)!, "umat-surrogate.json"),
            "--out", Path.Combine(bar.Folder, "comparison.csv"), "--json");
        double Value(string key) => comparison.RootElement.GetProperty(key).GetDouble();

        (string What, double Found, double Allowed, string Format)[] checks =
        [
            ("end time, s below 50", EndTime_s - bar.EndTime_s, 1e-6, "G3"),
            ("iterations per increment, mean", bar.Iterations.Average(), MeanIterationsAllowed, "F2"),
            ("cut-backs", bar.CutBacks, 0, "F0"),
            ("traced points not compared", TracedPoints - Value("points"), 0, "F0"),
            ("mean |d sigma11| / max sigma11 against Taylor", Value("relative_error_sigma11"), RelativeErrorAllowed, "F4"),
            ("difference of two runs", betweenRuns, RepeatabilityAllowed, "E1"),
            ("difference of 1 and 2 threads", betweenThreads, RepeatabilityAllowed, "E1"),
        ];
        List<string> report =
        [
            string.Create(CultureInfo.InvariantCulture, $"Tensile bar: {bar.Iterations.Length} increments, {bar.WallTime_s:F1} s with 2 threads, {single.WallTime_s:F1} s with 1."),
            string.Create(CultureInfo.InvariantCulture, $"{Value("points"):F0} points against Taylor: mean |d sigma11| {Value("mean_error_sigma11_MPa"):F2} MPa, max sigma11 {Value("max_sigma11_MPa"):F1} MPa."),
        ];
        foreach ((string what, double found, double allowed, string format) in checks)
        {
            string number = found.ToString(format, CultureInfo.InvariantCulture), limit = allowed.ToString("G3", CultureInfo.InvariantCulture);
            report.Add($"{(found <= allowed ? "ok    " : "FAILED")} {what}: {number} (allowed {limit})");
        }
        File.WriteAllLines(Path.Combine(bar.Folder, "summary.txt"), report);
        Console.WriteLine();
        report.ForEach(Console.WriteLine);
        Console.WriteLine($"Results: {bar.Folder} (bar.frd for cgx, trace.csv, comparison.csv, summary.txt)");
        return checks.All(check => check.Found <= check.Allowed) ? 0 : 1;
    }

    private static string Trace(CalculixJob job) => Path.Combine(job.Folder, "trace.csv");

    private static double Difference(CalculixJob first, CalculixJob second)
    {
        using JsonDocument result = CommandLineTool("trace", "difference", "--first", Trace(first), "--second", Trace(second), "--json");
        return result.RootElement.GetProperty("largest_relative_difference").GetDouble();
    }

    private static JsonDocument CommandLineTool(params string[] arguments)
    {
        (int status, string output) = Shell.Capture(
            "dotnet", ["run", "--no-build", "-c", "Release", "--project", "src/UmatSurrogate.Cli", "--", .. arguments]);
        return status == 0 ? JsonDocument.Parse(output) : throw new BuildException($"umat-surrogate {string.Join(' ', arguments)} ended with status {status}.");
    }
}
