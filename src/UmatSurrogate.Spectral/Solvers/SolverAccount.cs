namespace UmatSurrogate.Spectral;

/// <summary>What a solver has done since it was made or reset, and where the time went.</summary>
public sealed class SolverAccount
{
    /// <summary>Increments, or parts of increments, that converged.</summary>
    public int Increments { get; internal set; }

    /// <summary>Increments, or parts of increments, that did not.</summary>
    public int Failures { get; internal set; }

    /// <summary>Iterations of the nonlinear solver.</summary>
    public long Iterations { get; internal set; }

    /// <summary>Evaluations of the material in all voxels.</summary>
    public long Evaluations { get; internal set; }

    /// <summary>Time [s] in the material.</summary>
    public double MaterialTime_s { get; internal set; }

    /// <summary>Time [s] in Fourier transforms.</summary>
    public double FourierTime_s { get; internal set; }

    /// <summary>Time [s] of the increments altogether.</summary>
    public double TotalTime_s { get; internal set; }

    /// <summary>Time [s] of the rest: Green operator, norms, mixing, start of the increments.</summary>
    public double AlgebraTime_s => TotalTime_s - MaterialTime_s - FourierTime_s;

    /// <summary>All zero.</summary>
    public void Reset()
    {
        (Increments, Failures, Iterations, Evaluations) = (0, 0, 0, 0);
        (MaterialTime_s, FourierTime_s, TotalTime_s) = (0.0, 0.0, 0.0);
    }
}
