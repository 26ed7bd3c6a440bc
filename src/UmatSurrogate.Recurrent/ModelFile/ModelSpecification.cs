using System.Collections.Immutable;
using System.Text.Json;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>What the network sees of a step and of a grain.</summary>
public enum FeatureSet
{
    /// <summary>The inputs of the paper (arXiv 2510.06904): stretch and time step; seed position and Rodrigues vector per grain.</summary>
    Paper,

    /// <summary>Bishop-Hill mean stress of the fading strain, strain rate and time step; cubic-symmetric orientation features per grain.</summary>
    BishopHill,

    /// <summary>Also the Bishop-Hill stress of interacting grains (<see cref="ClusterPolycrystal"/>); grains weighted by volume fraction.</summary>
    Cluster,
}

/// <summary>Cubic elastic constants of the grains, Pa.</summary>
public readonly record struct CubicElasticity(double C11_Pa, double C12_Pa, double C44_Pa)
{
    /// <summary>Bulk modulus K = (C11 + 2 C12)/3, exact for any aggregate of equal cubic grains, Pa.</summary>
    public double BulkModulus_Pa => (C11_Pa + 2.0 * C12_Pa) / 3.0;

    /// <summary>Voigt average of the shear modulus, G = (C11 - C12 + 3 C44)/5, Pa (Hill 1952, doi:10.1088/0370-1298/65/5/307).</summary>
    public double VoigtShearModulus_Pa => (C11_Pa - C12_Pa + 3.0 * C44_Pa) / 5.0;
}

/// <summary>
/// All settings of a surrogate model: feature set, sizes of the network, scaling, physics constants, trained range.
/// Written as JSON in the metadata of the model file (key <c>umat_surrogate</c>).
/// </summary>
public sealed record ModelSpecification
{
    /// <summary>The format version that this program reads and writes.</summary>
    public const string Format = "umat-surrogate/model/1";

    /// <summary>Which inputs the network sees.</summary>
    public required FeatureSet Features { get; init; }

    /// <summary>The recurrent cell.</summary>
    public CellKind Cell { get; init; } = CellKind.Gru;

    /// <summary>Which grain networks the model has.</summary>
    public GrainMapping Grains { get; init; } = GrainMapping.Both;

    /// <summary>What of the step features the network sees; <see cref="InputKind.Invariants"/> needs a tensor basis and no grain network.</summary>
    public InputKind Inputs { get; init; }

    /// <summary>True: the deviatoric step features are a basis of the stress, with weights from the network (see <c>StressBasis</c>).</summary>
    public bool TensorBasis { get; init; }

    /// <summary>Root mean square of the norm of each of the <see cref="BasisTensors"/> over the training data.</summary>
    public ImmutableArray<double> BasisScale { get; init; } = [];

    /// <summary>Size H of the hidden state of each layer.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number L of layers; those of <see cref="CellKind.Lmsc"/> are dense layers before its one state.</summary>
    public required int Layers { get; init; }

    /// <summary>Size m_x of the pooled grain vector joined to every step's input.</summary>
    public int GrainInputSize { get; init; } = 32;

    /// <summary>Size of the hidden layer of the two grain networks.</summary>
    public int GrainLayerSize { get; init; } = 64;

    /// <summary>Size H_in of the linear input layer, the input of the cell; also the width of the dense layers of <see cref="CellKind.Lmsc"/>.</summary>
    public required int InputLayerSize { get; init; }

    /// <summary>Lower end of each step feature, mapped to -1; length <see cref="StepFeatureCount"/>.</summary>
    public required ImmutableArray<double> StepMinimum { get; init; }

    /// <summary>Upper end of each step feature, mapped to +1; length <see cref="StepFeatureCount"/>.</summary>
    public required ImmutableArray<double> StepMaximum { get; init; }

    /// <summary>Lower end of each grain feature, mapped to -1; length <see cref="GrainFeatureCount"/>.</summary>
    public required ImmutableArray<double> GrainMinimum { get; init; }

    /// <summary>Upper end of each grain feature, mapped to +1; length <see cref="GrainFeatureCount"/>.</summary>
    public required ImmutableArray<double> GrainMaximum { get; init; }

