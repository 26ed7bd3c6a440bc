using System.Diagnostics;
using System.Text.Json;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>All measurements of one model against crystal plasticity.</summary>
public sealed record ModelEvaluation
{
    private static readonly (string Name, IdealisedLoadKind Kind)[] LoadKinds =
    [
        ("uniaxial", IdealisedLoadKind.Uniaxial), ("plane-strain", IdealisedLoadKind.PlaneStrain), ("pure-shear", IdealisedLoadKind.PureShear),
    ];

    private static readonly (string Name, TextureComponent Component)[] TextureComponents =
    [
        ("goss", TextureComponent.Goss), ("brass", TextureComponent.Brass), ("cube", TextureComponent.Cube), ("copper", TextureComponent.Copper),
    ];

    /// <summary>The model.</summary>
    public required SurrogateModel Model { get; init; }

    /// <summary>SHA-256 of the data set.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>What the truth was computed with, in words.</summary>
    public required string Truth { get; init; }

    /// <summary>How much was measured.</summary>
    public required EvaluationOptions Options { get; init; }

    /// <summary>Validation samples on the data's own time grid.</summary>
    public required UnseenPaths UnseenPaths { get; init; }

    /// <summary>Drift where nothing happens.</summary>
    public required StationarityResult Standstill { get; init; }

    /// <summary>The same paths in more and more steps.</summary>
    public required IReadOnlyList<StepRefinement> Refinements { get; init; }

    /// <summary>The three idealised loads.</summary>
    public required IReadOnlyList<MixedLoadResult> Loads { get; init; }

    /// <summary>Tension, and back into compression.</summary>
    public required MixedLoadResult Reversal { get; init; }

    /// <summary>The four textures under uniaxial tension.</summary>
    public required IReadOnlyList<MixedLoadResult> Textures { get; init; }

    /// <summary>Their order.</summary>
    public required TextureOrder TextureOrder { get; init; }

    /// <summary>Whether score and spread tell the error; null: not measured.</summary>
    public Reliability? Reliability { get; init; }

    /// <summary>Simulations of crystal plasticity that were run, not found on disk.</summary>
    public required int Simulated { get; init; }

    /// <summary>Time of the evaluation, s.</summary>
    public required double Elapsed_s { get; init; }

    /// <summary>Cases that the surrogate did not follow to their end, of all measurements.</summary>
    public IEnumerable<UnsolvedCase> Unsolved =>
        UnseenPaths.Unsolved.Concat(Loads.Append(Reversal).Concat(Textures).SelectMany(l => l.SurrogateUnsolved));

    /// <summary>
    /// Whether the model was trained on this very data set, so that its validation samples are unseen by construction; null if
    /// the model does not say. A data set with the same seed but other counts holds out other volume elements and paths: some of
    /// them may have been trained on.
    /// </summary>
    public bool? TrainedOnThisDataset => TrainingDatasetHashes(Model) is { } hashes ? hashes.Contains(DatasetHash) : null;

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">A data set of one fidelity; its validation samples must be unseen by the model.</param>
    /// <param name="options">How much is measured.</param>
    /// <param name="report">Called, from any thread, after every case.</param>
    /// <param name="cancellation">Stops between two simulations of crystal plasticity; finished ones are kept.</param>
    /// <exception cref="InputException">The data have no validation samples, or samples of several fidelities.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ModelEvaluation Run(
        SurrogateModel model, Dataset data, EvaluationOptions options, Action<EvaluationProgress>? report = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        Stopwatch watch = Stopwatch.StartNew();
        CrystalPlasticity plasticity = CrystalPlasticity.Of(data);
        TaylorBaseline baseline = TaylorBaseline.Fit(data, plasticity, options.FactorSamples);
        TruthStore truth = new(plasticity, options.TruthFolder, options.Threads, cancellation);
        SurrogateEvaluator evaluator = new(model);
        MicrostructureLibrary library = new(model);
        int samples = Math.Min(options.ConsistencySamples, data.ValidationSamples.Count);
        Counter counter = new(report, UnseenPaths.CaseCount(data, baseline) + samples
            + (LoadKinds.Length + 1) * options.LoadVolumeElements + TextureComponents.Length * options.TextureVolumeElements);

