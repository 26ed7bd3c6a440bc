using System.Diagnostics;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Data.Tests;

/// <summary>The command line tool as a process of its own.</summary>
internal static class CommandLineTool
{
    private static string Program => Path.Combine(TestData.RepositoryRoot, "artifacts", "bin", "UmatSurrogate.Cli", "release", "umat-surrogate.dll");

    /// <summary>Skips the test where the tool was not built in Release.</summary>
    public static void SkipIfAbsent() => Skip.IfNot(File.Exists(Program), $"The command line tool was not built in Release: '{Program}' does not exist.");

    /// <summary>Starts the tool; what it prints is to be read by the caller.</summary>
    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["exec", Program, .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
    }

    /// <summary>Runs the tool to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
