using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>Drives a material point through mixed load steps: some components of F prescribed, the others such that P takes prescribed values.</summary>
public sealed class MixedControlPoint
{
    /// <param name="material">The material point; it is advanced by <see cref="Advance"/>.</param>
    /// <param name="relativeStressTolerance">Converged when max |P - P_aim| over the stress-controlled components is below this times max |P| ...</param>
    /// <param name="absoluteStressTolerance_Pa">... or below this.</param>
    public MixedControlPoint(IMaterialPoint material, double relativeStressTolerance = 1e-9, double absoluteStressTolerance_Pa = 1.0)
    {
        Material = material;
        _ = relativeStressTolerance + absoluteStressTolerance_Pa;
    }

    /// <summary>The material point.</summary>
    public IMaterialPoint Material { get; }

    /// <summary>Deformation gradient at the end of the last increment.</summary>
    public Tensor3x3 DeformationGradient { get; private set; } = Tensor3x3.Identity;

    /// <summary>First Piola-Kirchhoff stress [Pa] at the end of the last increment.</summary>
    public Tensor3x3 Stress_Pa { get; private set; }

    /// <summary>Time [s] at the end of the last increment.</summary>
    public double Time_s { get; private set; }

    /// <summary>Advances by one increment of a load step and commits it. Anything but <see cref="PointStatus.Ok"/> leaves all as it was.</summary>
    /// <param name="step">The load step.</param>
    /// <param name="increment">Number of the increment in the load step, from 0.</param>
    public PointStatus Advance(MixedLoadStep step, int increment) => throw new NotImplementedException();

    /// <summary>Runs whole load steps; <paramref name="record"/> is called after every increment with (time [s], F, P [Pa]).</summary>
    public PointStatus Run(IReadOnlyList<MixedLoadStep> steps, Action<double, Tensor3x3, Tensor3x3> record) => throw new NotImplementedException();
}
