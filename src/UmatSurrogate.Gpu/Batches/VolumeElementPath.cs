using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Gpu;

/// <summary>A volume element to be taken along a path of prescribed mean deformation on a grid that is the same for all of a batch.</summary>
public sealed class VolumeElementPath
{
    /// <param name="grainOfVoxel">Index of the crystal of each voxel, x fastest.</param>
    /// <param name="orientations">Orientation matrices of the crystals, v_crystal = O v_sample.</param>
    /// <param name="times_s">Times at the ends of the increments [s], rising, the first above 0.</param>
    /// <param name="deformationGradients">Mean F at those times.</param>
    /// <exception cref="InputException">An index, a rotation or the path is not possible.</exception>
    public VolumeElementPath(int[] grainOfVoxel, Tensor3x3[] orientations, double[] times_s, Tensor3x3[] deformationGradients)
    {
        ArgumentNullException.ThrowIfNull(grainOfVoxel);
        ArgumentNullException.ThrowIfNull(orientations);
        ArgumentNullException.ThrowIfNull(times_s);
        ArgumentNullException.ThrowIfNull(deformationGradients);
        for (int v = 0; v < grainOfVoxel.Length; v++)
        {
            if (grainOfVoxel[v] < 0 || grainOfVoxel[v] >= orientations.Length)
                throw new InputException($"Voxel {v} has the crystal {grainOfVoxel[v]}; there are {orientations.Length}, numbered from 0.");
        }

        for (int g = 0; g < orientations.Length; g++)
            Plasticity.TaylorPolycrystal.RequireRotation(orientations[g], g);
        if (times_s.Length != deformationGradients.Length)
            throw new InputException($"A path has {times_s.Length} times and {deformationGradients.Length} deformation gradients; their numbers must be equal.");
        for (int i = 0; i < times_s.Length; i++)
        {
            double before = i == 0 ? 0.0 : times_s[i - 1];
            if (!(times_s[i] > before) || !double.IsFinite(times_s[i]))
                throw new InputException(FormattableString.Invariant($"Time {i + 1} of a path is {times_s[i]} s after {before} s; times must rise from above 0."));
            if (!deformationGradients[i].IsFinite)
                throw new InputException($"Deformation gradient {i + 1} of a path is not finite.");
        }

        (GrainOfVoxel, Orientations, Times_s, DeformationGradients) = (grainOfVoxel, orientations, times_s, deformationGradients);
    }

    internal int[] GrainOfVoxel { get; }

    internal Tensor3x3[] Orientations { get; }

    internal double[] Times_s { get; }

    internal Tensor3x3[] DeformationGradients { get; }
}
