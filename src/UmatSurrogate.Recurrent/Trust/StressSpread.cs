namespace UmatSurrogate.Recurrent;

/// <summary>
/// Disagreement of the members of an ensemble: the root of the mean square deviation of their stresses from their mean,
/// sqrt(1/M sum_m |s_m - mean|^2), with the Frobenius norm of the tensor. Members have one mean stress, so that it is one of deviators.
/// </summary>
public static class StressSpread
{
    /// <summary>The spread, in the unit of the stresses; 0 for one member.</summary>
    /// <param name="stresses">6 M values, member by member, order 11, 22, 33, 12, 13, 23.</param>
    public static double Of(ReadOnlySpan<double> stresses)
    {
        int members = stresses.Length / 6;
        double sum = 0.0;
        for (int c = 0; c < 6; c++)
        {
            double mean = 0.0, square = 0.0;
            for (int m = 0; m < members; m++)
                mean += stresses[6 * m + c] / members;
            for (int m = 0; m < members; m++)
                square += (stresses[6 * m + c] - mean) * (stresses[6 * m + c] - mean);
            sum += (c < 3 ? 1.0 : 2.0) * square;
        }
        return Math.Sqrt(sum / members);
    }
}
