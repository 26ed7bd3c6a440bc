using System.Text.Json;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Studies;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>Studies on tiny data: what they train, keep and write.</summary>
public sealed class StudyTests : IDisposable
{
    private const string Data = """
        seed: 1
        volume_elements: {count: 8, grains: 4, textured_fraction: 0.3}
        paths: {count: 8, steps: 20, section_duration_s: 20}
        training_samples: 20
        validation: {fraction: 0.25}
        """;

    private const string Training = "{features: bishop-hill, hidden_size: 6, grain_input_size: 4, loss: vector_norm, batch: 10, epochs: 2, sequence_points: [5, 15], threads: 1}";

    private static readonly string Starter = Path.Combine(TestData.RepositoryRoot, "examples", "models", "starter.safetensors");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-study");

    public StudyTests() => File.WriteAllText(Path.Combine(_folder.FullName, "data.yaml"), Data);

    private string Out => Path.Combine(_folder.FullName, "out");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public void Hyperparameters_TrainsEachCellOnce_AndWritesTableAndFigures()
    {
        RequireTorch();
        StudySpecification study = Read($$$"""
            dataset: data.yaml
            training: {{{Training}}}
            sweeps:
              - {group: state, key: hidden_size, values: [6, 9]}
              - {group: layers, key: layers, values: [1, 2]}
            measure: {consistency_samples: 2}
            """);
        StudyResult result = Study.Run(StudyKind.Hyperparameters, study, Out, 2);
        Assert.Equal(4, result.Cells);

        // Two of the four cases are the same training.
        Assert.Equal(3, Directory.GetDirectories(Path.Combine(Out, "cells")).Length);
        foreach (string file in new[] { "report.md", "table-3.csv", "figure-3-state.png", "figure-3-state.csv", "figure-4-layers.png", "figure-5-layers.png", "figure-5-layers.csv" })
            Assert.True(new FileInfo(Path.Combine(Out, file)).Length > 100, file);
        string[] table = File.ReadAllLines(Path.Combine(Out, "table-3.csv"));
        Assert.Equal(5, table.Length);
        Assert.StartsWith("state,6,", table[1], StringComparison.Ordinal);
        Assert.Equal(table[1].Replace("state,6", "layers,2", StringComparison.Ordinal), table[4]);

        // Everything is kept: the second run trains nothing and writes the same.
        List<string> work = [];
        Study.Run(StudyKind.Hyperparameters, study, Out, 2, p => work.Add(p.Now));
        Assert.DoesNotContain(work, w => w.StartsWith("training", StringComparison.Ordinal));
        Assert.Equal(table, File.ReadAllLines(Path.Combine(Out, "table-3.csv")));
    }

    [SkippableFact]
    public void StoppedStudy_GoesOn_AndGivesTheSame()
    {
        RequireTorch();
        StudySpecification study = Read($$$"""
            dataset: data.yaml
            training: {{{Training}}}
            sweeps: [{group: state, key: hidden_size, values: [6, 9]}]
            measure: {consistency_samples: 0}
            """);
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Study.Run(StudyKind.Architecture, study, Out, 2, p =>
        {
            if (p.Done == 1 && p.Now.StartsWith("training", StringComparison.Ordinal) && p.Share > 0.4)
                stop.Cancel();
        }, stop.Token));
        Study.Run(StudyKind.Architecture, study, Out, 2);
        string other = Path.Combine(_folder.FullName, "other");
        Study.Run(StudyKind.Architecture, study, other, 2);
        Assert.Equal(Errors(other), Errors(Out));

