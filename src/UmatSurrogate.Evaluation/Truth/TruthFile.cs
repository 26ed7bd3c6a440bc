using System.Security.Cryptography;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// A kept response of crystal plasticity: <c>"UMATTRTH"</c>, the key (32 bytes), the number of entries (i32), the failure (string, empty: none), per entry
/// F row-major and the Cauchy stress in Pa (15 f64, little endian), SHA-256 of everything before. The key is the hash of what decides the
/// response: crystals, fidelity with its settings, grains, load, and the version of the simulation below.
/// </summary>
internal static class TruthFile
{
    /// <summary>Part of every key: to be raised when a change of the solvers moves stresses by more than their tolerance.</summary>
    private const int SimulationVersion = 1;

    private static ReadOnlySpan<byte> Magic => "UMATTRTH"u8;

    public static string NameOf(byte[] key) => Convert.ToHexStringLower(key.AsSpan(0, 16)) + ".truth";

    public static byte[] Key(CrystalPlasticity plasticity, in TruthCase item)
    {
        using MemoryStream bytes = new();
        using (BinaryWriter writer = new(bytes))
        {
            writer.Write(Magic);
            writer.Write(SimulationVersion);
            Write(writer, plasticity.Material);
            Write(writer, plasticity.Part);
            foreach (ref readonly Grain grain in item.VolumeElement.Grains)
                Write(writer, [grain.X, grain.Y, grain.Z, grain.Orientation.Q0, grain.Orientation.Q1, grain.Orientation.Q2, grain.Orientation.Q3]);
            Write(writer, item.Load);
        }

        return SHA256.HashData(bytes.ToArray());
    }

    /// <summary>The response in a file; null if the file is missing, damaged, or of another key.</summary>
    public static LoadResponse? TryRead(string file, byte[] key)
    {
        if (!File.Exists(file))
            return null;
        byte[] bytes = File.ReadAllBytes(file);
        int content = bytes.Length - SHA256.HashSizeInBytes;
        if (content < Magic.Length + key.Length || !SHA256.HashData(bytes.AsSpan(0, content)).AsSpan().SequenceEqual(bytes.AsSpan(content))
            || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic) || !bytes.AsSpan(Magic.Length, key.Length).SequenceEqual(key))
        {
            return null;
        }

        using BinaryReader reader = new(new MemoryStream(bytes, 0, content));
        reader.BaseStream.Position = Magic.Length + key.Length;
        int count = reader.ReadInt32();
        string failure = reader.ReadString();
        Tensor3x3[] F = new Tensor3x3[count];
        SymmetricTensor[] stress_Pa = new SymmetricTensor[count];
        Span<double> values = stackalloc double[15];
        for (int k = 0; k < count; k++)
        {
            foreach (ref double value in values)
                value = reader.ReadDouble();
            (F[k], stress_Pa[k]) = (Tensor3x3.FromRowMajor(values[..9]), SymmetricTensor.FromSpan(values[9..]));
        }

        return new(F, stress_Pa, failure.Length == 0 ? null : failure);
    }

    public static void Write(string file, byte[] key, LoadResponse response)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Magic);
        writer.Write(key);
        writer.Write(response.CauchyStress_Pa.Length);
        writer.Write(response.Failure ?? "");
        double[] values = new double[15];
        for (int k = 0; k < response.CauchyStress_Pa.Length; k++)
        {
            response.DeformationGradients[k].ToRowMajor(values.AsSpan(0, 9));
            response.CauchyStress_Pa[k].ToSpan(values.AsSpan(9));
            Write(writer, values);
        }

        writer.Flush();
        writer.Write(SHA256.HashData(stream.ToArray()));
        writer.Flush();
        string partial = $"{file}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.partial";
        File.WriteAllBytes(partial, stream.ToArray());
        File.Move(partial, file, overwrite: true);
    }

    private static void Write(BinaryWriter writer, in PhenopowerlawParameters m) => Write(writer,
    [
        m.C11_Pa, m.C12_Pa, m.C44_Pa, m.ReferenceShearRate_perSecond, m.RateExponent, m.InitialResistance_Pa, m.SaturationResistance_Pa,
        m.HardeningModulus_Pa, m.HardeningExponent, m.SelfInteraction, m.CoplanarInteraction, m.CollinearInteraction, m.HirthInteraction,
        m.GlissileOneInteraction, m.GlissileTwoInteraction, m.LomerInteraction,
    ]);

    private static void Write(BinaryWriter writer, DatasetPart part)
    {
        writer.Write(part.Fidelity.VoxelsPerEdge);
        if (part.Fidelity.IsFullField)
        {
            writer.Write((int)part.Operator);
            writer.Write(part.RelativeDivergence);
            writer.Write(part.Retries);
        }
    }

    private static void Write(BinaryWriter writer, TruthLoad load)
    {
        Span<double> components = stackalloc double[9];
        if (load.Path is { } path)
        {
            Write(writer, path.Times_s);
            foreach (Tensor3x3 F in path.DeformationGradients)
            {
                F.ToRowMajor(components);
                Write(writer, components);
            }
        }

        foreach (MixedLoadStep step in load.Steps)
        {
            writer.Write((int)step.DeformationKind);
            writer.Write(step.DeformationMask);
            writer.Write((int)step.StressKind);
            writer.Write(step.Increments);
            Write(writer, [step.Time_s, step.GeometricRatio]);
            foreach (Tensor3x3 tensor in new[] { step.Deformation, step.Stress, step.LoadFrame })
            {
                tensor.ToRowMajor(components);
                Write(writer, components);
            }
        }
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            writer.Write(value);
    }
}
