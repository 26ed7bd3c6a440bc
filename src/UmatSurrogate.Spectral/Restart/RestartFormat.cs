using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>Pieces of a restart: little-endian doubles, vectors with their length before them.</summary>
internal static class RestartFormat
{
    // A span of bytes has no more than 2 GB; the fields of 310^3 voxels and above have.
    private const int Piece = 1 << 20;

    public static void WriteDoubles(BinaryWriter writer, ReadOnlySpan<double> values)
    {
        RequireLittleEndian();
        writer.Write(values.Length);
        for (int first = 0; first < values.Length; first += Piece)
            writer.Write(MemoryMarshal.AsBytes(values.Slice(first, Math.Min(Piece, values.Length - first))));
    }

    /// <exception cref="InvalidDataException">Another number of values was written.</exception>
    public static void ReadDoubles(BinaryReader reader, Span<double> values)
    {
        RequireLittleEndian();
        int length = reader.ReadInt32();
        if (length != values.Length)
            throw new InvalidDataException($"A piece of {length} numbers was found where {values.Length} are expected.");
        for (int first = 0; first < length; first += Piece)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.Slice(first, Math.Min(Piece, length - first))));
    }

    public static void WriteVector(BinaryWriter writer, AlignedVector vector) => WriteDoubles(writer, vector.All);

    public static void ReadVector(BinaryReader reader, AlignedVector vector) => ReadDoubles(reader, vector.All);

    public static void WriteTensor(BinaryWriter writer, in Tensor3x3 value)
    {
        Span<double> components = stackalloc double[9];
        value.ToRowMajor(components);
        WriteDoubles(writer, components);
    }

    public static Tensor3x3 ReadTensor(BinaryReader reader)
    {
        Span<double> components = stackalloc double[9];
        ReadDoubles(reader, components);
        return Tensor3x3.FromRowMajor(components);
    }

    /// <summary>SHA-256 over all settings on which a result depends: not the number of threads.</summary>
    public static byte[] Digest(SpectralSettings settings)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write((int)settings.Operator);
        writer.Write((int)settings.Scheme);
        writer.Write((int)settings.Start);
        writer.Write(settings.Depth);
        writer.Write(settings.ReferenceFactor);
        writer.Write(settings.RelativeDivergence);
        writer.Write(settings.AbsoluteDivergence_Pa);
        writer.Write(settings.RelativeMeanStress);
        writer.Write(settings.AbsoluteMeanStress_Pa);
        writer.Write(settings.ScaleFreeResidual);
        writer.Write(settings.MinimumIterations);
        writer.Write(settings.MaximumIterations);
        writer.Write(settings.MaximumCutbacks);
        writer.Flush();
        return Sha256Digest.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Restart files are little-endian; this processor is not.");
    }
}
