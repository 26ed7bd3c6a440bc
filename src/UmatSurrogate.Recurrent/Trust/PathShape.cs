using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>How a path bends: measures that training records and the score compares. Pure functions.</summary>
public static class PathShape
{
    /// <summary>
    /// Angle between the fading strain e_1 at the start of a step and its strain increment D, degrees; 0 where one of them gives no
    /// direction (|e_1| below <see cref="SteppingRule.DirectionThreshold"/>, |D| below <paramref name="shortest"/>).
    /// </summary>
    public static double Turn_deg(in DeviatoricVector e1, in DeviatoricVector d, double shortest)
    {
        double length = e1.Norm, x = d.Norm;
        if (!(length >= SteppingRule.DirectionThreshold && x > 0.0 && x >= shortest))
            return 0.0;
        return 180.0 / Math.PI * Math.Acos(Math.Clamp(DeviatoricVector.Dot(e1, d) / (length * x), -1.0, 1.0));
    }

    /// <summary>l - |dev ln Ub| (not below 0): straining that did not lead away from the start.</summary>
    public static double Excess(in SymmetricTensor isochoric, double pathLength) =>
        Math.Max(0.0, pathLength - SymmetricTensor.Log(isochoric).Deviator.Norm);
}
