using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>A Taylor simulation along a given path, for comparisons.</summary>
internal static class TaylorResponse
{
    /// <summary>Cauchy stress at all times, Pa.</summary>
    public static SymmetricTensor[] Of(in PhenopowerlawParameters material, VolumeElement volumeElement, double[] times_s, Tensor3x3[] F)
    {
        TaylorPolycrystal polycrystal = TaylorVolumeElement.Polycrystal(material, volumeElement);
        SymmetricTensor[] stress = new SymmetricTensor[F.Length];
        for (int k = 1; k < F.Length; k++)
        {
            Assert.Equal(PointStatus.Ok, polycrystal.Evaluate(F[k], times_s[k] - times_s[k - 1], out Tensor3x3 P));
            polycrystal.Commit();
            stress[k] = StressMeasures.CauchyFromFirstPiola(P, F[k]);
        }

        return stress;
    }
}
