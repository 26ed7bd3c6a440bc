using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Evaluation;

/// <summary>Crystal plasticity (Taylor) computed on the fly, as the truth beside the surrogate.</summary>
internal static class TaylorTruth
{
    /// <summary>Cauchy stress along a prescribed path, Pa.</summary>
    /// <exception cref="InvalidOperationException">The crystal-plasticity update fails.</exception>
    public static SymmetricTensor[] CauchyStress_Pa(PhenopowerlawParameters material, VolumeElement volumeElement, LoadPath path)
    {
        Tensor3x3[] P = new Tensor3x3[path.Times_s.Length];
        PointStatus status = PathRunner.Run(TaylorVolumeElement.Polycrystal(material, volumeElement), path.Times_s, path.DeformationGradients, P);
        if (status != PointStatus.Ok)
            throw new InvalidOperationException($"Crystal plasticity failed along a path: {status}.");
        return MaterialHistory.FromFirstPiolaKirchhoff(path.Times_s, path.DeformationGradients, P).CauchyStress_Pa;
    }
}
