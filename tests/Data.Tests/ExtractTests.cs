using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data.Tests;

/// <summary>The command that <c>dataset extract</c> prints computes what stands in the sample.</summary>
public sealed class ExtractTests : IDisposable
{
    private const string Description = """
        seed: 5
        volume_elements: {count: 4, grains: 6}
        paths: {count: 4, steps: 12, time_grid: random, walk_fraction: 0.5, duration_factor: [0.1, 10]}
        pairing: distinct
        validation: {fraction: 0}
        parts:
        - {fidelity: taylor, training_samples: 1}
        - {fidelity: full-field, grid: 4, training_samples: 2, relative_divergence: 2e-2, derivative: FWBW_difference}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Extract_PrintedCommand_GivesTheStressesOfTheSample(int index)
    {
        CommandLineTool.SkipIfAbsent();
        string set = _folder.File("set");
        DatasetGenerator.Generate(DatasetSpecFile.Read(YamlSection.Parse(Description, "dataset.yaml")), set, new(1, 1, 1), null, default);
        (int exitCode, string printed, string error) = CommandLineTool.Run("dataset", "extract", set, "--sample", $"{index}", "--out", _folder.File("sample"));
        Assert.Equal((0, ""), (exitCode, error));
        string[] words = printed.Trim().Split(' ');
        Assert.Equal("umat-surrogate", words[0]);
        (exitCode, _, error) = CommandLineTool.Run([.. words[1..], "--quiet"]);
        Assert.Equal((0, ""), (exitCode, error));

        using Dataset dataset = Dataset.Open(set);
        DatasetSample sample = dataset.ReadSample(index);
        SymmetricTensor[] cauchy = HistoryCsv.Read(_folder.File("sample", "history.csv")).CauchyStress_Pa;
        Assert.Equal(sample.Times_s.Length, cauchy.Length);
        for (int t = 1; t < cauchy.Length; t++)
        {
            // Half a unit in the last place of single precision is 6e-8.
            Assert.InRange((sample.DeviatoricCauchyStress_Pa[t] - cauchy[t].Deviator).Norm, 0, 2e-7 * cauchy[t].Norm);
            Assert.InRange(Math.Abs(sample.MeanStress_Pa[t] - cauchy[t].Trace / 3), 0, 1e-7 * cauchy[t].Norm);
        }
    }
}
