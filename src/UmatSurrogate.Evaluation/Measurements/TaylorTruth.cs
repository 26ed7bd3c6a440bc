using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Evaluation;

/// <summary>Crystal plasticity (Taylor) computed on the fly, as the truth beside the surrogate.</summary>
internal static class TaylorTruth
{
    /// <summary>The polycrystal of a volume element, all grains alike.</summary>
    public static TaylorPolycrystal Polycrystal(PhenopowerlawParameters material, VolumeElement volumeElement)
    {
        ReadOnlySpan<Grain> grains = volumeElement.Grains;
        Tensor3x3[] orientations = new Tensor3x3[grains.Length];
        double[] weights = new double[grains.Length];
        for (int g = 0; g < grains.Length; g++)
        {
            orientations[g] = grains[g].Orientation.ToMatrix();
            weights[g] = 1.0 / grains.Length;
        }

        return new TaylorPolycrystal(material, orientations, weights, UpdateTolerances.Default);
    }

    /// <summary>Cauchy stress along a prescribed path, Pa.</summary>
    /// <exception cref="InvalidOperationException">The crystal-plasticity update fails.</exception>
    public static SymmetricTensor[] CauchyStress_Pa(PhenopowerlawParameters material, VolumeElement volumeElement, LoadPath path)
    {
        Tensor3x3[] P = new Tensor3x3[path.Times_s.Length];
        PointStatus status = PathRunner.Run(Polycrystal(material, volumeElement), path.Times_s, path.DeformationGradients, P);
        if (status != PointStatus.Ok)
            throw new InvalidOperationException($"Crystal plasticity failed along a path: {status}.");
        return MaterialHistory.FromFirstPiolaKirchhoff(path.Times_s, path.DeformationGradients, P).CauchyStress_Pa;
    }
}