        counter.Begin("unseen paths");
        UnseenPaths unseen = UnseenPaths.Run(evaluator, library, data, baseline, n => counter.Add(n));
        counter.Begin("step sizes");
        StationarityResult standstill = Stationarity.Measure(evaluator, library, data, samples);
        IReadOnlyList<StepRefinement> refinements = SelfConsistency.Measure(evaluator, library, data, truth, samples, counter.AddTruth);

        int grains = data.Spec.VolumeElements.Grains;
        VolumeElement[] random = [.. Enumerable.Range(0, options.LoadVolumeElements)
            .Select(i => VolumeElementGenerator.Random(grains, options.Seed + (ulong)i))];
        List<MixedLoadResult> loads = [];
        foreach ((string name, IdealisedLoadKind kind) in LoadKinds)
        {
            counter.Begin(name);
            loads.Add(MixedLoads.Run(MixedLoad.Of(name, Load(kind, options)), evaluator, library, truth, baseline, random, null, counter.AddTruth));
        }

        counter.Begin("reversal");
        MixedLoad reversal = MixedLoad.Reversal("reversal", options.LoadRate_perSecond, 0.8 * options.LoadStrain, Math.Max(1, options.LoadIncrements / 2));
        MixedLoadResult reversed = MixedLoads.Run(reversal, evaluator, library, truth, baseline, random, null, counter.AddTruth);

        List<MixedLoadResult> textures = [];
        foreach ((string name, TextureComponent component) in TextureComponents)
        {
            counter.Begin(name);
            VolumeElement[] textured = [.. Enumerable.Range(0, options.TextureVolumeElements).Select(i => VolumeElementGenerator.Textured(
                grains, component, options.TextureHalfWidth_deg, options.Seed + (ulong)i))];
            textures.Add(MixedLoads.Run(
                MixedLoad.Of(name, Load(IdealisedLoadKind.Uniaxial, options)), evaluator, library, truth, baseline, textured, loads[0], counter.AddTruth));
        }

        return new()
        {
            Model = model,
            DatasetHash = data.ContentHash,
            Truth = plasticity.Description,
            Options = options,
            UnseenPaths = unseen,
            Standstill = standstill,
            Refinements = refinements,
            Loads = loads,
            Reversal = reversed,
            Textures = textures,
            TextureOrder = TextureOrder.Of(textures),
            Simulated = truth.Simulated,
            Elapsed_s = watch.Elapsed.TotalSeconds,
        };
    }

    /// <summary>One hash, or a list of several data sets that a model was trained on together; null if there is none.</summary>
    private static string?[]? TrainingDatasetHashes(SurrogateModel model)
    {
        using JsonDocument record = JsonDocument.Parse(model.Specification.TrainingRecordJson);
        if (record.RootElement.ValueKind != JsonValueKind.Object || !record.RootElement.TryGetProperty("dataset_sha256", out JsonElement hash))
            return null;
        return hash.ValueKind switch
        {
            JsonValueKind.String => [hash.GetString()],
            JsonValueKind.Array => [.. hash.EnumerateArray().Where(h => h.ValueKind == JsonValueKind.String).Select(h => h.GetString())],
            _ => null,
        };
    }

    private static IdealisedLoad Load(IdealisedLoadKind kind, EvaluationOptions options) =>
        new(kind, options.LoadRate_perSecond, options.LoadStrain, options.LoadIncrements);

    private sealed class Counter(Action<EvaluationProgress>? report, int total)
    {
        private readonly Lock _lock = new();
        private string _measurement = "";
        private int _done;
        private int _found;

        public void Begin(string measurement)
        {
            lock (_lock)
                _measurement = measurement;
            Add(0);
        }

        public void AddTruth(bool found) => Add(1, found ? 1 : 0);

        public void Add(int cases, int found = 0)
        {
            lock (_lock)
            {
                (_done, _found) = (_done + cases, _found + found);
                report?.Invoke(new(_measurement, _done, _found, total));
            }
        }
    }
}
