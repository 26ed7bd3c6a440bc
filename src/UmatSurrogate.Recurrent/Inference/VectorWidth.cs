namespace UmatSurrogate.Recurrent;

/// <summary>Width of the registers that the network kernels use.</summary>
public enum VectorWidth
{
    /// <summary>The widest that the processor runs in hardware.</summary>
    Automatic = 0,

    /// <summary>128 bit (baseline).</summary>
    Bits128 = 128,

    /// <summary>256 bit (AVX2 and FMA).</summary>
    Bits256 = 256,

    /// <summary>512 bit (AVX-512).</summary>
    Bits512 = 512,
}
