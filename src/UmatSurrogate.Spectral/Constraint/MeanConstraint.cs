using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// The equations of the mean: prescribed components of &lt;F&gt; hold exactly in every trial, and where the stress is prescribed each trial
/// asks for the change d&lt;F&gt; = -S : (&lt;P&gt; - P_aim), S the inverse of the stiffness of the mean medium within the free components
/// (Lahellec et al. 2003; the zero-frequency term of DAMASK's spectral solver). Where both F_ij and F_ji are found from the stress, S : acts on the
/// symmetric part of the error and <see cref="FreeRotation"/> on the rest.
/// </summary>
internal sealed class MeanConstraint
{
    private readonly double[] _compliance = new double[81];
    private readonly double[] _work = new double[90];
    private MeanAim _aim;
    private int _complianceMask = MixedLoadStep.AllComponents;

    /// <summary>The isotropic medium whose compliance is used.</summary>
    public IsotropicModuli Medium { get; private set; }

    public MeanAim Aim => _aim;

    public void SetMedium(IsotropicModuli medium)
    {
        Medium = medium;
        _complianceMask = MixedLoadStep.AllComponents;
    }

    public void SetAim(in MeanAim aim)
    {
        if (aim.DeformationMask != _complianceMask)
            Invert(aim.DeformationMask);
        _aim = aim;
    }

    /// <summary>The mean of F with its prescribed components in place.</summary>
    public Tensor3x3 Impose(in Tensor3x3 F)
    {
        if (_aim.DeformationMask == MixedLoadStep.AllComponents)
            return ToBody(_aim.DeformationGradient);
        return ToBody(IncrementAims.Merge(_aim.DeformationMask, _aim.DeformationGradient, ToLoadFrame(F)));
    }

    /// <summary>What a trial with the means F and P [Pa] asks for.</summary>
    /// <returns>
    /// Change of the mean of F, with the rotation in it; R - I of that rotation, in which the fluctuation of F takes part (zero where none is
    /// free); the largest error [Pa] of the prescribed stresses.
    /// </returns>
    public (Tensor3x3 Change, Tensor3x3 Turn, double Error_Pa) Correction(in Tensor3x3 F, in Tensor3x3 P)
    {
        int mask = _aim.DeformationMask;
        if (mask == MixedLoadStep.AllComponents)
            return (Tensor3x3.Zero, Tensor3x3.Zero, 0.0);
        Tensor3x3 stress = ToLoadFrame(P);
        Span<double> error = stackalloc double[9], change = stackalloc double[9];
        IncrementAims.Merge(mask, Tensor3x3.Zero, stress - _aim.Stress_Pa).ToRowMajor(error);
        double largest = 0.0;
        foreach (double component in error)
            largest = Math.Max(largest, Math.Abs(component));
        Symmetrise(mask, error);
        for (int i = 0; i < 9; i++)
        {
            double sum = 0.0;
            for (int j = 0; j < 9; j++)
                sum -= _compliance[9 * i + j] * error[j];
            change[i] = sum;
        }

        Tensor3x3 strain = Tensor3x3.FromRowMajor(change), mean = ToLoadFrame(F);
        Tensor3x3 turn = FreeRotation.Turn(mask, mean, IncrementAims.Merge(mask, stress, _aim.Stress_Pa));
        if (turn == Tensor3x3.Zero)
            return (ToBody(strain), turn, largest);
        return (ToBody(strain + IncrementAims.Merge(mask, Tensor3x3.Zero, turn * mean)), ToBody(turn), largest);
    }

    /// <summary>Components in the frame of the load.</summary>
    public Tensor3x3 ToLoadFrame(in Tensor3x3 body) => LoadFrames.ToLoad(_aim.LoadFrame, body);

    private Tensor3x3 ToBody(in Tensor3x3 load) => LoadFrames.ToElement(_aim.LoadFrame, load);

    /// <summary>
    /// Inverse of C_ijkl = lambda d_ij d_kl + mu (d_ik d_jl + d_il d_jk) within the free components. A rotation that is free (F_ij and F_ji both) has no
    /// elastic stiffness; with that of the shear, 2 mu, the inverse exists and gives symmetric errors their strain.
    /// </summary>
    private void Invert(int mask)
    {
        _complianceMask = mask;
        Array.Clear(_compliance);
        Span<int> free = stackalloc int[9];
        int n = 0;
        for (int c = 0; c < 9; c++)
        {
            if ((mask >> c & 1) == 0)
                free[n++] = c;
        }

        // The columns of the inverse one by one; the system is at most 9 x 9 and the mask changes with the load step only.
        Span<double> x = stackalloc double[9];
        for (int column = 0; column < n; column++)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    _work[i * (n + 1) + j] = Stiffness(mask, free[i], free[j]);
                _work[i * (n + 1) + n] = i == column ? 1.0 : 0.0;
            }

            SmallLinearSystem.Solve(_work.AsSpan(0, n * (n + 1)), n, 1e-9 * (Medium.Lambda_Pa + 2.0 * Medium.Shear_Pa), x);
            for (int i = 0; i < n; i++)
                _compliance[9 * free[i] + free[column]] = x[i];
        }
    }

    /// <summary>Gives both of a pair of free components ij and ji their mean.</summary>
    private static void Symmetrise(int mask, Span<double> error)
    {
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (FreeRotation.IsFree(mask, i, j))
                    error[3 * i + j] = error[3 * j + i] = 0.5 * (error[3 * i + j] + error[3 * j + i]);
            }
        }
    }

    private double Stiffness(int mask, int ij, int kl)
    {
        (int i, int j, int k, int l) = (ij / 3, ij % 3, kl / 3, kl % 3);
        double bulk = i == j && k == l ? Medium.Lambda_Pa : 0.0, same = i == k && j == l ? 1.0 : 0.0, crossed = i == l && j == k ? 1.0 : 0.0;
        bool rotates = i != j && FreeRotation.IsFree(mask, i, j);
        return bulk + Medium.Shear_Pa * (rotates ? 2.0 * same : same + crossed);
    }
}
