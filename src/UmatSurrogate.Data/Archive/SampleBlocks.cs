using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// The samples of a data set as blocks of bytes: heads and stresses of consecutive samples, every block coded by itself. Stresses become whole
/// multiples of a step; a component is off by at most half a step, the 33 component, which follows from the other two of the trace, by one step.
/// </summary>
internal static class SampleBlocks
{
    /// <summary>Samples per block: enough to learn from, few enough to keep several threads busy.</summary>
    public const int SamplesPerBlock = 512;

    /// <summary>Largest stress in steps: <see cref="ResidualModel"/> codes numbers of at most 40 digits, also the error of a bad prediction.</summary>
    private const double LargestWhole = 1L << 37;

    private const int HeadBits = 8;

    /// <summary>Codes the records of a block.</summary>
    public static byte[] Encode(DatasetPlan plan, ReadOnlySpan<byte[]> records, double step_Pa)
    {
        RangeEncoder encoder = new();
        StressCodec codec = new();
        AdaptiveBit ordinary = default;
        long[] values = [];
        foreach (byte[] record in records)
        {
            SampleHead head = DatasetRecords.ReadSampleHead(record);
            EncodeHead(encoder, ref ordinary, head);
            Whole(DatasetRecords.Stresses(record), step_Pa, ref values);
            codec.Encode(encoder, new PathFeatures(plan.PortablePath(head.Entry.Path)), values);
        }
        return encoder.Finish();
    }

    /// <summary>Decodes the records of a block.</summary>
    /// <param name="plan">Plan of the data set.</param>
    /// <param name="bytes">The coded block.</param>
    /// <param name="first">Index of its first sample.</param>
    /// <param name="records">To be filled.</param>
    /// <param name="step_Pa">The step.</param>
    public static void Decode(DatasetPlan plan, ReadOnlySpan<byte> bytes, int first, Span<byte[]> records, double step_Pa)
    {
        RangeDecoder decoder = new(bytes);
        StressCodec codec = new();
        AdaptiveBit ordinary = default;
        int steps = plan.Spec.PathRule.Steps;
        long[] values = new long[StressCodec.Components * (steps + 1)];
        for (int k = 0; k < records.Length; k++)
        {
            DatasetEntry entry = plan.Entry(first + k);
            byte[] record = new byte[DatasetRecords.SampleLength(steps)];
            DatasetRecords.WriteSampleHead(DecodeHead(ref decoder, ref ordinary, entry, plan.PartOfSample(first + k).Part.Fidelity), record);
            codec.Decode(ref decoder, new PathFeatures(plan.PortablePath(entry.Path)), values);
            Stresses(values, step_Pa, DatasetRecords.Stresses(record));
            records[k] = record;
        }
    }

    /// <summary>The record that decoding gives: every stress a multiple of the step.</summary>
    public static byte[] Rounded(byte[] record, double step_Pa)
    {
        long[] values = [];
        byte[] rounded = [.. record];
        Whole(DatasetRecords.Stresses(record), step_Pa, ref values);
        Stresses(values, step_Pa, DatasetRecords.Stresses(rounded));
        return rounded;
    }

    private static void EncodeHead(RangeEncoder encoder, ref AdaptiveBit ordinary, in SampleHead head)
    {
        bool special = head.Status != PointStatus.Ok || head.Halvings > 0;
        encoder.Encode(special ? 1 : 0, ordinary.ProbabilityOfZero);
        ordinary.Learn(special ? 1 : 0);
        if (!special)
            return;
        WriteBits(encoder, (uint)head.Status, HeadBits);
        WriteBits(encoder, (uint)head.Halvings, HeadBits);
        WriteBits(encoder, (uint)head.FailedIncrement, 4 * HeadBits);
    }

    private static SampleHead DecodeHead(ref RangeDecoder decoder, ref AdaptiveBit ordinary, in DatasetEntry entry, Fidelity fidelity)
    {
        int special = decoder.Decode(ordinary.ProbabilityOfZero);
        ordinary.Learn(special);
        if (special == 0)
            return new(entry, fidelity, PointStatus.Ok, 0, 0);
        PointStatus status = (PointStatus)ReadBits(ref decoder, HeadBits);
        int halvings = (int)ReadBits(ref decoder, HeadBits) & 15;
        return new(entry, fidelity, status, (int)ReadBits(ref decoder, 4 * HeadBits), halvings);
    }

    private static void WriteBits(RangeEncoder encoder, uint value, int bits)
    {
        for (int k = bits - 1; k >= 0; k--)
            encoder.Encode((int)((value >> k) & 1), 1u << 15);
    }

    private static uint ReadBits(ref RangeDecoder decoder, int bits)
    {
        uint value = 0;
        for (int k = 0; k < bits; k++)
            value = (value << 1) | (uint)decoder.Decode(1u << 15);
        return value;
    }

    private static void Whole(ReadOnlySpan<float> stresses, double step_Pa, ref long[] values)
    {
        int times = stresses.Length / DatasetRecords.StressComponents;
        if (values.Length != StressCodec.Components * times)
            values = new long[StressCodec.Components * times];
        for (int t = 0; t < times; t++)
        {
            ReadOnlySpan<float> s = stresses.Slice(DatasetRecords.StressComponents * t, DatasetRecords.StressComponents);
            Span<long> v = values.AsSpan(StressCodec.Components * t, StressCodec.Components);
            (v[0], v[1]) = (Round(s[0], step_Pa), Round(s[1], step_Pa));
            (v[2], v[3], v[4], v[5]) = (Round(s[3], step_Pa), Round(s[4], step_Pa), Round(s[5], step_Pa), Round(s[6], step_Pa));
        }
    }

    private static long Round(float stress_Pa, double step_Pa)
    {
        double steps = Math.Round(stress_Pa / step_Pa);
        return Math.Abs(steps) <= LargestWhole
            ? (long)steps
            : throw new InputException(FormattableString.Invariant(
                $"A stress of {stress_Pa} Pa is no whole number of steps of {step_Pa} Pa below 2^37; give a larger step, such as 2000."));
    }

    private static void Stresses(ReadOnlySpan<long> values, double step_Pa, Span<float> stresses)
    {
        for (int t = 0; t < values.Length / StressCodec.Components; t++)
        {
            ReadOnlySpan<long> v = values.Slice(StressCodec.Components * t, StressCodec.Components);
            Span<float> s = stresses.Slice(DatasetRecords.StressComponents * t, DatasetRecords.StressComponents);
            (s[0], s[1], s[2]) = ((float)(step_Pa * v[0]), (float)(step_Pa * v[1]), (float)(step_Pa * -(v[0] + v[1])));
            (s[3], s[4], s[5], s[6]) = ((float)(step_Pa * v[2]), (float)(step_Pa * v[3]), (float)(step_Pa * v[4]), (float)(step_Pa * v[5]));
        }
    }
}
