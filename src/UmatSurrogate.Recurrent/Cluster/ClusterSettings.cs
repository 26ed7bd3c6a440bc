using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// Constants of <see cref="ClusterPolycrystal"/>; K sweeps. The defaults are fitted to full-field simulations of random and textured cells:
/// few sweeps with coefficients and vertex classes of their own explain them better than many damped sweeps towards the fixed point.
/// </summary>
public sealed record ClusterSettings
{
    /// <summary>Stresses computed for each step: plain ones of e_1 and of e_2, and those of the cluster.</summary>
    public const int StressCount = 6;

    /// <summary>
    /// beta_1 .. beta_K: strength of the interaction in each sweep (slip resistance over twice the shear stiffness of the medium that a grain
    /// sees); one value: the same in all sweeps.
    /// </summary>
    public ImmutableArray<double> Coupling { get; init; } = [2.324, 2.1577, 2.2378];

    /// <summary>Sharpness c_0 .. c_(K-1) of the soft maximum in the sweeps.</summary>
    public ImmutableArray<double> Sharpness { get; init; } = [2.6555, 6.11, 8.5719];

    /// <summary>Relaxation factors a_1 .. a_K, each above 0 and at most 10; their number is the number of sweeps.</summary>
    public ImmutableArray<double> Relaxation { get; init; } = [0.5503, 0.3589, 0.0828];

    /// <summary>Momentum m_1 .. m_K, each from -10 to 10; m_1 has no effect.</summary>
    public ImmutableArray<double> Momentum { get; init; } = [0.0, 0.5169, -0.1346];

    /// <summary>
    /// Two sharpnesses, soft and sharp, of the stresses of the cluster: the stress of a rate-sensitive crystal is close to a combination of
    /// the two, and to none between.
    /// </summary>
    public ImmutableArray<double> OutputSharpness { get; init; } = [2.3917, 10.6754];

    /// <summary>Two sharpnesses, soft and sharp, of the plain stresses.</summary>
    public ImmutableArray<double> PlainSharpness { get; init; } = [3.4929, 16.8106];

    /// <summary>Vertex classes of the soft maxima of the sweeps, in the order of <see cref="Sharpness"/>.</summary>
    public VertexClasses SweepVertices { get; init; } = new()
    {
        Weights =
        [
            0.3916, -0.3505, 0.3618, -0.0056, -0.3974,
            0.3281, -0.3615, 0.2189, 0.1014, -0.287,
            0.1703, 0.0235, 0.0505, -0.1094, -0.1348,
        ],
        Magnitudes =
        [
            0.6993, 1.0774, 0.9317, 0.8708, 1.1053,
            0.9358, 0.908, 1.0023, 1.0352, 1.1576,
            0.88, 0.9468, 1.0479, 1.1235, 1.0595,
        ],
    };

    /// <summary>Vertex classes of the two stresses of the cluster.</summary>
    public VertexClasses OutputVertices { get; init; } = new()
    {
        Weights =
        [
            0.0348, 0.0643, 0.2409, -0.0889, -0.2511,
            0.0622, 0.0157, 0.0807, -0.0849, -0.0738,
        ],
        Magnitudes =
        [
            0.9466, 0.9783, 0.957, 0.9796, 0.9874,
            1.1036, 0.9159, 0.9946, 1.0172, 1.0067,
        ],
    };

    /// <summary>Vertex classes of the two plain stresses.</summary>
    public VertexClasses PlainVertices { get; init; } = new()
    {
        Weights =
        [
            0.1538, 0.3307, -0.3193, -0.1008, -0.0644,
            0.5172, -0.1847, 0.1996, -0.2172, -0.3149,
        ],
        Magnitudes =
        [
            1.0026, 0.9639, 0.9362, 0.9693, 0.9803,
            1.2136, 0.8945, 1.0196, 0.9227, 0.9238,
        ],
    };

    /// <summary>Sharpness of the stress that turns the lattices (see <c>LatticeRotation</c>).</summary>
    public double RotationSharpness { get; init; } = 3.667;

    /// <summary>Vertex classes of the stress that turns the lattices.</summary>
    public VertexClasses RotationVertices { get; init; } = new()
    {
        Weights =
        [
            0.3331, -0.2523, 0.279, 0.0911, -0.4509,
        ],
        Magnitudes =
        [
            1.4265, 0.8194, 1.3398, 1.0505, 0.6375,
        ],
    };

