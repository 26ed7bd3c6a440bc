using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>Constants of the cluster model (see <see cref="ClusterPolycrystal"/>); K sweeps.</summary>
public sealed record ClusterSettings
{
    /// <summary>beta: strength of the interaction (slip resistance over twice the shear stiffness of the medium that a grain sees).</summary>
    public double Coupling { get; init; } = 2.5;

    /// <summary>Sharpness c_0 .. c_K of the soft maximum at the start and after each sweep; K + 1 values.</summary>
    public ImmutableArray<double> Sharpness { get; init; } = [.. Enumerable.Repeat(6.0, 21)];

    /// <summary>Relaxation factors a_1 .. a_K, each above 0 and at most 2; their number is the number of sweeps.</summary>
    public ImmutableArray<double> Relaxation { get; init; } = [.. Enumerable.Repeat(0.17, 20)];

    /// <summary>Momentum m_1 .. m_K, each at least 0 and below 1.</summary>
    public ImmutableArray<double> Momentum { get; init; } = [.. Enumerable.Repeat(0.0, 20)];

    /// <summary>Voxels along each edge of the cell for volume fractions and interaction (see <see cref="GrainInteraction"/>).</summary>
    public int Grid { get; init; } = GrainInteraction.DefaultGrid;

    /// <summary>K.</summary>
    public int Sweeps => Relaxation.Length;

    /// <summary>Throws <see cref="InputException"/> if a number makes no sense.</summary>
    /// <param name="source">Where the settings come from, for the message.</param>
    public void Validate(string source)
    {
        Require(Coupling >= 0.0 && double.IsFinite(Coupling), "coupling", Coupling, "a finite value >= 0");
        Require(!Relaxation.IsDefaultOrEmpty && Relaxation.Length <= 100, "relaxation (length)", Relaxation.IsDefault ? 0 : Relaxation.Length, "1..100 values");
        Require(!Sharpness.IsDefault && Sharpness.Length == Sweeps + 1, "sharpness (length)", Sharpness.IsDefault ? 0 : Sharpness.Length, $"one more value than 'relaxation', {Sweeps + 1}");
        Require(!Momentum.IsDefault && Momentum.Length == Sweeps, "momentum (length)", Momentum.IsDefault ? 0 : Momentum.Length, $"as many values as 'relaxation', {Sweeps}");
        foreach (double c in Sharpness)
            Require(c > 0.0 && c <= ClusterPolycrystal.MaximumSharpness, "sharpness", c, $"above 0 and at most {ClusterPolycrystal.MaximumSharpness}");
        foreach (double a in Relaxation)
            Require(a is > 0.0 and <= 2.0, "relaxation", a, "above 0 and at most 2");
        foreach (double m in Momentum)
            Require(m is >= 0.0 and < 1.0, "momentum", m, "at least 0 and below 1");
        Require(Grid is >= 2 and <= 256, "grid", Grid, "from 2 to 256");

        void Require(bool condition, string key, double value, string expected)
        {
            if (!condition)
                throw new InputException($"{source}: 'cluster.{key}' is {value:R}, expected {expected}.");
        }
    }

    /// <summary>Equal numbers.</summary>
    public bool Equals(ClusterSettings? other) => other is not null && Coupling.Equals(other.Coupling) && Grid == other.Grid
        && Sharpness.AsSpan().SequenceEqual(other.Sharpness.AsSpan())
        && Relaxation.AsSpan().SequenceEqual(other.Relaxation.AsSpan())
        && Momentum.AsSpan().SequenceEqual(other.Momentum.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Coupling, Grid, Sweeps, Relaxation[0]);

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Coupling = {Coupling:R}, Sharpness = {List(Sharpness)}, Relaxation = {List(Relaxation)}, Momentum = {List(Momentum)}, Grid = {Grid}");
        return true;

        static string List(ImmutableArray<double> values) => $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
    }
}
