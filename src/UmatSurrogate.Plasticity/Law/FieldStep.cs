using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plasticity;

/// <summary>
/// What the iterations of <see cref="FieldUpdate"/> work on; nothing in it outlives an update. On processors it should be aligned to a cache line: a
/// register that crosses one costs twice.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct FieldStep<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Trial elastic deformation F1 Fp0^-1, plastic increment N = dt Lp, elastic deformation Fe, and Fe S.</summary>
    public LaneTensor<TLane> TrialElastic, N, Fe, FeS;

    /// <summary>Deviator of S [Pa], its last Newton step (to be subtracted), and the residual strain.</summary>
    public LaneDeviator<TLane> S, Step, Residual;

    /// <summary>T_a = sqrt 6 tau_a [Pa], its last step, and y_a = 1/(sqrt 6 xi_a) [1/Pa].</summary>
    public LaneSlip<TLane> T, StepT, y;

    /// <summary>Slip increments G_a, corrected for the change of xi, and slopes h_a [1/Pa] of <see cref="PowerLawSlip"/>; |G_a|; the accepted G_a.</summary>
    public LaneSlip<TLane> G, h, Magnitude, Accepted;

    /// <summary>Change u_a = xi_a - xi_a(start) [Pa], and h_0 f = f0 + f1 u, f expanded to first order about u = v; t_a/sqrt 6 = sum_b H_ab |G_b|.</summary>
    public LaneSlip<TLane> u, v, f0, f1, HardeningSum;

    /// <summary>Relative softening of all slip increments by the hardening of the step, and the inverse of the stress at which they double, see <see cref="FieldHardening"/>.</summary>
    public TLane Softening, Coupling;
}
