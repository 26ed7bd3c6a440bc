using System.Text.Json;
using UmatSurrogate.Damask;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Data.Tests;

/// <summary>The commands <c>path</c> and <c>dataset</c> as a user meets them: files, exit statuses, messages.</summary>
public sealed class PathAndDatasetCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Path_Random_WritesThePathOfTheSeed()
    {
        CommandLineTool.SkipIfAbsent();
        Assert.Equal(0, CommandLineTool.Run("path", "--kind", "random", "--seed", "7", "--out", _folder.File("path.csv")).ExitCode);
        LoadPath expected = RandomPathGenerator.Generate(new RandomPathRule(), new RandomStream(7, 0)), written = PathCsv.Read(_folder.File("path.csv"));
        Assert.Equal(expected.Times_s, written.Times_s);
        Assert.Equal(expected.DeformationGradients, written.DeformationGradients);
    }

    [SkippableFact]
    public void Path_Idealised_WritesALoadFileAndItsSummary()
    {
        CommandLineTool.SkipIfAbsent();
        (int exitCode, string output, _) = CommandLineTool.Run(
            "path", "--kind", "pure-shear", "--rate", "2e-3", "--strain", "0.04", "--steps", "50", "--out", _folder.File("load.yaml"), "--json");
        Assert.Equal(0, exitCode);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(20.0, json.RootElement.GetProperty("duration_s").GetDouble());
        Assert.Equal(
            new IdealisedLoad(IdealisedLoadKind.PureShear, 2e-3, 0.04, 50).ToLoadStep(), Assert.Single(LoadFile.Read(_folder.File("load.yaml"))));
    }

    [SkippableTheory]
    [InlineData("--seed", "path --kind uniaxial --seed 3 --out x.yaml")]
    [InlineData("strain", "path --kind uniaxial --strain -1 --out x.yaml")]
    [InlineData("i/n", "dataset generate --spec examples/datasets/tiny.yaml --out x --shard 3")]
    [InlineData("nope.yaml", "dataset generate --spec nope.yaml --out x")]
    [InlineData("dataset.json", "dataset verify nowhere")]
    public void BadInput_EndsWithStatus2AndNamesIt(string named, string arguments)
    {
        CommandLineTool.SkipIfAbsent();
        string[] words = arguments.Replace("examples", Path.Combine(TestData.RepositoryRoot, "examples"), StringComparison.Ordinal).Split(' ');
        (int exitCode, string output, string error) = CommandLineTool.Run([.. words.Select(w => w is "x" or "x.yaml" ? _folder.File(w) : w)]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(named, error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [SkippableFact]
    public void Dataset_CorruptedFile_IsNamedByVerifyAndMadeAgainByGenerate()
    {
        CommandLineTool.SkipIfAbsent();
        string[] generate = ["dataset", "generate", "--spec", Path.Combine(TestData.RepositoryRoot, "examples", "datasets", "tiny.yaml"), "--out", _folder.Root];
        Assert.Equal(0, CommandLineTool.Run(generate).ExitCode);
        string file = _folder.File("samples-00002.bin");
        byte[] bytes = File.ReadAllBytes(file), changed = [.. bytes];
        changed[1234] ^= 4;
        File.WriteAllBytes(file, changed);

        (int exitCode, _, string error) = CommandLineTool.Run("dataset", "verify", _folder.Root);
        Assert.Equal(1, exitCode);
        Assert.Contains(file, error);
        Assert.Contains("dataset generate", error);

        Assert.Equal(0, CommandLineTool.Run(generate).ExitCode);
        Assert.Equal(bytes, File.ReadAllBytes(file));
        Assert.Equal(0, CommandLineTool.Run("dataset", "verify", _folder.Root).ExitCode);
    }
}
