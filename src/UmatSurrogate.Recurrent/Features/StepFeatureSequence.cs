using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>Step features along a whole path, for training: every interval is one committed step.</summary>
public static class StepFeatureSequence
{
    /// <summary>
    /// Computes unscaled step features and the stress-free gate at the end of each of the T steps of a path. Thread-safe.
    /// </summary>
    /// <param name="specification">Feature set, fading strains, sharpness, reference time step and trained range.</param>
    /// <param name="grains">The grains of the volume element.</param>
    /// <param name="times_s">T+1 times, increasing, s; a repeated time with the same stretch is a step in which nothing happens.</param>
    /// <param name="isochoricStretch">T+1 isochoric stretches Ub = J^(-1/3) U, see <see cref="IsochoricStretch.FromStretch"/>.</param>
    /// <param name="features">Output, T x n_step, feature index fastest.</param>
    /// <param name="gate">Output, T values 1 - exp(-l/e0_1) (1 if the model has no stress-free reference).</param>
    /// <exception cref="InputException">Times do not increase, or a stretch is not finite or not invertible.</exception>
    public static void Compute(
        ModelSpecification specification,
        Polycrystal grains,
        ReadOnlySpan<double> times_s,
        ReadOnlySpan<SymmetricTensor> isochoricStretch,
        Span<float> features,
        Span<float> gate)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(grains);
        int steps = times_s.Length - 1;
        int count = specification.StepFeatureCount;
        if (steps < 0 || isochoricStretch.Length != steps + 1 || features.Length != steps * count || gate.Length != steps)
        {
            throw new ArgumentException($"Lengths do not fit: {times_s.Length} times, {isochoricStretch.Length} stretches, "
                + $"{features.Length} features of {count} per step, {gate.Length} gates.");
        }
        var step = new FeatureStep(specification);
        var memory = default(StrainMemory);
        Span<double> row = stackalloc double[StepFeatures.MaximumCount];
        for (int t = 0; t < steps; t++)
        {
            double dt = times_s[t + 1] - times_s[t];
            step.Advance(grains, isochoricStretch[t], isochoricStretch[t], isochoricStretch[t + 1], dt, ref memory, row, withDerivative: false);
            double x = step.StepLength;
            if (!(dt > 0.0 || (dt == 0.0 && x == 0.0)) || !double.IsFinite(x) || !double.IsFinite(dt))
                throw new InputException($"Step {t + 1} of the path has the time step {dt:R} s and the step length {x:R}: times must increase and stretches be finite and invertible.");
            for (int i = 0; i < count; i++)
                features[t * count + i] = (float)row[i];
            gate[t] = (float)StressFreeGate.Value(specification, memory.PathLength);
        }
    }
}
