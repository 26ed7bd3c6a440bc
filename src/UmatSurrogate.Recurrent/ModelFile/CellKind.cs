namespace UmatSurrogate.Recurrent;

/// <summary>Which recurrent cell carries the state of a point from step to step.</summary>
public enum CellKind
{
    /// <summary>Gated recurrent unit (Cho et al. 2014, arXiv:1406.1078, in PyTorch's form), the paper's network.</summary>
    Gru,

    /// <summary>
    /// Linearised minimal state cell (Bonatti and Mohr 2022, doi:10.1016/j.jmps.2021.104697): the state decays towards a target over the
    /// length of the strain increment, so that a zero increment leaves it as it is and small ones add up.
    /// </summary>
    Lmsc,

    /// <summary>Linear recurrence h' = A h + B x + b, the paper's baseline.</summary>
    Linear,
}

/// <summary>Which of the two grain networks a model has; without one, its result is a trained constant.</summary>
public enum GrainMapping
{
    /// <summary>Both: initial state and step input depend on the grains.</summary>
    Both,

    /// <summary>Only the initial state h_0 depends on the grains.</summary>
    InitialState,

    /// <summary>Only the step input (m_x) depends on the grains; h_0 is trained.</summary>
    StepInput,

    /// <summary>None (one fixed microstructure): h_0 is trained. A constant m_x would only add to the bias of the input layer and is left out.</summary>
    None,
}

/// <summary>What of the step features the network sees, and what it answers with.</summary>
public enum InputKind
{
    /// <summary>The components of the tensors in the sample frame; six stress components, and weights of a tensor basis where there is one.</summary>
    Components,

    /// <summary>
    /// What no rotation of path and grains changes: the products of the tensors and the scalars (see <c>TensorProducts</c>); the weights of the
    /// tensor basis alone. The stress rotates exactly with path and grains.
    /// </summary>
    Invariants,
}

/// <summary>The words for <see cref="CellKind"/>, <see cref="GrainMapping"/> and <see cref="InputKind"/> in model files and in <c>train.yaml</c>.</summary>
public static class CellWords
{
    /// <summary>Words for the cells.</summary>
    public static readonly IReadOnlyList<(string Word, CellKind Value)> Cells =
        [("gru", CellKind.Gru), ("lmsc", CellKind.Lmsc), ("linear", CellKind.Linear)];

    /// <summary>Words for the inputs.</summary>
    public static readonly IReadOnlyList<(string Word, InputKind Value)> Inputs =
        [("components", InputKind.Components), ("invariants", InputKind.Invariants)];

    /// <summary>Words for the grain networks.</summary>
    public static readonly IReadOnlyList<(string Word, GrainMapping Value)> GrainMappings =
    [
        ("both", GrainMapping.Both), ("initial-state", GrainMapping.InitialState), ("step-input", GrainMapping.StepInput), ("none", GrainMapping.None),
    ];
}
