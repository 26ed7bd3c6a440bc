using System.Buffers.Binary;
using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Data;

/// <summary>The first 16 bytes of a sample.</summary>
/// <param name="Entry">Volume element, path and split.</param>
/// <param name="Fidelity">How it was simulated.</param>
/// <param name="Status">Outcome.</param>
/// <param name="FailedIncrement">The increment that failed (1 .. T), or 0.</param>
/// <param name="Halvings">The increments were divided into 2^this parts, the attempts with fewer having failed.</param>
internal readonly record struct SampleHead(DatasetEntry Entry, Fidelity Fidelity, PointStatus Status, int FailedIncrement, int Halvings);

/// <summary>The records of the binary files of a data set, little endian; the README of this project has the tables.</summary>
internal static class DatasetRecords
{
    /// <summary>Bytes before the stresses of a sample.</summary>
    public const int SampleHeadLength = 16;

    /// <summary>Numbers per time of a sample: deviator 11, 22, 33, 12, 13, 23 and mean stress, float32, Pa.</summary>
    public const int StressComponents = 7;

    private const int VolumeElementHeadLength = 16;
    private const int NoTexture = -1;

    public static long VolumeElementLength(int grains) => VolumeElementHeadLength + 7L * sizeof(double) * grains;

    public static long PathLength(int steps) => 10L * sizeof(double) * (steps + 1);

    public static long SampleLength(int steps) => SampleHeadLength + (long)StressComponents * sizeof(float) * (steps + 1);

    public static void WriteVolumeElement(in PlannedVolumeElement planned, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, planned.Texture is TextureComponent texture ? (int)texture : NoTexture);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[8..], planned.HalfWidth_deg);
        Span<double> numbers = MemoryMarshal.Cast<byte, double>(bytes[VolumeElementHeadLength..]);
        int at = 0;
        foreach (Grain grain in planned.VolumeElement.Grains)
        {
            (double q0, double q1, double q2, double q3) = grain.Orientation;
            foreach (double number in (ReadOnlySpan<double>)[grain.X, grain.Y, grain.Z, q0, q1, q2, q3])
                numbers[at++] = number;
        }
    }

    public static PlannedVolumeElement ReadVolumeElement(ReadOnlySpan<byte> bytes)
    {
        int texture = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        double halfWidth_deg = BinaryPrimitives.ReadDoubleLittleEndian(bytes[8..]);
        ReadOnlySpan<double> n = MemoryMarshal.Cast<byte, double>(bytes[VolumeElementHeadLength..]);
        Grain[] grains = new Grain[n.Length / 7];
        for (int g = 0; g < grains.Length; g++)
        {
            ReadOnlySpan<double> v = n.Slice(7 * g, 7);
            grains[g] = new(v[0], v[1], v[2], new Orientation(v[3], v[4], v[5], v[6]));
        }
        return new(new VolumeElement(grains), texture == NoTexture ? null : (TextureComponent)texture, halfWidth_deg);
    }

    public static void WritePath(LoadPath path, Span<byte> bytes)
    {
        Span<double> numbers = MemoryMarshal.Cast<byte, double>(bytes);
        for (int t = 0; t < path.Times_s.Length; t++)
        {
            numbers[10 * t] = path.Times_s[t];
            path.DeformationGradients[t].ToRowMajor(numbers.Slice(10 * t + 1, 9));
        }
    }

    public static LoadPath ReadPath(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<double> numbers = MemoryMarshal.Cast<byte, double>(bytes);
        double[] times_s = new double[numbers.Length / 10];
        Tensor3x3[] F = new Tensor3x3[times_s.Length];
        for (int t = 0; t < times_s.Length; t++)
        {
            times_s[t] = numbers[10 * t];
            F[t] = Tensor3x3.FromRowMajor(numbers.Slice(10 * t + 1, 9));
        }
        return new LoadPath(times_s, F);
    }

    /// <summary>
    /// The head of a sample. The split stands in the lower half of byte 8, the binary logarithm of the parts per increment in the upper half; the
    /// voxels per edge (0: Taylor) in the two bytes after the status.
    /// </summary>
    public static void WriteSampleHead(in SampleHead head, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, head.Entry.VolumeElement);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], head.Entry.Path);
        bytes[8] = checked((byte)((int)head.Entry.Split | (head.Halvings << 4)));
        bytes[9] = checked((byte)head.Status);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[10..], checked((ushort)head.Fidelity.VoxelsPerEdge));
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], head.FailedIncrement);
    }

    public static SampleHead ReadSampleHead(ReadOnlySpan<byte> bytes) => new(
        new(BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), (DatasetSplit)(bytes[8] & 15)),
        new Fidelity(BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..])),
        (PointStatus)bytes[9],
        BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
        bytes[8] >> 4);

    /// <summary>The stresses of a sample, <see cref="StressComponents"/> per time.</summary>
    public static Span<float> Stresses(Span<byte> sample) => MemoryMarshal.Cast<byte, float>(sample[SampleHeadLength..]);
}
