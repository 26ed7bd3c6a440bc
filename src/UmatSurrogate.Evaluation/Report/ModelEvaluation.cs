using System.Diagnostics;
using System.Text.Json;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>How much is measured.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Samples for self-consistency and stationarity.</summary>
    public int ConsistencySamples { get; init; } = 16;

    /// <summary>Random volume elements under the idealised loads.</summary>
    public int LoadVolumeElements { get; init; } = 8;

    /// <summary>Volume elements of each texture.</summary>
    public int TextureVolumeElements { get; init; } = 4;

    /// <summary>Half-width of the textures, degrees.</summary>
    public double TextureHalfWidth_deg { get; init; } = 10.0;

    /// <summary>Rate of the driven component of the idealised loads, 1/s.</summary>
    public double LoadRate_perSecond { get; init; } = 1e-3;

    /// <summary>Final value of the driven component of the idealised loads.</summary>
    public double LoadStrain { get; init; } = 0.05;

    /// <summary>Increments of the idealised loads.</summary>
    public int LoadIncrements { get; init; } = 100;

    /// <summary>Seed of the volume elements made for loads and textures; none of a data set's own.</summary>
    public ulong Seed { get; init; } = 20_251_006;
}

/// <summary>All measurements of one model against crystal plasticity.</summary>
/// <param name="Model">The model.</param>
/// <param name="DatasetHash">SHA-256 of the data set.</param>
/// <param name="UnseenPaths">Validation samples on the data's own time grid.</param>
/// <param name="Standstill">Drift where nothing happens.</param>
/// <param name="Refinements">The same paths in 200, 1600 and 4000 steps.</param>
/// <param name="Loads">The three idealised loads.</param>
/// <param name="Textures">The four textures under uniaxial tension.</param>
/// <param name="Elapsed_s">Time of the evaluation, s.</param>
public sealed record ModelEvaluation(
    SurrogateModel Model, string DatasetHash, UnseenPaths UnseenPaths, StationarityResult Standstill,
    IReadOnlyList<StepRefinement> Refinements, IReadOnlyList<MixedLoadResult> Loads, IReadOnlyList<MixedLoadResult> Textures, double Elapsed_s)
{
    private static readonly (string Name, IdealisedLoadKind Kind)[] LoadKinds =
    [
        ("uniaxial", IdealisedLoadKind.Uniaxial), ("plane-strain", IdealisedLoadKind.PlaneStrain), ("pure-shear", IdealisedLoadKind.PureShear),
    ];

    private static readonly (string Name, TextureComponent Component)[] TextureComponents =
    [
        ("goss", TextureComponent.Goss), ("brass", TextureComponent.Brass), ("cube", TextureComponent.Cube), ("copper", TextureComponent.Copper),
    ];

    /// <summary>
    /// Whether the model was trained on this very data set, so that its validation samples are unseen by construction; null if
    /// the model does not say. A data set with the same seed but other counts holds out other volume elements and paths: some of
    /// them may have been trained on.
    /// </summary>
    public bool? TrainedOnThisDataset => TrainingDatasetHash(Model) is string hash ? hash == DatasetHash : null;

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">A data set; its validation samples must be unseen by the model.</param>
    /// <param name="options">How much is measured.</param>
    /// <param name="report">Called with the name of the measurement at work and its done share.</param>
    /// <exception cref="InputException">The data have no validation samples, or the surrogate refuses a step.</exception>
    public static ModelEvaluation Run(SurrogateModel model, Dataset data, EvaluationOptions options, Action<string, double>? report = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        Stopwatch watch = Stopwatch.StartNew();
        SurrogateEvaluator evaluator = new(model);
        UnseenPaths unseen = UnseenPaths.Run(evaluator, data, f => report?.Invoke("unseen paths", f));
        StationarityResult standstill = Stationarity.Measure(evaluator, data, options.ConsistencySamples);
        IReadOnlyList<StepRefinement> consistency = SelfConsistency.Measure(
            evaluator, data, options.ConsistencySamples, f => report?.Invoke("200, 1600 and 4000 steps", f));

        PhenopowerlawParameters material = data.Spec.Material;
        int grains = data.Spec.VolumeElements.Grains;
        VolumeElement[] random = [.. Enumerable.Range(0, options.LoadVolumeElements)
            .Select(i => VolumeElementGenerator.Random(grains, options.Seed + (ulong)i))];
        List<MixedLoadResult> loads = [];
        foreach ((string name, IdealisedLoadKind kind) in LoadKinds)
        {
            loads.Add(MixedLoads.Run(name, evaluator, material, random, Load(kind, options)));
            report?.Invoke("idealised loads", (double)loads.Count / LoadKinds.Length);
        }

        List<MixedLoadResult> textures = [];
        foreach ((string name, TextureComponent component) in TextureComponents)
        {
            VolumeElement[] textured = [.. Enumerable.Range(0, options.TextureVolumeElements).Select(i => VolumeElementGenerator.Textured(
                grains, component, options.TextureHalfWidth_deg, options.Seed + (ulong)i))];
            textures.Add(MixedLoads.Run(
                name, evaluator, material, textured, Load(IdealisedLoadKind.Uniaxial, options), loads[0].Taylor_Pa));
            report?.Invoke("textures", (double)textures.Count / TextureComponents.Length);
        }

        return new(model, data.ContentHash, unseen, standstill, consistency, loads, textures, watch.Elapsed.TotalSeconds);
    }

    private static string? TrainingDatasetHash(SurrogateModel model)
    {
        using JsonDocument record = JsonDocument.Parse(model.Specification.TrainingRecordJson);
        return record.RootElement.ValueKind == JsonValueKind.Object && record.RootElement.TryGetProperty("dataset_sha256", out JsonElement hash)
            && hash.ValueKind == JsonValueKind.String ? hash.GetString() : null;
    }

    private static IdealisedLoad Load(IdealisedLoadKind kind, EvaluationOptions options) =>
        new(kind, options.LoadRate_perSecond, options.LoadStrain, options.LoadIncrements);
}
