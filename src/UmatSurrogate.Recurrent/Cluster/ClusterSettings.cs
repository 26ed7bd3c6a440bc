using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Constants of the cluster model (see <see cref="ClusterPolycrystal"/>); K sweeps. The defaults are fitted: with three sweeps the stress
/// explains full-field simulations of random cells as well as twenty damped sweeps towards the fixed point.
/// </summary>
public sealed record ClusterSettings
{
    /// <summary>beta: strength of the interaction (slip resistance over twice the shear stiffness of the medium that a grain sees).</summary>
    public double Coupling { get; init; } = 1.42;

    /// <summary>Sharpness c_0 .. c_K of the soft maximum at the start and after each sweep; K + 1 values.</summary>
    public ImmutableArray<double> Sharpness { get; init; } = [2.79, 5.17, 10.98, 5.87];

    /// <summary>Relaxation factors a_1 .. a_K, each above 0 and at most 10; their number is the number of sweeps.</summary>
    public ImmutableArray<double> Relaxation { get; init; } = [0.843, 0.683, 0.125];

    /// <summary>Momentum m_1 .. m_K, each from -10 to 10; m_1 has no effect.</summary>
    public ImmutableArray<double> Momentum { get; init; } = [0.0, 0.835, -0.072];

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
            Require(a is > 0.0 and <= 10.0, "relaxation", a, "above 0 and at most 10");
        foreach (double m in Momentum)
            Require(m is >= -10.0 and <= 10.0, "momentum", m, "from -10 to 10");
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
