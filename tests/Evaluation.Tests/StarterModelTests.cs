using System.Text.Json;
using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests;

/// <summary>The shipped starter model on fresh volume elements and paths that no data set of its training holds, measured as <c>evaluate</c> does.</summary>
public sealed class StarterModelTests : IClassFixture<StarterModelTests.Measured>
{
    private readonly Measured _measured;

    public StarterModelTests(Measured measured) => _measured = measured;

    [Fact]
    public void MeanError_IsSmall_AndFarBelowTheBlindBaseline()
    {
        // The acceptance limit is 2.5 MPa over 640 samples; these are 16, and their mean scatters.
        UnseenPaths unseen = _measured.Evaluation.UnseenPaths;
        Assert.InRange(unseen.Surrogate.Mean_MPa, 0.1, 3.0);
        Assert.True(unseen.Surrogate.Mean_MPa < 0.5 * unseen.Blind.Mean_MPa, $"{unseen.Surrogate.Mean_MPa} against {unseen.Blind.Mean_MPa} MPa");
    }

    [Fact]
    public void Stress_DoesNotDependOnTheNumberOfIncrements()
    {
        Assert.Equal([200, 400, 1600, 5000], _measured.Evaluation.Refinements.Select(r => r.Steps));
        Assert.Equal(0.0, _measured.Evaluation.Refinements[0].DifferenceToCoarsest_MPa);
        Assert.All(_measured.Evaluation.Refinements, r => Assert.InRange(r.DifferenceToCoarsest_MPa, 0.0, 1.5));
    }

    [Fact]
    public void VanishingStep_ChangesNothing() => Assert.InRange(_measured.Evaluation.Standstill.VanishingStep_MPa, 0.0, 0.5);

    [Fact]
    public void NoStrainAndNoTime_StressOfTheCommit() => Assert.InRange(_measured.Evaluation.Standstill.ZeroIncrement_MPa, 0.0, 1e-3);

    [Fact]
    public void LoadsAndTextures_StayBelowTheBlindBaseline()
    {
        Assert.Equal(["uniaxial", "plane-strain", "pure-shear"], _measured.Evaluation.Loads.Select(l => l.Name));
        Assert.Equal(["goss", "brass", "cube", "copper"], _measured.Evaluation.Textures.Select(l => l.Name));
        Assert.All(
            _measured.Evaluation.Loads.Concat(_measured.Evaluation.Textures), l => Assert.True(l.Surrogate.Mean_MPa < l.Blind.Mean_MPa, l.Name));
        // Full field and Taylor agree on the order of the textures under this load.
        Assert.True(_measured.Evaluation.TextureOrder.Holds, _measured.Evaluation.TextureOrder.ToString());
        Assert.StartsWith("copper > brass > ", _measured.Evaluation.TextureOrder.Surrogate, StringComparison.Ordinal);
    }

    [Fact]
    public void Reversal_FollowsCrystalPlasticity()
    {
        MixedLoadResult reversal = _measured.Evaluation.Reversal;
        Assert.Empty(reversal.SurrogateUnsolved);
        Assert.Equal(-0.04, reversal.Load.Strain[^1], 1e-12);
        Assert.All(reversal.TruthResponses, r => Assert.Equal(0.96, r.DeformationGradients[^1].M11, 1e-9));
        Assert.True(reversal.Surrogate.Mean_MPa < reversal.Blind.Mean_MPa, $"{reversal.Surrogate.Mean_MPa} against {reversal.Blind.Mean_MPa} MPa");
    }

