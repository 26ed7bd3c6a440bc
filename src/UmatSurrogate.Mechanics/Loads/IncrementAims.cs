namespace UmatSurrogate.Mechanics;

/// <summary>
/// Where an increment of a mixed load step is to end (DAMASK grid load cases, Roters et al. 2019, doi:10.1016/j.commatsci.2018.04.030):
/// F_aim = F0 + dt dot_F with dot_F as prescribed, L F0 for a velocity gradient, or (F_end - F0)/(time left) for a target; P_aim moves
/// linearly in time to its target at the end of the load step. All tensors are components in the frame of the load.
/// </summary>
public static class IncrementAims
{
    /// <summary>F at the end of the increment: prescribed components as the step asks, the others from <paramref name="guess"/>.</summary>
    /// <param name="step">The load step.</param>
    /// <param name="dt_s">Length [s] of the increment, or of the part of it that is taken.</param>
    /// <param name="left_s">Time [s] from the start of the part to the end of the load step.</param>
    /// <param name="last">Whether the part ends the load step; a target is then met to the last bit.</param>
    /// <param name="start">F at the start of the part.</param>
    /// <param name="velocityBase">F at the start of the whole increment, on which a velocity gradient acts.</param>
    /// <param name="guess">Values of the components that follow the stress.</param>
    public static Tensor3x3 Deformation(
        MixedLoadStep step, double dt_s, double left_s, bool last, in Tensor3x3 start, in Tensor3x3 velocityBase, in Tensor3x3 guess)
    {
        ArgumentNullException.ThrowIfNull(step);
        Tensor3x3 prescribed = step.DeformationKind switch
        {
            DeformationKind.DeformationGradient => last ? step.Deformation : start + (dt_s / left_s) * (step.Deformation - start),
            DeformationKind.DeformationGradientRate => start + dt_s * step.Deformation,
            DeformationKind.VelocityGradient => start + dt_s * (step.Deformation * velocityBase),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step.DeformationKind, "Unknown kind of deformation control."),
        };
        return Merge(step.DeformationMask, prescribed, guess);
    }

    /// <summary>
    /// First Piola-Kirchhoff stress [Pa] at the end of the increment in the components that follow it; the others keep
    /// <paramref name="aim_Pa"/>, the aim (or the stress, where the deformation was prescribed) at the start.
    /// </summary>
    public static Tensor3x3 Stress_Pa(MixedLoadStep step, double dt_s, double left_s, in Tensor3x3 aim_Pa)
    {
        ArgumentNullException.ThrowIfNull(step);
        Tensor3x3 aim = step.StressKind == StressKind.FirstPiolaKirchhoffRate
            ? aim_Pa + dt_s * step.Stress
            : aim_Pa + (dt_s / left_s) * (step.Stress - aim_Pa);
        return Merge(step.DeformationMask, aim_Pa, aim);
    }

    /// <summary>Components of <paramref name="set"/> where bit 3i+j of the mask is set, of <paramref name="clear"/> elsewhere.</summary>
    public static Tensor3x3 Merge(int mask, in Tensor3x3 set, in Tensor3x3 clear)
    {
        Span<double> a = stackalloc double[9], b = stackalloc double[9];
        set.ToRowMajor(a);
        clear.ToRowMajor(b);
        for (int c = 0; c < 9; c++)
        {
            if ((mask >> c & 1) != 0)
                b[c] = a[c];
        }

        return Tensor3x3.FromRowMajor(b);
    }
}
