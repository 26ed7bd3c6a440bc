namespace UmatSurrogate.Recurrent;

/// <summary>One network row of a block: a point, or the continued step at which the tangent of a zero increment is taken.</summary>
internal struct EvaluationRow
{
    /// <summary>Index of the point in the batch.</summary>
    public int Point;

    public StepPlan Plan;
    public StrainMemory Memory;

    /// <summary>Whether this row gives the stress and the state of its point.</summary>
    public bool IsPoint;

    /// <summary>Whether this row gives the tangent of its point.</summary>
    public bool HasTangent;
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
    private readonly AlignedBuffer<float> _directionInput;
    private readonly AlignedBuffer<float> _directionLayer;
    private readonly AlignedBuffer<float> _coefficients;
    private readonly AlignedBuffer<double> _directionState = new(TangentRows * FeatureStep.DirectionStateColumns * DirectionColumns.Width);
    private readonly int _layerSize;
    private readonly int _coefficientSize;

    internal EvaluatorWorkspace(SurrogateModel model, PackedModel packed, VectorWidth width)
    {
        PackedCell cell = packed.Cell;
        Model = model;
        Width = width;
        PaddedSize = cell.PaddedSize;
        StepCount = cell.StepCount;
        Feature = new FeatureStep(model.Specification, width);
        _layerSize = cell.LayerSize;
        _coefficientSize = cell.CoefficientSize;
        const int directionRows = TangentRows * StretchDirections.Count;
        _hidden = new AlignedBuffer<float>(packed.StateLayers * StressRows * PaddedSize);
        Input = new AlignedBuffer<float>(StressRows * StepCount);
        Product = new AlignedBuffer<float>(StressRows * cell.ProductSize);
        HiddenProduct = new AlignedBuffer<float>(StressRows * cell.HiddenSide[0].RowStride);
        Gathered = new AlignedBuffer<float>(StressRows * PaddedSize);
        Layer = new AlignedBuffer<float>(StressRows * _layerSize);
        Output = new double[StressRows * packed.OutputCount];
        CommittedOutput = new double[StressRows * packed.OutputCount];
        DirectionOutput = new double[directionRows * packed.OutputCount];
        _coefficients = new AlignedBuffer<float>(TangentRows * _coefficientSize);
        _directionInput = new AlignedBuffer<float>(directionRows * StepCount);
        _directionHidden = new AlignedBuffer<float>(packed.StateLayers * directionRows * PaddedSize);
        _directionLayer = new AlignedBuffer<float>(2 * directionRows * _layerSize);
        DirectionChange = new AlignedBuffer<float>(StretchDirections.Count * _layerSize);
    }

    internal SurrogateModel Model { get; }

    internal VectorWidth Width { get; }

    internal int PaddedSize { get; }

    internal int StepCount { get; }

    internal FeatureStep Feature { get; }

    internal EvaluationRow[] Rows { get; } = new EvaluationRow[StressRows];

    internal int RowCount { get; set; }

    /// <summary>Rows x n_step.</summary>
    internal AlignedBuffer<float> Input { get; }

    /// <summary>Rows x the cell's product: the products of the layer at hand.</summary>
    internal AlignedBuffer<float> Product { get; }

    internal AlignedBuffer<float> HiddenProduct { get; }

    /// <summary>Hidden states of the rows whose products are not cached, one layer.</summary>
    internal AlignedBuffer<float> Gathered { get; }

    /// <summary>Per row, where its hidden-side product of the current layer lies.</summary>
    internal nint[] HiddenProductOfRow { get; } = new nint[StressRows];

    /// <summary>Per row, the constant input-side bias of its microstructure (pinned).</summary>
    internal nint[] InputBiasOfRow { get; } = new nint[StressRows];

    /// <summary>Rows whose hidden-side products of the current layer are not in the cache.</summary>
    internal int[] MissingRows { get; } = new int[StressRows];

    /// <summary>Rows x the result of a layer without state.</summary>
    internal AlignedBuffer<float> Layer { get; }

    /// <summary>Per row, scaled length of the strain increment (cell lmsc).</summary>
    internal float[] IncrementLength { get; } = new float[StressRows];

    /// <summary>Per (row, direction), its change.</summary>
    internal float[] DirectionIncrementLength { get; } = new float[TangentRows * StretchDirections.Count];

    /// <summary>Directions of one row x units: a change before it is added to what the state carries on.</summary>
    internal AlignedBuffer<float> DirectionChange { get; }

    /// <summary>Rows x outputs.</summary>
    internal double[] Output { get; }

    /// <summary>Rows x outputs: output at the committed hidden state, of rows whose step has only begun.</summary>
    internal double[] CommittedOutput { get; }

    /// <summary>(Row, direction) x outputs.</summary>
    internal double[] DirectionOutput { get; }

    /// <summary>Scratch of one row's features in double.</summary>
    internal double[] FeatureValues { get; } = new double[StepFeatures.MaximumCount];

    /// <summary>Scratch of the changes of one row's features, a column of directions each.</summary>
    internal AlignedBuffer<double> FeatureChanges { get; } = new(StepFeatures.MaximumCount * DirectionColumns.Width);

    /// <summary>h of a layer and row.</summary>
    internal float* Hidden(int layer, int row) => _hidden.Pointer + ((long)layer * StressRows + row) * PaddedSize;

    /// <summary>Coefficients of the derivative of a row in the layer at hand.</summary>
    internal float* CoefficientsOf(int row) => _coefficients.Pointer + row * _coefficientSize;

    /// <summary>Changes of the features' state of a row along its directions, carried over sub-steps.</summary>
    internal double* DirectionStateOf(int row) => _directionState.Pointer + row * FeatureStep.DirectionStateColumns * DirectionColumns.Width;

    /// <summary>Change of the path length of a (row, direction).</summary>
    internal double DirectionPathLength(int directionRow) =>
        DirectionStateOf(directionRow / StretchDirections.Count)[FeatureStep.PathLengthColumn * DirectionColumns.Width + directionRow % StretchDirections.Count];

    /// <summary>Changes of the scaled features of a row, 5 directions x n_step.</summary>
    internal float* DirectionInputOf(int row) => _directionInput.Pointer + row * StretchDirections.Count * StepCount;

    /// <summary>Changes of the result of a layer without state, 5 directions x units; neighbouring layers do not share memory.</summary>
    internal float* DirectionLayerOf(int row, int layer) =>
        _directionLayer.Pointer + (layer % 2 * TangentRows + row) * StretchDirections.Count * _layerSize;

    /// <summary>dh of a layer and row, 5 directions x padded size.</summary>
    internal float* DirectionHidden(int layer, int row) =>
        _directionHidden.Pointer + ((long)layer * TangentRows + row) * StretchDirections.Count * PaddedSize;
}