    /// <summary>Deviatoric stress at network output -1, Pa, order 11, 22, 33, 12, 13, 23.</summary>
    public required ImmutableArray<double> StressMinimum_Pa { get; init; }

    /// <summary>Deviatoric stress at network output +1, Pa, order 11, 22, 33, 12, 13, 23.</summary>
    public required ImmutableArray<double> StressMaximum_Pa { get; init; }

    /// <summary>Reference time step of the feature log10(dt/dt_ref), s.</summary>
    public double TimeStepReference_s { get; init; } = 1.0;

    /// <summary>Memory lengths e0_1, e0_2 of the fading strains.</summary>
    public ImmutableArray<double> FadingStrains { get; init; } = [7e-4, 2.5e-3];

    /// <summary>
    /// Sharpness of the soft maximum over the yield vertices, multiplying sigma_k : e with sigma_k in units of the slip
    /// resistance and |e| at most 1 (see <see cref="BishopHillPolycrystal"/>).
    /// </summary>
    public double BishopHillSharpness { get; init; } = DefaultBishopHillSharpness;

    /// <summary>
    /// Explains Taylor data best (the six runs in tests/data/reference/taylor, cosine between b of e_2 and the deviatoric
    /// stress 0.99795; 0.9979 from 10 to 25, 0.9975 at 5, 0.9978 at 60); of the flat optimum the smoother end.
    /// </summary>
    public const double DefaultBishopHillSharpness = 12.0;

    /// <summary>Yield strains e0_1, e0_2 of the elastic-plastic strains j_1, j_2; used with <see cref="FeatureSet.Cluster"/> alone.</summary>
    public ImmutableArray<double> ElasticPlasticStrains { get; init; } = [1.3e-3, 2.5e-3];

    /// <summary>Constants of the interacting grains; used with <see cref="FeatureSet.Cluster"/> alone.</summary>
    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>True: the stress is multiplied by 1 - exp(-l/e0_1), so that the undeformed state is free of stress.</summary>
    public required bool StressFreeReference { get; init; }

    /// <summary>Range of the training data.</summary>
    public required TrainedRange Trained { get; init; }

    /// <summary>Elastic constants of the grains: mean stress and elastic tangent.</summary>
    public required CubicElasticity Elasticity { get; init; }

    /// <summary>Record of the training (data hash, errors, hardware): any JSON object, kept as text.</summary>
    public string TrainingRecordJson { get; init; } = "{}";

    /// <summary>Components of the strain increment, the last step features of <see cref="CellKind.Lmsc"/>.</summary>
    public const int IncrementComponents = IncrementFeatures.Count;

    /// <summary>Number of step features.</summary>
    public int StepFeatureCount => CountStepFeatures(Features, Cell, Inputs);

    /// <summary>
    /// Number of step features of a feature set (<see cref="StepFeatures.Count"/>) with a cell and inputs; <see cref="CellKind.Lmsc"/> has other
    /// ones, <see cref="InputKind.Invariants"/> the products of the tensors as well.
    /// </summary>
    public static int CountStepFeatures(FeatureSet features, CellKind cell, InputKind inputs) =>
        IncrementFeatures.StepFeatureCount(features, cell) + (inputs == InputKind.Invariants ? TensorProducts.Count(features) : 0);

    /// <summary>Which step features form which tensor.</summary>
    public ImmutableArray<FeatureGroup> StepLayout => Inputs == InputKind.Invariants
        ? [.. IncrementFeatures.Layout(Features, Cell), .. TensorProducts.Layout(Features)]
        : IncrementFeatures.Layout(Features, Cell);

    /// <summary>Index of the first step feature that is an input of the network; those before it are tensor components of the stress alone.</summary>
    public int NetworkInputOffset => Inputs == InputKind.Invariants ? TensorProducts.ScalarOffset(Features) : 0;

    /// <summary>Number of step features that are inputs of the network, from <see cref="NetworkInputOffset"/> to the last.</summary>
    public int NetworkInputCount => StepFeatureCount - NetworkInputOffset;

