using System.Collections.Immutable;
using System.Globalization;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Weights b_k and magnitudes g_k of the five classes of Bishop-Hill vertices for one or more soft maxima, five numbers for each:
/// <code>
/// s(d) = sum_v p_v g_k(v) sigma_v,   p_v = exp(sigma_v . d + b_k(v)) / sum_u exp(sigma_u . d + b_k(u))
/// </code>
/// with the classes A (6 vertices: uniaxial stress along a cube axis), B (6: shear on the cube axes), C (12), D (24), E (8: equal
/// shears) in the order of <c>BishopHillKernel</c>. Only differences of weights count. Empty lists are zeros and ones: all vertices alike.
/// </summary>
public sealed record VertexClasses
{
    /// <summary>Number of classes.</summary>
    public const int Count = WeightedBishopHillKernel.Classes;

    /// <summary>Largest absolute value of a weight: the exponentials are taken in single precision.</summary>
    public const double LargestWeight = 3.0;

    /// <summary>Smallest magnitude.</summary>
    public const double SmallestMagnitude = 0.2;

    /// <summary>Largest magnitude.</summary>
    public const double LargestMagnitude = 3.0;

    /// <summary>All vertices alike.</summary>
    public static VertexClasses Alike { get; } = new();

    /// <summary>b_k, natural logarithms, from -3 to 3.</summary>
    public ImmutableArray<double> Weights { get; init; } = [];

    /// <summary>g_k, from 0.2 to 3.</summary>
    public ImmutableArray<double> Magnitudes { get; init; } = [];

    /// <summary>b_k of soft maximum number <paramref name="index"/>.</summary>
    public double Weight(int index, int k) => Weights.IsEmpty ? 0.0 : Weights[Count * index + k];

    /// <summary>g_k of soft maximum number <paramref name="index"/>.</summary>
    public double Magnitude(int index, int k) => Magnitudes.IsEmpty ? 1.0 : Magnitudes[Count * index + k];

    /// <summary>Throws <see cref="InputException"/> if a number makes no sense.</summary>
    /// <param name="source">Where the settings come from, for the message.</param>
    /// <param name="name">Name of the soft maxima.</param>
    /// <param name="maxima">Their number.</param>
    internal void Validate(string source, string name, int maxima)
    {
        Check("weights", Weights, -LargestWeight, LargestWeight);
        Check("magnitudes", Magnitudes, SmallestMagnitude, LargestMagnitude);

        void Check(string key, ImmutableArray<double> values, double smallest, double largest)
        {
            if (values.IsDefault || (!values.IsEmpty && values.Length != Count * maxima))
                throw new InputException($"{source}: 'cluster.{name}_vertex_{key}' has {(values.IsDefault ? 0 : values.Length)} values, expected {Count * maxima} (five for each soft maximum) or none.");
            foreach (double v in values)
            {
                if (!(v >= smallest && v <= largest))
                    throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{source}: 'cluster.{name}_vertex_{key}' holds {v:R}, expected values from {smallest} to {largest}."));
            }
        }
    }

    /// <summary>Equal numbers.</summary>
    public bool Equals(VertexClasses? other) => other is not null
        && Weights.AsSpan().SequenceEqual(other.Weights.AsSpan()) && Magnitudes.AsSpan().SequenceEqual(other.Magnitudes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Weights.Length, Magnitudes.Length, Weights.IsEmpty ? 0.0 : Weights[0]);

    /// <inheritdoc/>
    public override string ToString() => $"(weights {List(Weights)}, magnitudes {List(Magnitudes)})";

    private static string List(ImmutableArray<double> values) => $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
}
