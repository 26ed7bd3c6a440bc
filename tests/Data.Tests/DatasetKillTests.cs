using System.Diagnostics;

namespace UmatSurrogate.Data.Tests;

/// <summary>The command line tool killed without warning while it generates (SIGKILL), then started again.</summary>
public sealed class DatasetKillTests : IDisposable
{
    private const string Description = """
        seed: 17
        volume_elements: {count: 20}
        paths: {count: 20}
        training_samples: 240
        validation: {fraction: 0.1}
        samples_per_file: 8
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Generate_KilledWhileWriting_ResumesToTheSameBytes()
    {
        CommandLineTool.SkipIfAbsent();
        File.WriteAllText(_folder.File("dataset.yaml"), Description);
        string killed = _folder.File("killed");

        using (Process process = CommandLineTool.Start(
            "dataset", "generate", "--spec", _folder.File("dataset.yaml"), "--out", killed, "--threads", "1", "--quiet"))
        {
            while (!process.HasExited && !File.Exists(Path.Combine(killed, "samples-00002.bin")))
                Thread.Sleep(1);
            process.Kill();
            process.WaitForExit();
        }
        Assert.True(File.Exists(Path.Combine(killed, "samples-00002.bin")), "the tool ended before it wrote anything");
        Assert.All(DatasetVerification.Verify(killed), fault => Assert.Equal("it is missing", fault.Problem));

        (int exitCode, string output, string error) = CommandLineTool.Run(
            "dataset", "generate", "--spec", _folder.File("dataset.yaml"), "--out", killed, "--quiet");
        Assert.Equal((0, "", ""), (exitCode, output, error));
        DatasetSpec spec = DatasetSpecFile.Read(_folder.File("dataset.yaml"));
        DatasetGenerator.Generate(spec, _folder.File("whole"), new DatasetGeneration(1, 1, 2), null, default);
        string[] names = [.. Directory.GetFiles(_folder.File("whole")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Equal(names, Directory.GetFiles(killed).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Equal(
            Convert.ToHexString(File.ReadAllBytes(_folder.File("whole", name))), Convert.ToHexString(File.ReadAllBytes(Path.Combine(killed, name)))));
    }
}
