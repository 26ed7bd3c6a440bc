using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>One network row of a block: a point, or the continued step at which the tangent of a zero increment is taken.</summary>
internal struct EvaluationRow
{
    /// <summary>Index of the point in the batch.</summary>
    public int Point;

    public StepPlan Plan;
    public DeviatoricVector E1;
    public DeviatoricVector E2;
    public double PathLength;

    /// <summary>Whether this row gives the stress and the state of its point.</summary>
    public bool IsPoint;

    /// <summary>Whether this row gives the tangent of its point.</summary>
    public bool HasTangent;
}

/// <summary>Change of the features' state of one row along one direction, carried over sub-steps.</summary>
internal struct DirectionState
{
    public DeviatoricVector E1;
    public DeviatoricVector E2;
    public double PathLength;
}

/// <summary>
/// Scratch memory of <see cref="SurrogateEvaluator.Evaluate"/>, about 1.5 MB for 2 x 256; used by one call at a time. An
/// evaluator keeps a pool of them; a caller that evaluates all the time may hold its own.
/// </summary>
public sealed unsafe class EvaluatorWorkspace
{
    /// <summary>Rows of a block without tangent.</summary>
    internal const int StressRows = 64;

    /// <summary>Rows of a block with tangent: 16 points, and room for a second row of the last one.</summary>
    internal const int TangentRows = 17;

    private readonly AlignedBuffer<float> _hidden;
    private readonly AlignedBuffer<float> _directionHidden;

    internal EvaluatorWorkspace(SurrogateModel model, VectorWidth width)
    {
        ModelSpecification s = model.Specification;
        Model = model;
        Width = width;
        PaddedSize = GatedLayout.PaddedSize(s.HiddenSize);
        Layers = s.Layers;
        StepCount = s.StepFeatureCount;
        Feature = new FeatureStep(s, width);
        const int directionRows = TangentRows * StretchDirections.Count;
        _hidden = new AlignedBuffer<float>(Layers * StressRows * PaddedSize);
        Input = new AlignedBuffer<float>(StressRows * StepCount);
        InputProduct = new AlignedBuffer<float>(StressRows * 3 * PaddedSize);
        HiddenProduct = new AlignedBuffer<float>(StressRows * 3 * PaddedSize);
        Gathered = new AlignedBuffer<float>(StressRows * PaddedSize);
        Coefficients = new AlignedBuffer<float>(TangentRows * GatedUnitKernel.CoefficientCount * PaddedSize);
        DirectionInput = new AlignedBuffer<float>(directionRows * StepCount);
        _directionHidden = new AlignedBuffer<float>(Layers * directionRows * PaddedSize);
        DirectionInputProduct = new AlignedBuffer<float>(directionRows * 3 * PaddedSize);
        DirectionHiddenProduct = new AlignedBuffer<float>(directionRows * 3 * PaddedSize);
    }

    internal SurrogateModel Model { get; }

    internal VectorWidth Width { get; }

    internal int PaddedSize { get; }

    internal int Layers { get; }

    internal int StepCount { get; }

    internal FeatureStep Feature { get; }

    internal EvaluationRow[] Rows { get; } = new EvaluationRow[StressRows];

    internal int RowCount { get; set; }

    /// <summary>Rows x n_step.</summary>
    internal AlignedBuffer<float> Input { get; }

    internal AlignedBuffer<float> InputProduct { get; }

    internal AlignedBuffer<float> HiddenProduct { get; }

    /// <summary>Hidden states of the rows whose products are not cached, one layer.</summary>
    internal AlignedBuffer<float> Gathered { get; }

    /// <summary>Per row, where its hidden-side product of the current layer lies.</summary>
    internal nint[] HiddenProductOfRow { get; } = new nint[StressRows];

    /// <summary>Per row, the constant input-side bias of its microstructure (pinned).</summary>
    internal nint[] InputBiasOfRow { get; } = new nint[StressRows];

    /// <summary>Rows whose hidden-side products of the current layer are not in the cache.</summary>
    internal int[] MissingRows { get; } = new int[StressRows];

    internal AlignedBuffer<float> Coefficients { get; }

    /// <summary>(Row, direction) x n_step.</summary>
    internal AlignedBuffer<float> DirectionInput { get; }

    internal AlignedBuffer<float> DirectionInputProduct { get; }

    internal AlignedBuffer<float> DirectionHiddenProduct { get; }

    internal DirectionState[] Directions { get; } = new DirectionState[TangentRows * StretchDirections.Count];

    /// <summary>Rows x 6.</summary>
    internal double[] Output { get; } = new double[StressRows * 6];

    /// <summary>Rows x 6: output at the committed hidden state, of rows whose step has only begun.</summary>
    internal double[] CommittedOutput { get; } = new double[StressRows * 6];

    /// <summary>(Row, direction) x 6.</summary>
    internal double[] DirectionOutput { get; } = new double[TangentRows * StretchDirections.Count * 6];

    /// <summary>Scratch of one row's features in double.</summary>
    internal double[] FeatureValues { get; } = new double[StepFeatures.MaximumCount];

    /// <summary>h of a layer and row.</summary>
    internal float* Hidden(int layer, int row) => _hidden.Pointer + ((long)layer * StressRows + row) * PaddedSize;

    /// <summary>dh of a layer and (row, direction).</summary>
    internal float* DirectionHidden(int layer, int directionRow) =>
        _directionHidden.Pointer + ((long)layer * TangentRows * StretchDirections.Count + directionRow) * PaddedSize;
}
