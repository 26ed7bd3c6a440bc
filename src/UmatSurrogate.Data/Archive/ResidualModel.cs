using System.Numerics;

namespace UmatSurrogate.Data;

/// <summary>
/// Codes whole numbers whose size is roughly known: zero or the number of binary digits in unary, the leading digits and the sign, each decision with a
/// probability learnt in its context; the context is the expected size.
/// </summary>
internal sealed class ResidualModel
{
    private const int Contexts = 64;
    private const int LongestNumber = 40;
    private const int ModelledDigits = 3;

    private readonly AdaptiveBit[] _length = new AdaptiveBit[Contexts * (LongestNumber + 1)];
    private readonly AdaptiveBit[] _digits = new AdaptiveBit[(LongestNumber + 1) << ModelledDigits];
    private AdaptiveBit _sign;

    /// <summary>The context of an expected absolute value, given in sixteenths: four contexts per doubling.</summary>
    public static int ContextOf(long sixteenths)
    {
        ulong size = (ulong)sixteenths + 4;
        int log = BitOperations.Log2(size);
        int fraction = (int)((size >> (log - 2)) & 3);
        return Math.Min(Contexts - 1, 4 * (log - 2) + fraction);
    }

    /// <summary>The expected absolute value that stands for a context.</summary>
    public static double ExpectedSize(int context)
    {
        (int log, int fraction) = Math.DivRem(context, 4);
        return ((4 + fraction) * (1L << log) - 4) / 16.0;
    }

    public void Encode(RangeEncoder encoder, long value, int context)
    {
        ulong size = (ulong)Math.Abs(value);
        int length = size == 0 ? 0 : BitOperations.Log2(size) + 1;
        for (int k = 0; k <= length; k++)
        {
            ref AdaptiveBit bit = ref _length[context * (LongestNumber + 1) + k];
            Put(encoder, ref bit, k < length ? 1 : 0);
        }
        int node = 1;
        for (int digit = length - 2; digit >= 0; digit--)
        {
            int value2 = (int)((size >> digit) & 1);
            if (length - 2 - digit < ModelledDigits)
            {
                Put(encoder, ref _digits[(length << ModelledDigits) + node], value2);
                node = 2 * node + value2;
            }
            else
            {
                encoder.Encode(value2, 1u << 15);
            }
        }
        if (length > 0)
            Put(encoder, ref _sign, value < 0 ? 1 : 0);
    }

    public long Decode(ref RangeDecoder decoder, int context)
    {
        int length = 0;
        while (length < LongestNumber && Take(ref decoder, ref _length[context * (LongestNumber + 1) + length]) == 1)
            length++;
        if (length == 0)
            return 0;
        ulong size = 1;
        int node = 1;
        for (int digit = length - 2; digit >= 0; digit--)
        {
            int bit;
            if (length - 2 - digit < ModelledDigits)
            {
                bit = Take(ref decoder, ref _digits[(length << ModelledDigits) + node]);
                node = 2 * node + bit;
            }
            else
            {
                bit = decoder.Decode(1u << 15);
            }
            size = 2 * size + (uint)bit;
        }
        return Take(ref decoder, ref _sign) == 1 ? -(long)size : (long)size;
    }

    private static void Put(RangeEncoder encoder, ref AdaptiveBit model, int bit)
    {
        encoder.Encode(bit, model.ProbabilityOfZero);
        model.Learn(bit);
    }

    private static int Take(ref RangeDecoder decoder, ref AdaptiveBit model)
    {
        int bit = decoder.Decode(model.ProbabilityOfZero);
        model.Learn(bit);
        return bit;
    }
}
