namespace UmatSurrogate.Mechanics;

/// <summary>What the prescribed components of the deformation mean in a <see cref="MixedLoadStep"/>; names as in DAMASK load files.</summary>
public enum DeformationKind
{
    /// <summary><c>F</c>: values at the end of the load step, approached linearly in time.</summary>
    DeformationGradient,

    /// <summary><c>dot_F</c>: rates of the deformation gradient [1/s].</summary>
    DeformationGradientRate,

    /// <summary>
    /// <c>L</c>: spatial velocity gradient [1/s]; per increment dot_F = L F with F at the increment's start. All nine components or whole rows.
    /// </summary>
    VelocityGradient,
}

/// <summary>What the prescribed components of the stress mean in a <see cref="MixedLoadStep"/>.</summary>
public enum StressKind
{
    /// <summary><c>P</c>: first Piola-Kirchhoff stress at the end of the load step [Pa], approached linearly in time.</summary>
    FirstPiolaKirchhoff,

    /// <summary><c>dot_P</c>: rate of the first Piola-Kirchhoff stress [Pa/s].</summary>
    FirstPiolaKirchhoffRate,
}

/// <summary>
/// One load step under mixed control, of a material point or of the mean of a volume element: each component of F is driven either by the deformation or by the stress
/// (DAMASK grid load cases, Roters et al. 2019, doi:10.1016/j.commatsci.2018.04.030).
/// </summary>
public sealed record MixedLoadStep
{
    /// <summary>Meaning of <see cref="Deformation"/>.</summary>
    public DeformationKind DeformationKind { get; init; } = DeformationKind.DeformationGradientRate;

    /// <summary>Prescribed deformation; components not in <see cref="DeformationMask"/> are ignored.</summary>
    public Tensor3x3 Deformation { get; init; }

    /// <summary>Bit 3i+j set: component (i,j) follows the deformation; clear: it follows the stress.</summary>
    public int DeformationMask { get; init; } = AllComponents;

    /// <summary>Meaning of <see cref="Stress"/>.</summary>
    public StressKind StressKind { get; init; } = StressKind.FirstPiolaKirchhoff;

    /// <summary>Prescribed stress [Pa] or its rate [Pa/s] in the components that are not in <see cref="DeformationMask"/>.</summary>
    public Tensor3x3 Stress { get; init; }

    /// <summary>Duration of the load step [s].</summary>
    public required double Time_s { get; init; }

    /// <summary>Number of increments.</summary>
    public required int Increments { get; init; }

    /// <summary>Ratio r of the lengths of successive increments (1: equal): dt_k = t (r^(k-1) - r^k) / (1 - r^N).</summary>
    public double GeometricRatio { get; init; } = 1.0;

    /// <summary>
    /// Rotation Q of the load frame: all tensors of the step and the mask are components in it, and a tensor A of the load frame is
    /// Q A Q^T in the frame of the volume element.
    /// </summary>
    public Tensor3x3 LoadFrame { get; init; } = Tensor3x3.Identity;

    /// <summary>Mask with all nine components driven by the deformation.</summary>
    public const int AllComponents = 0x1FF;

    /// <summary>Length [s] of increment <paramref name="index"/> (0 to Increments - 1).</summary>
    public double IncrementLength_s(int index) => GeometricRatio == 1.0
        ? Time_s / Increments
        : Time_s * (Math.Pow(GeometricRatio, index) - Math.Pow(GeometricRatio, index + 1)) / (1.0 - Math.Pow(GeometricRatio, Increments));
}