    /// <summary>k_0, k_1: the lattices turn by k_0 + k_1 |eps| times what Taylor's assumption gives, each from -10 to 10.</summary>
    public ImmutableArray<double> RotationAmplitude { get; init; } = [0.94, -0.1244];

    /// <summary>
    /// Floor of sum_a tau_a^12 in the plastic spin, above 0 and at most 10 (a vertex has 6 to 8): where the magnitudes make the stress small,
    /// the spin goes to zero with it.
    /// </summary>
    public double RotationFloor { get; init; } = 0.046656;

    /// <summary>Voxels along each edge of the cell for volume fractions and interaction (see <see cref="GrainInteraction"/>).</summary>
    public int Grid { get; init; } = GrainInteraction.DefaultGrid;

    /// <summary>K.</summary>
    public int Sweeps => Relaxation.Length;

    /// <summary>beta of sweep <paramref name="k"/>, counted from 0.</summary>
    public double CouplingOf(int k) => Coupling.Length == 1 ? Coupling[0] : Coupling[k];

    /// <summary>Throws <see cref="InputException"/> if a number makes no sense.</summary>
    /// <param name="source">Where the settings come from, for the message.</param>
    public void Validate(string source)
    {
        Require(!Relaxation.IsDefaultOrEmpty && Relaxation.Length <= 100, "relaxation (length)", Relaxation.IsDefault ? 0 : Relaxation.Length, "1..100 values");
        if (Coupling.IsDefault || Coupling.Length != 1)
            RequireLength("coupling", Coupling, Sweeps);
        foreach (double beta in Coupling)
            Require(beta >= 0.0 && double.IsFinite(beta), "coupling", beta, "a finite value >= 0");
        RequireLength("sharpness", Sharpness, Sweeps);
        RequireLength("momentum", Momentum, Sweeps);
        RequireLength("output_sharpness", OutputSharpness, 2);
        RequireLength("plain_sharpness", PlainSharpness, 2);
        RequireLength("rotation_amplitude", RotationAmplitude, 2);
        RequireSharpness("sharpness", Sharpness);
        RequireSharpness("output_sharpness", OutputSharpness);
        RequireSharpness("plain_sharpness", PlainSharpness);
        RequireSharpness("rotation_sharpness", [RotationSharpness]);
        SweepVertices.Validate(source, "sweep", Sweeps);
        OutputVertices.Validate(source, "output", 2);
        PlainVertices.Validate(source, "plain", 2);
        RotationVertices.Validate(source, "rotation", 1);
        Require(RotationFloor is > 0.0 and <= 10.0, "rotation_floor", RotationFloor, "above 0 and at most 10");
        foreach (double k in RotationAmplitude)
            Require(k is >= -10.0 and <= 10.0, "rotation_amplitude", k, "from -10 to 10");
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
    public bool Equals(ClusterSettings? other) => other is not null && Grid == other.Grid
        && Coupling.AsSpan().SequenceEqual(other.Coupling.AsSpan())
        && Sharpness.AsSpan().SequenceEqual(other.Sharpness.AsSpan())
        && Relaxation.AsSpan().SequenceEqual(other.Relaxation.AsSpan())
        && Momentum.AsSpan().SequenceEqual(other.Momentum.AsSpan())
        && OutputSharpness.AsSpan().SequenceEqual(other.OutputSharpness.AsSpan())
        && PlainSharpness.AsSpan().SequenceEqual(other.PlainSharpness.AsSpan())
        && SweepVertices == other.SweepVertices && OutputVertices == other.OutputVertices
        && PlainVertices == other.PlainVertices && RotationVertices == other.RotationVertices
        && RotationSharpness.Equals(other.RotationSharpness) && RotationFloor.Equals(other.RotationFloor)
        && RotationAmplitude.AsSpan().SequenceEqual(other.RotationAmplitude.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Coupling[0], Grid, Sweeps, Relaxation[0]);

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Coupling = {List(Coupling)}, Sharpness = {List(Sharpness)}, Relaxation = {List(Relaxation)}, Momentum = {List(Momentum)}, OutputSharpness = {List(OutputSharpness)}, PlainSharpness = {List(PlainSharpness)}, SweepVertices = {SweepVertices}, OutputVertices = {OutputVertices}, PlainVertices = {PlainVertices}, RotationSharpness = {RotationSharpness:R}, RotationVertices = {RotationVertices}, RotationAmplitude = {List(RotationAmplitude)}, RotationFloor = {RotationFloor:R}, Grid = {Grid}");
        return true;

        static string List(ImmutableArray<double> values) => $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
    }
}
