using System.Diagnostics;

namespace UmatSurrogate.Build;

/// <summary>Runs programs, shows what is run, and stops the build with a plain message when one fails.</summary>
internal static class Shell
{
    /// <summary>Root of the repository: the folder that holds UmatSurrogate.sln.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>Full path below <c>artifacts/</c>, the only folder that the build writes to.</summary>
    public static string Artifacts(params string[] parts) => Path.Combine([RepositoryRoot, "artifacts", .. parts]);

    /// <summary>Runs a program in the repository root with its output shown; throws <see cref="BuildException"/> if it fails.</summary>
    public static void Run(string program, params string[] arguments) => Run(program, arguments, workingFolder: null);

    /// <summary>Runs a program with its output shown; throws <see cref="BuildException"/> if it fails.</summary>
    public static void Run(
        string program, IEnumerable<string> arguments, string? workingFolder, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] list = [.. arguments];
        Console.WriteLine($"> {program} {string.Join(' ', list.Select(Quote))}");
        int status = Status(program, list, workingFolder, environment);
        if (status != 0)
            throw new BuildException($"'{program}' ended with status {status}; its own messages stand above.");
    }

    /// <summary>Runs a program with its output shown and returns its exit status.</summary>
    public static int Status(
        string program, IEnumerable<string> arguments, string? workingFolder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using Process process = Start(program, arguments, workingFolder, environment, capture: false);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs a program and returns its exit status and what it printed on standard output.</summary>
    public static (int Status, string Output) Capture(
        string program, IEnumerable<string> arguments, string? workingFolder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using Process process = Start(program, arguments, workingFolder, environment, capture: true);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>True if the program is on the PATH.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    private static Process Start(
        string program, IEnumerable<string> arguments, string? workingFolder, IReadOnlyDictionary<string, string>? environment, bool capture)
    {
        ProcessStartInfo start = new(program)
        {
            WorkingDirectory = workingFolder ?? RepositoryRoot,
            UseShellExecute = false,
            RedirectStandardOutput = capture,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        if (environment is not null)
        {
            foreach ((string key, string value) in environment)
                start.Environment[key] = value;
        }

        try
        {
            return Process.Start(start) ?? throw new BuildException($"'{program}' could not be started.");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new BuildException($"'{program}' could not be started: {error.Message}. Is it installed and on the PATH?");
        }
    }

    private static string Quote(string argument) => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument;

    private static string FindRepositoryRoot()
    {
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "UmatSurrogate.sln")))
                    return folder.FullName;
            }
        }

        throw new BuildException($"UmatSurrogate.sln was not found above '{Environment.CurrentDirectory}'; run the build from a clone.");
    }
}
