using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// What the mean of the volume element is to be at the end of an increment, in the frame of the load: each component either of &lt;F&gt;
/// or of the first Piola-Kirchhoff stress &lt;P&gt;.
/// </summary>
/// <param name="DeformationGradient">Mean F: prescribed components, and where the solution of the others starts.</param>
/// <param name="Stress_Pa">Mean P [Pa] in the components that are not in the mask; the others are ignored.</param>
/// <param name="DeformationMask">Bit 3i+j set: component (i,j) of &lt;F&gt; is prescribed; clear: that of &lt;P&gt;.</param>
/// <param name="LoadFrame">Rotation Q of the load frame: a tensor A of it is Q A Q^T in the frame of the volume element.</param>
public readonly record struct MeanAim(Tensor3x3 DeformationGradient, Tensor3x3 Stress_Pa, int DeformationMask, Tensor3x3 LoadFrame)
{
    /// <summary>All components of &lt;F&gt; prescribed.</summary>
    public static MeanAim Prescribed(in Tensor3x3 deformationGradient) =>
        new(deformationGradient, Tensor3x3.Zero, MixedLoadStep.AllComponents, Tensor3x3.Identity);
}