    /// <summary>
    /// The step features that <see cref="TensorBasis"/> makes a basis of the stress: the deviators that depend on the path alone. (The increment
    /// of <see cref="CellKind.Lmsc"/> has no value where nothing happens, and there the stress must stand still.)
    /// </summary>
    public ImmutableArray<FeatureGroup> BasisTensors => !TensorBasis ? [] :
        [.. StepLayout.Where(g => g.Kind == FeatureKind.Deviator && g.Offset < IncrementFeatures.KinematicCount(Features))];

    /// <summary>S, the stress of one unit of a basis tensor, Pa: the mean half-range of the stress components.</summary>
    public double BasisStress_Pa => StressMaximum_Pa.Zip(StressMinimum_Pa, (hi, lo) => 0.5 * (hi - lo)).Average();

    /// <summary>Stress components among the outputs of the network, its first ones: six, or none with <see cref="InputKind.Invariants"/>.</summary>
    public int ComponentOutputs => Inputs == InputKind.Invariants ? 0 : 6;

    /// <summary>Outputs of the network: <see cref="ComponentOutputs"/>, and the weights of the <see cref="BasisTensors"/>.</summary>
    public int OutputCount => ComponentOutputs + BasisTensors.Length;

    /// <summary>Number of features per grain (<see cref="GrainFeatures.Count"/>).</summary>
    public int GrainFeatureCount => GrainFeatures.Count(Features);

    /// <summary>Whether h_0 comes from the grains.</summary>
    public bool GrainsSetInitialState => Grains is GrainMapping.Both or GrainMapping.InitialState;

    /// <summary>Whether m_x is joined to every step's input.</summary>
    public bool GrainsEnterSteps => Grains is GrainMapping.Both or GrainMapping.StepInput;

    /// <summary>Length of m_x, 0 if there is none.</summary>
    public int GrainVectorSize => GrainsEnterSteps ? GrainInputSize : 0;

    /// <summary>Layers that have a state.</summary>
    public int StateLayers => Cell == CellKind.Lmsc ? 1 : Layers;

    /// <summary>Whether every number of the state lies within [-1, 1]; the state of the linear cell has no bound.</summary>
    public bool StateIsBounded => Cell != CellKind.Linear;

    /// <summary>Length S of the state vector of a point (see <see cref="PointState"/>).</summary>
    public int StateSize => ElasticPlasticOffset + (Features == FeatureSet.Cluster ? 10 : 0);

    /// <summary>Numbers of the hidden state.</summary>
    public int HiddenCount => StateLayers * HiddenSize;

    /// <summary>Where in the state of a point the elastic-plastic strains j_1, j_2 begin (<see cref="FeatureSet.Cluster"/> alone).</summary>
    public int ElasticPlasticOffset => PointState.HiddenOffset + HiddenCount;

    /// <summary>Names and shapes of all tensors of the model, in the order in which they are stored.</summary>
    public IReadOnlyList<(string Name, int[] Shape)> TensorShapes() => ModelTensors.Shapes(this);

