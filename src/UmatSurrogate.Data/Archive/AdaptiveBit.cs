namespace UmatSurrogate.Data;

/// <summary>
/// The probability that a decision is 0, learnt from the decisions before it in the same context: the mean of a fast and a slow estimate.
/// </summary>
internal struct AdaptiveBit
{
    private const int FastShift = 4;
    private const int SlowShift = 7;
    private const int Half = 1 << 15;

    // Distance from one half, so that the default value of the struct is an even chance.
    private short _fast;
    private short _slow;

    /// <summary>In units of 2^-16, within 1 .. 65535.</summary>
    public readonly uint ProbabilityOfZero => (uint)Math.Clamp(Half + ((_fast + _slow) >> 1), 32, 65536 - 32);

    public void Learn(int bit)
    {
        int target = bit == 0 ? Half - 1 : -Half;
        _fast += (short)((target - _fast) >> FastShift);
        _slow += (short)((target - _slow) >> SlowShift);
    }
}
