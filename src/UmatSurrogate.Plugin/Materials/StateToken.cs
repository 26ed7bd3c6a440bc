using System.Buffers.Binary;
using System.Text;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>
/// What the state of a point belongs to: 52 bits of the SHA-256 over the layout's name, the content hashes of the models and the
/// grains, as a whole number that a double holds exactly and that is never 0. It stands behind the state vector in STATEV and is
/// compared on every call, so that a state never meets another model or other grains (a restart after an edit, say).
/// </summary>
internal static class StateToken
{
    private const string Layout = "umat-surrogate/statev/1";

    // Whole numbers up to 2^24 are exact in float.
    private const ulong SinglePrecisionValues = (1UL << 24) - 1;

    /// <summary>The token for a host that keeps its state variables in single precision: 24 bits of it, never 0.</summary>
    public static double InSinglePrecision(double token) => 1.0 + (ulong)token % SinglePrecisionValues;

    public static double Of(SurrogateEnsemble ensemble, ReadOnlySpan<Grain> grains)
    {
        Sha256Digest hash = new();
        hash.Append(Encoding.UTF8.GetBytes($"{Layout}\n"));
        foreach (SurrogateEvaluator member in ensemble.Members)
            hash.Append(Encoding.UTF8.GetBytes($"{member.Model.ContentHash}\n"));
        Span<byte> bytes = stackalloc byte[7 * sizeof(double)];
        foreach (Grain grain in grains)
        {
            Orientation q = grain.Orientation;
            ReadOnlySpan<double> numbers = [grain.X, grain.Y, grain.Z, q.Q0, q.Q1, q.Q2, q.Q3];
            for (int i = 0; i < numbers.Length; i++)
                BinaryPrimitives.WriteDoubleLittleEndian(bytes[(sizeof(double) * i)..], numbers[i]);
            hash.Append(bytes);
        }
        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(hash.Finish()) & ((1UL << 52) - 1);
        return Math.Max(1UL, number);
    }
}