        // Times differ between runs; all else is the same.
        static string[] Errors(string folder) => File.ReadAllLines(Path.Combine(folder, "architecture-errors.csv"));
    }

    [SkippableFact]
    public void DataSize_ComparesVariants()
    {
        RequireTorch();
        StudySpecification study = Read($$$"""
            dataset: data.yaml
            training: {{{Training}}}
            seeds: [1, 2]
            variants:
              - {label: paper, training: {features: paper}}
              - {label: bishop-hill}
            sweeps: [{key: training_samples, values: [5, 20]}]
            measure: {consistency_samples: 0}
            """);
        StudyResult result = Study.Run(StudyKind.DataSize, study, Out, 2);
        Assert.Equal(8, result.Cells);
        string[] table = File.ReadAllLines(Path.Combine(Out, "data-size.csv"));
        Assert.Equal("simulations,paper,bishop-hill", table[0]);
        Assert.StartsWith("5,", table[1], StringComparison.Ordinal);
        Assert.Contains("+-", table[1], StringComparison.Ordinal);
        Assert.Contains("figure-11a.png", result.Files);
    }

    [Fact]
    public void Canonical_NamesOnlyWhatDiffersFromTheDefaults()
    {
        Assert.Equal("", CellTrainer.Canonical(new() { CheckpointTime_s = 7 }));
        Assert.Equal("HiddenSize = 6\nTrainingSamples = 50", CellTrainer.Canonical(new() { TrainingSamples = 50, HiddenSize = 6, Layers = 2 }));
    }

    [Fact]
    public void WrongTraining_IsRefusedBeforeAnythingIsTrained()
    {
        StudySpecification study = Read($$$"""
            dataset: data.yaml
            training: {{{Training}}}
            sweeps: [{group: state, key: hidden_sise, values: [6]}]
            """);
        InputException e = Assert.Throws<InputException>(() => Study.Run(StudyKind.Hyperparameters, study, Out, 2));
        Assert.Contains("state: 6", e.Message, StringComparison.Ordinal);
        Assert.Contains("hidden_sise", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadPathsAndMicrostructures_MeasureTheUnseenHalf()
    {
        StudySpecification study = OfStarter("measure: {subjects: 2, unseen: 2}");
        foreach ((StudyKind kind, string figure) in new[] { (StudyKind.LoadPaths, "figure-6"), (StudyKind.Microstructures, "figure-7") })
        {
            StudyResult result = Study.Run(kind, study, Path.Combine(Out, figure), 2);
            Assert.Contains($"{figure}-case.png", result.Files);
            string[] row = File.ReadAllLines(Path.Combine(Out, figure, figure + "-table.csv"))[1].Split(',');
            Assert.InRange(double.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture), 1, 6);
            Assert.Matches(@"^\d+\.\d\d \(", row[5]);
        }
    }

    [Fact]
    public void Textures_HaveTheirOrder()
    {
        StudyResult result = Study.Run(
            StudyKind.Textures, OfStarter("measure: {volume_elements: 2, half_widths_deg: [5, 15], increments: 30, strain: 0.02}"), Out, 2);
        string[] rows = File.ReadAllLines(Path.Combine(Out, "textures.csv"));
        Assert.Equal(1 + 1 + 2 * 4, rows.Length);
        Assert.Contains("copper", rows[^1], StringComparison.Ordinal);
        Assert.Contains("textures-half-width.png", result.Files);
    }

    [Fact]
    public void Gradient_OfCrystalPlasticity_IsItsDifferenceQuotient()
    {
        StudyResult result = Study.Run(StudyKind.Gradient, OfStarter("measure: {volume_elements: 2, increments: 20, strain: 0.01}"), Out, 2);
        Assert.Contains("figure-12-case.png", result.Files);
        using JsonDocument measured = JsonDocument.Parse(File.ReadAllText(Assert.Single(Directory.GetFiles(Out, "measured-gradient.json", SearchOption.AllDirectories))));
        JsonElement series = measured.RootElement.GetProperty("series");
        double[] consistent = Series("taylor/consistent_GPa"), difference = Series("taylor/difference_GPa");
        Assert.Equal(20, consistent.Length);
        Assert.All(consistent.Zip(difference), p => Assert.Equal(p.First, p.Second, 0.01 * Math.Abs(p.First) + 0.01));

        // The data are Taylor: following their own path gives their own secant.
        Assert.All(Series("truth/secant_GPa").Zip(Series("taylor/secant_GPa")), p => Assert.Equal(p.First, p.Second, 1e-4 * Math.Abs(p.First) + 1e-4));

        // In no time the material is elastic: C11 at zero strain and 60 to 110 GPa with lateral strain prescribed.
        Assert.InRange(Series("taylor/fraction/0")[0], 90, 130);
        double[] surrogate = Series("surrogate/consistent_GPa"), ofSurrogate = Series("surrogate/difference_GPa");
        Assert.All(surrogate.Zip(ofSurrogate), p => Assert.Equal(p.First, p.Second, 0.05 * Math.Abs(p.First) + 0.5));

        double[] Series(string name) => [.. series.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
    }

    private StudySpecification OfStarter(string measure) => Read($$$"""
        dataset: data.yaml
        cases: [{label: case, model: {{{Starter}}}}]
        {{{measure}}}
        """);

    private StudySpecification Read(string text)
    {
        string file = Path.Combine(_folder.FullName, "study.yaml");
        File.WriteAllText(file, text);
        return StudySpecificationFile.Read(file);
    }

    private static void RequireTorch()
    {
        try
        {
            TorchRuntime.EnsureAvailable();
        }
        catch (InputException e)
        {
            Skip.If(true, e.Message);
        }
    }
}
