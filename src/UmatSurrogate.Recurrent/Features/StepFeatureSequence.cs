using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>Step features along a whole path, for training: every interval is one committed step.</summary>
public static class StepFeatureSequence
{
    /// <summary>
    /// Computes unscaled step features and the stress-free gate at the end of each of the T steps of a path. Thread-safe; no allocation.
    /// </summary>
    /// <param name="specification">Feature set, fading strains, sharpness, reference time step and trained range.</param>
    /// <param name="grains">The grains of the volume element.</param>
    /// <param name="times_s">T+1 times, increasing, s.</param>
    /// <param name="isochoricStretch">T+1 isochoric stretches Ub = J^(-1/3) U, see <see cref="IsochoricStretch.FromStretch"/>.</param>
    /// <param name="features">Output, T x n_step, feature index fastest.</param>
    /// <param name="gate">Output, T values 1 - exp(-l/e0_1) (1 if the model has no stress-free reference).</param>
    public static void Compute(
        ModelSpecification specification,
        BishopHillPolycrystal grains,
        ReadOnlySpan<double> times_s,
        ReadOnlySpan<SymmetricTensor> isochoricStretch,
        Span<float> features,
        Span<float> gate) => throw new NotImplementedException();
}
