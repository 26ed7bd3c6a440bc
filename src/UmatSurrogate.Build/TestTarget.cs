using System.Globalization;
using System.Xml.Linq;

namespace UmatSurrogate.Build;

/// <summary><c>test</c>: builds everything, checks the format, runs every test project, ends with one plain line of counts.</summary>
internal static class TestTarget
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static int Run()
    {
        BuildTarget.Run();
        bool formatted = Shell.Status("dotnet", ["format", "UmatSurrogate.sln", "--verify-no-changes", "--no-restore", "--severity", "warn"]) == 0;
        if (!formatted)
            Console.Error.WriteLine("The sources are not formatted: run 'dotnet format UmatSurrogate.sln' and look at what it changed.");

        string results = Shell.Artifacts("test-results");
        if (Directory.Exists(results))
            Directory.Delete(results, recursive: true);

        int worst = 0;
        foreach (string project in Directory.GetFiles(Path.Combine(Shell.RepositoryRoot, "tests"), "*.Tests.csproj", SearchOption.AllDirectories).Order())
        {
            string name = Path.GetFileNameWithoutExtension(project);
            int status = Shell.Status("dotnet",
                ["test", project, "-c", "Release", "--no-build", "--nologo", "--logger", $"trx;LogFileName={name}.trx", "--results-directory", results]);
            worst = Math.Max(worst, status);
        }

        (int passed, int failed, int skipped) = Count(results);
        Console.WriteLine();
        if (!formatted)
            Console.WriteLine("Format check failed.");
        Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
        return worst != 0 || failed > 0 || passed == 0 || !formatted ? 1 : 0;
    }

    /// <summary>Adds up the counters of all .trx files and prints why each skipped test was skipped.</summary>
    private static (int Passed, int Failed, int Skipped) Count(string folder)
    {
        (int passed, int failed, int skipped) = (0, 0, 0);
        foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.trx") : [])
        {
            foreach (XElement result in XDocument.Load(file).Descendants(Trx + "UnitTestResult"))
            {
                string outcome = result.Attribute("outcome")?.Value ?? "";
                if (outcome == "Passed")
                    passed++;
                else if (outcome == "NotExecuted")
                    Report(result, ref skipped);
                else
                    failed++;
            }
        }

        return (passed, failed, skipped);
    }

    private static void Report(XElement result, ref int skipped)
    {
        skipped++;
        string reason = result.Descendants(Trx + "Message").FirstOrDefault()?.Value ?? result.Descendants(Trx + "StdOut").FirstOrDefault()?.Value ?? "no reason given";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"skipped: {result.Attribute("testName")?.Value}: {reason.Trim()}"));
    }
}
