using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Trace;

/// <summary>The latest evaluation of one traced point. Used under its own lock.</summary>
internal sealed class TraceSlot(int element, int point, int stateSize)
{
    public int Element { get; } = element;

    public int Point { get; } = point;

    /// <summary>False until the first evaluation and after the values were written.</summary>
    public bool Filled { get; set; }

    public int Increment { get; set; }

    /// <summary>Total time at the start of the increment, s.</summary>
    public double StartTime_s { get; set; }

    public double TimeIncrement_s { get; set; }

    public Tensor3x3 DeformationGradient { get; set; }

    public SymmetricTensor Stretch { get; set; }

    public SymmetricTensor RotatedCauchyStress_Pa { get; set; }

    public TrustScore Score { get; set; }

    public double Spread_Pa { get; set; }

    public double[] State { get; } = new double[stateSize];
}
