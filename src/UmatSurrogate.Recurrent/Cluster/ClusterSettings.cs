using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Constants of <see cref="ClusterPolycrystal"/>; K sweeps. The defaults are fitted to full-field simulations of random and textured cells:
/// few sweeps with coefficients of their own explain them as well as many damped sweeps towards the fixed point.
/// </summary>
public sealed record ClusterSettings
{
    /// <summary>Stresses computed for each step: plain ones of e_1 and of e_2, and those of the cluster.</summary>
    public const int StressCount = 6;

    /// <summary>beta: strength of the interaction (slip resistance over twice the shear stiffness of the medium that a grain sees).</summary>
    public double Coupling { get; init; } = 2.243;

    /// <summary>Sharpness c_0 .. c_(K-1) of the soft maximum in the sweeps.</summary>
    public ImmutableArray<double> Sharpness { get; init; } = [2.812, 4.803, 7.932, 7.992];

    /// <summary>Relaxation factors a_1 .. a_K, each above 0 and at most 10; their number is the number of sweeps.</summary>
    public ImmutableArray<double> Relaxation { get; init; } = [0.514, 0.431, 0.151, 0.138];

    /// <summary>Momentum m_1 .. m_K, each from -10 to 10; m_1 has no effect.</summary>
    public ImmutableArray<double> Momentum { get; init; } = [0.0, 0.598, 0.240, -0.202];

    /// <summary>
    /// Two sharpnesses, soft and sharp, of the stresses of the cluster: the stress of a rate-sensitive crystal is close to a combination of
    /// the two, and to none between.
    /// </summary>
    public ImmutableArray<double> OutputSharpness { get; init; } = [2.421, 9.623];

    /// <summary>Two sharpnesses, soft and sharp, of the plain stresses.</summary>
    public ImmutableArray<double> PlainSharpness { get; init; } = [3.4, 20.0];

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
        RequireLength("sharpness", Sharpness, Sweeps);
        RequireLength("momentum", Momentum, Sweeps);
        RequireLength("output_sharpness", OutputSharpness, 2);
        RequireLength("plain_sharpness", PlainSharpness, 2);
        RequireSharpness("sharpness", Sharpness);
        RequireSharpness("output_sharpness", OutputSharpness);
        RequireSharpness("plain_sharpness", PlainSharpness);
        foreach (double a in Relaxation)
            Require(a is > 0.0 and <= 10.0, "relaxation", a, "above 0 and at most 10");
        foreach (double m in Momentum)
            Require(m is >= -10.0 and <= 10.0, "momentum", m, "from -10 to 10");
        Require(Grid is >= 2 and <= 256, "grid", Grid, "from 2 to 256");

        void RequireLength(string key, ImmutableArray<double> values, int length) => Require(
            !values.IsDefault && values.Length == length, $"{key} (length)", values.IsDefault ? 0 : values.Length, $"{length} values");

        void RequireSharpness(string key, ImmutableArray<double> values)
        {
            foreach (double c in values)
                Require(c > 0.0 && c <= ClusterPolycrystal.MaximumSharpness, key, c, $"above 0 and at most {ClusterPolycrystal.MaximumSharpness}");
        }

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
        && Momentum.AsSpan().SequenceEqual(other.Momentum.AsSpan())
        && OutputSharpness.AsSpan().SequenceEqual(other.OutputSharpness.AsSpan())
        && PlainSharpness.AsSpan().SequenceEqual(other.PlainSharpness.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Coupling, Grid, Sweeps, Relaxation[0]);

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Coupling = {Coupling:R}, Sharpness = {List(Sharpness)}, Relaxation = {List(Relaxation)}, Momentum = {List(Momentum)}, OutputSharpness = {List(OutputSharpness)}, PlainSharpness = {List(PlainSharpness)}, Grid = {Grid}");
        return true;

        static string List(ImmutableArray<double> values) => $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
    }
}