    [Fact]
    public void Splits_AddUpToAllSteps()
    {
        UnseenPaths unseen = _measured.Evaluation.UnseenPaths;
        Dictionary<string, ErrorSplit> splits = unseen.Splits.ToDictionary(s => s.Key);
        Assert.Equal(unseen.Surrogate.Mean_MPa, splits["all"].Errors[0].Mean_MPa, 1e-12);
        Assert.Equal(16 * 40, splits["all"].Errors[0].Count);
        Assert.Equal(16, unseen.Splits.Where(s => s.Key.EndsWith("volume_elements", StringComparison.Ordinal)).Sum(s => s.Samples));
        Assert.Equal(16, unseen.Splits.Where(s => s.Key.EndsWith("_paths", StringComparison.Ordinal)).Sum(s => s.Samples));
        Assert.InRange(splits["strain_to_0.1"].Errors[0].Count, 1, 16 * 40);

        // The data are Taylor: no such baseline beside them.
        Assert.True(unseen.Baseline.IsTruth);
        Assert.Equal(["surrogate", "blind"], unseen.Predictors.Select(p => p.Key));
    }

    [Fact]
    public void SecondEvaluation_SimulatesNothing_AndGivesTheSame()
    {
        ModelEvaluation second = _measured.Run();
        Assert.True(_measured.Evaluation.Simulated > 0);
        Assert.Equal(0, second.Simulated);
        Assert.Equal(_measured.Evaluation.Loads[0].Surrogate.Mean_MPa, second.Loads[0].Surrogate.Mean_MPa);
        Assert.Equal(_measured.Evaluation.Refinements[0].Error_MPa, second.Refinements[0].Error_MPa);
    }

    [Fact]
    public void Report_HasItsFilesAndKeys()
    {
        string folder = Path.Combine(_measured.Folder, "report");
        EvaluationReport.Write(folder, "starter.safetensors", _measured.Evaluation);
        foreach (string file in new[]
        {
            "report.md", "error_over_strain.png", "error_by_step.png", "error_histogram.png", "error_by_kind.png", "error_by_component.png", "sample_paths.png",
            "parity.png", "loads.png", "reversal.png", "textures.png", "steps.png",
        })
            Assert.True(new FileInfo(Path.Combine(folder, file)).Length > 500, file);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "report.json")));
        JsonElement root = report.RootElement;
        Assert.Equal(_measured.Evaluation.UnseenPaths.Surrogate.Mean_MPa, root.GetProperty("mean_error_MPa").GetDouble());
        Assert.False(root.GetProperty("trained_on_this_dataset").GetBoolean());
        Assert.Equal(40, root.GetProperty("error_by_step_MPa").GetProperty("mean").GetArrayLength());
        foreach (string key in new[] { "p95_error_MPa", "stationarity_MPa", "self_consistency_MPa", "loads", "textures", "blind_mean_error_MPa", "checks" })
            Assert.True(root.TryGetProperty(key, out _), key);
    }

    [Fact]
    public void BestShippedModel_IsFound() => Assert.EndsWith(".safetensors", ShippedModels.Best(), StringComparison.Ordinal);

    public sealed class Measured : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-evaluation-tests");

        public Measured()
        {
            DatasetSpec spec = new()
            {
                Seed = 4711,
                VolumeElements = new() { Count = 8 },
                PathCount = 8,
                PathRule = new() { Steps = 40, TimeGrid = TimeGrid.Random },
                TrainingSamples = 1,
                Validation = new() { Fraction = 0.5 },
            };
            string data = Path.Combine(Folder, "data");
            DatasetGenerator.Generate(spec, data, new(0, 1, 2), progress: null, CancellationToken.None);
            Evaluation = Run();
        }

        public string Folder => _folder.FullName;

        public ModelEvaluation Evaluation { get; }

        public ModelEvaluation Run()
        {
            using Dataset dataset = Dataset.Open(Path.Combine(Folder, "data"));
            SurrogateModel model = SurrogateModel.Load(Path.Combine(TestData.RepositoryRoot, "examples", "models", "starter.safetensors"));
            return ModelEvaluation.Run(model, dataset, new()
            {
                ConsistencySamples = 4,
                LoadVolumeElements = 4,
                TextureVolumeElements = 2,
                LoadIncrements = 50,
                TruthFolder = Path.Combine(Folder, "truth"),
            });
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