    /// <summary>Throws <see cref="InputException"/> if a size, a scaling array or a constant makes no sense.</summary>
    /// <param name="source">Where the specification comes from, for the message.</param>
    public void Validate(string source)
    {
        if (Inputs == InputKind.Invariants)
            CheckInvariants(source, Features, Cell, Grains, TensorBasis);
        CheckSize(source, "hidden_size", HiddenSize, 4096);
        CheckSize(source, "layers", Layers, 64);
        CheckSize(source, "grain_input_size", GrainInputSize, 4096);
        CheckSize(source, "grain_layer_size", GrainLayerSize, 4096);
        CheckSize(source, "input_layer_size", InputLayerSize, 4096);
        CheckScale(source, "step", StepMinimum, StepMaximum, StepFeatureCount);
        CheckIncrementScale(source);
        CheckScale(source, "grain", GrainMinimum, GrainMaximum, GrainFeatureCount);
        CheckScale(source, "stress", StressMinimum_Pa, StressMaximum_Pa, 6);
        CheckBasis(source);
        CheckSymmetricScale(source);
        CheckScale(source, "trained.stretch", Trained.StretchMinimum, Trained.StretchMaximum, 6, mayBeOneValue: true);
        CheckPositive(source, "dt_reference_s", TimeStepReference_s);
        if (FadingStrains.IsDefault || FadingStrains.Length != 2)
            throw new InputException($"{source}: 'fading_strains' must hold 2 values.");
        CheckPositive(source, "fading_strains[0]", FadingStrains[0]);
        CheckPositive(source, "fading_strains[1]", FadingStrains[1]);
        CheckPositive(source, "bishop_hill_sharpness", BishopHillSharpness);
        if (BishopHillSharpness > BishopHillPolycrystal.MaximumSharpness)
            throw new InputException($"{source}: 'bishop_hill_sharpness' is {BishopHillSharpness:R}, the largest value is {BishopHillPolycrystal.MaximumSharpness:R}.");
        if (Features == FeatureSet.Cluster)
        {
            Cluster.Validate(source);
            if (ElasticPlasticStrains.IsDefault || ElasticPlasticStrains.Length != 2)
                throw new InputException($"{source}: 'elastic_plastic_strains' must hold 2 values.");
            CheckPositive(source, "elastic_plastic_strains[0]", ElasticPlasticStrains[0]);
            CheckPositive(source, "elastic_plastic_strains[1]", ElasticPlasticStrains[1]);
        }

        CheckPositive(source, "elasticity.C44_Pa", Elasticity.C44_Pa);
        CheckPositive(source, "elasticity.C11_Pa - C12_Pa", Elasticity.C11_Pa - Elasticity.C12_Pa);
        CheckPositive(source, "elasticity.C11_Pa + 2 C12_Pa", Elasticity.C11_Pa + 2 * Elasticity.C12_Pa);
        if (!(Trained.StepLengthMaximum > 0.0 && Trained.TimeStepMaximum_s > 0.0 && Trained.RateMaximum_perSecond > 0.0))
            throw new InputException($"{source}: the largest trained step length, time step and rate must be > 0.");
        try
        {
            using JsonDocument record = JsonDocument.Parse(TrainingRecordJson);
        }
        catch (JsonException e)
        {
            throw new InputException($"{source}: the training record is not valid JSON ({e.Message}).", e);
        }
        CheckOrder(source, "trained.x", Trained.StepLengthMinimum, Trained.StepLengthMaximum);
        CheckOrder(source, "trained.dt_s", Trained.TimeStepMinimum_s, Trained.TimeStepMaximum_s);
        CheckOrder(source, "trained.rate_perSecond", Trained.RateMinimum_perSecond, Trained.RateMaximum_perSecond);
        CheckOrder(source, "trained.grains", Trained.GrainsMinimum ?? 0, Trained.GrainsMaximum ?? int.MaxValue);
        CheckOrder(source, "trained.texture_index", 0.0, Trained.TextureIndexMaximum ?? 0.0);
        CheckOrder(source, "trained.turn_deg", 0.0, Trained.TurnMaximum_deg ?? 0.0);
        CheckOrder(source, "trained.path_excess", 0.0, Trained.PathExcessMaximum ?? 0.0);
    }

    /// <summary>The increment of <see cref="CellKind.Lmsc"/> keeps its zero and its direction: all five ranges are -1..1.</summary>
    private void CheckIncrementScale(string source)
    {
        for (int i = StepFeatureCount - IncrementFeatures.Count; i < StepFeatureCount && Cell == CellKind.Lmsc; i++)
        {
            if (StepMinimum[i] != -1.0 || StepMaximum[i] != 1.0)
                throw new InputException($"{source}: 'step' component {i}, a component of the strain increment of cell 'lmsc', ranges from {StepMinimum[i]:R} to {StepMaximum[i]:R}; it must range from -1 to 1.");
        }
    }

