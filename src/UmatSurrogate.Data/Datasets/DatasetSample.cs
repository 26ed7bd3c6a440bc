using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>What a sample may be used for.</summary>
public enum DatasetSplit
{
    /// <summary>Volume element and path both belong to training.</summary>
    Training = 0,

    /// <summary>Volume element and path are both held out: no training sample has seen either.</summary>
    Validation = 1,

    /// <summary>Set aside by the reader; the generator writes none.</summary>
    Unused = 2,
}

/// <summary>
/// One simulation of a data set: volume element, path and stress response. All arrays have length T + 1, entry 0 the undeformed
/// state. Times and deformation gradients are shared between the samples of a path: do not change them.
/// </summary>
public sealed class DatasetSample
{
    /// <summary>Position in <see cref="Dataset.VolumeElements"/>.</summary>
    public required int VolumeElementIndex { get; init; }

    /// <summary>Position in <see cref="Dataset.Paths"/>.</summary>
    public required int PathIndex { get; init; }

    /// <summary>What the sample may be used for.</summary>
    public required DatasetSplit Split { get; init; }

    /// <summary>How it was simulated.</summary>
    public required Fidelity Fidelity { get; init; }

    /// <summary>The simulation took every increment in this many equal parts (1, 2, 4, ...), the attempts with fewer parts having failed.</summary>
    public required int PartsPerIncrement { get; init; }

    /// <summary>True if the simulation failed: the stresses from <see cref="FailedIncrement"/> on are zero and must not be used.</summary>
    public bool Failed => Status != PointStatus.Ok;

    /// <summary>Outcome of the simulation.</summary>
    public required PointStatus Status { get; init; }

    /// <summary>The increment that failed (1..T), or 0 if none did.</summary>
    public required int FailedIncrement { get; init; }

    /// <summary>Times, s.</summary>
    public required double[] Times_s { get; init; }

    /// <summary>Deformation gradients F, exactly as simulated.</summary>
    public required Tensor3x3[] DeformationGradients { get; init; }

    /// <summary>Deviator of the Cauchy stress in sample axes, Pa; stored in single precision.</summary>
    public required SymmetricTensor[] DeviatoricCauchyStress_Pa { get; init; }

    /// <summary>Mean Cauchy stress tr(sigma)/3, Pa; stored in single precision.</summary>
    public required double[] MeanStress_Pa { get; init; }
}
