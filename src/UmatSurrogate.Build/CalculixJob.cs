using System.Diagnostics;
using System.Globalization;

namespace UmatSurrogate.Build;

/// <summary>One run of ccx: its folder and what its status file says.</summary>
/// <param name="Folder">Where it ran; holds the trace.</param>
/// <param name="Iterations">Newton iterations of each converged increment.</param>
/// <param name="CutBacks">Attempts that did not converge.</param>
/// <param name="EndTime_s">Total time of the last converged increment.</param>
/// <param name="WallTime_s">Duration of the run.</param>
internal sealed record CalculixJob(string Folder, int[] Iterations, int CutBacks, double EndTime_s, double WallTime_s)
{
    /// <summary>Runs an input file with the plugin; the output of ccx goes to <c>ccx.log</c>.</summary>
    /// <param name="ccx">The program.</param>
    /// <param name="plugin">Folder of libUMATSURROGATE.so.</param>
    /// <param name="input">Input file; <c>umat-surrogate.json</c> lies beside it.</param>
    /// <param name="folder">Working folder, emptied first.</param>
    /// <param name="threads">Threads of ccx.</param>
    public static CalculixJob Run(string ccx, string plugin, string input, string folder, int threads)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        string job = Path.GetFileNameWithoutExtension(input);
        File.Copy(input, Path.Combine(folder, job + ".inp"));
        Dictionary<string, string> environment = new()
        {
            ["LD_LIBRARY_PATH"] = plugin,
            ["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture),
            ["UMAT_SURROGATE_CONFIG"] = Path.Combine(Path.GetDirectoryName(input)!, "umat-surrogate.json"),
        };
        Console.WriteLine($"> ccx {job}   ({threads} thread{(threads == 1 ? "" : "s")}, in {folder})");
        Stopwatch watch = Stopwatch.StartNew();
        (int status, string output) = Shell.Capture(ccx, [job], folder, environment);
        double wall_s = watch.Elapsed.TotalSeconds;
        File.WriteAllText(Path.Combine(folder, "ccx.log"), output);
        if (status != 0 || !output.Contains("Job finished", StringComparison.Ordinal))
        {
            string tail = string.Join('\n', output.Split('\n').TakeLast(15));
            throw new BuildException($"ccx ended with status {status} in {folder}; the end of its output:\n{tail}");
        }
        return ReadStatus(folder, job, wall_s);
    }

    /// <summary>Columns of the .sta file: step, increment, attempt (with a U if it did not converge), iterations, total time, ...</summary>
    internal static CalculixJob ReadStatus(string folder, string job, double wall_s)
    {
        List<int> iterations = [];
        int cutBacks = 0;
        double end_s = 0.0;
        foreach (string line in File.ReadLines(Path.Combine(folder, job + ".sta")))
        {
            string[] cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length < 7 || !int.TryParse(cells[0], out _))
                continue;
            if (cells[2].EndsWith('U'))
            {
                cutBacks++;
                continue;
            }
            iterations.Add(int.Parse(cells[3], CultureInfo.InvariantCulture));
            end_s = double.Parse(cells[4], CultureInfo.InvariantCulture);
        }
        return new(folder, [.. iterations], cutBacks, end_s, wall_s);
    }
}