    /// <summary>Throws <see cref="InputException"/> if <see cref="InputKind.Invariants"/> does not go together with other settings.</summary>
    /// <param name="source">Where they come from, for the message.</param>
    /// <param name="features">Feature set.</param>
    /// <param name="cell">Cell.</param>
    /// <param name="grains">Grain networks.</param>
    /// <param name="tensorBasis">Whether there is a tensor basis.</param>
    public static void CheckInvariants(string source, FeatureSet features, CellKind cell, GrainMapping grains, bool tensorBasis)
    {
        if (features == FeatureSet.Paper)
            throw new InputException($"{source}: 'inputs' is invariants, but the features 'paper' have no deviators to take products of. Use features bishop-hill or cluster.");
        if (cell == CellKind.Lmsc)
            throw new InputException($"{source}: 'inputs' is invariants, but the cell 'lmsc' sees the components of the strain increment. Use cell gru or linear.");
        if (grains != GrainMapping.None)
            throw new InputException($"{source}: 'inputs' is invariants, but a grain network sees orientations in the sample frame. Use grains: none (the default with invariants).");
        if (!tensorBasis)
            throw new InputException($"{source}: 'inputs' is invariants, but 'tensor_basis' is false: a network of invariants gives no stress components. Use tensor_basis: true (the default with invariants).");
    }

    /// <summary>With <see cref="InputKind.Invariants"/> tensors and stresses keep their zero, and every component its share: the stress rotates exactly.</summary>
    private void CheckSymmetricScale(string source)
    {
        for (int i = 0; i < NetworkInputOffset; i++)
        {
            if (i >= TensorProducts.TensorOffset && StepMinimum[i] != -StepMaximum[i])
                throw new InputException($"{source}: 'step' component {i}, a tensor component of inputs 'invariants', ranges from {StepMinimum[i]:R} to {StepMaximum[i]:R}; the range must be symmetric.");
        }
        for (int c = 0; c < 6 && Inputs == InputKind.Invariants; c++)
        {
            if (StressMinimum_Pa[c] != -StressMaximum_Pa[c])
                throw new InputException($"{source}: 'stress' component {c} ranges from {StressMinimum_Pa[c]:R} to {StressMaximum_Pa[c]:R} Pa; with inputs 'invariants' the range must be symmetric.");
        }
    }

    private void CheckBasis(string source)
    {
        if (TensorBasis && BasisTensors.IsEmpty)
            throw new InputException($"{source}: 'tensor_basis' needs features with deviators, which the features 'paper' do not have.");
        if (BasisScale.IsDefault || BasisScale.Length != BasisTensors.Length)
            throw new InputException($"{source}: 'basis_scale' must hold {BasisTensors.Length} values, found {(BasisScale.IsDefault ? 0 : BasisScale.Length)}.");
        for (int j = 0; j < BasisScale.Length; j++)
            CheckPositive(source, $"basis_scale[{j}]", BasisScale[j]);
    }

    private static void CheckSize(string source, string key, int value, int limit)
    {
        if (value < 1 || value > limit)
            throw new InputException($"{source}: '{key}' is {value}, expected 1..{limit}.");
    }

    private static void CheckPositive(string source, string key, double value)
    {
        if (!double.IsFinite(value) || value <= 0)
            throw new InputException($"{source}: '{key}' is {value:R}, expected a finite value > 0.");
    }

    private static void CheckOrder(string source, string key, double minimum, double maximum)
    {
        if (!(minimum >= 0 && minimum <= maximum))
            throw new InputException($"{source}: the range '{key}' is {minimum:R}..{maximum:R}, expected 0 <= minimum <= maximum.");
    }

    private static void CheckScale(string source, string key, ImmutableArray<double> minimum, ImmutableArray<double> maximum, int count, bool mayBeOneValue = false)
    {
        if (minimum.IsDefault || maximum.IsDefault || minimum.Length != count || maximum.Length != count)
            throw new InputException($"{source}: '{key}' minimum and maximum must hold {count} values each, "
                + $"found {(minimum.IsDefault ? 0 : minimum.Length)} and {(maximum.IsDefault ? 0 : maximum.Length)}.");
        for (int i = 0; i < count; i++)
        {
            if (!(minimum[i] < maximum[i] || (mayBeOneValue && minimum[i] == maximum[i])))
                throw new InputException($"{source}: '{key}' component {i} ranges from {minimum[i]:R} to {maximum[i]:R}; the minimum must be smaller.");
        }
    }
}
