using System.Globalization;

namespace UmatSurrogate.Data;

/// <summary>
/// How a volume element is simulated: <c>taylor</c> (every grain takes the prescribed F, all with the same weight; the stress is their
/// plain mean) or <c>full-field</c> (equilibrium on a grid of n x n x n voxels, periodic Voronoi cells; the stress is the volume average).
/// </summary>
/// <param name="VoxelsPerEdge">n; 0 means Taylor.</param>
public readonly record struct Fidelity(int VoxelsPerEdge)
{
    /// <summary>Largest grid of a data set, voxels per edge.</summary>
    public const int LargestGrid = 256;

    internal const string TaylorWord = "taylor";
    internal const string FullFieldWord = "full-field";

    /// <summary>All grains take the prescribed F.</summary>
    public static Fidelity Taylor => new(0);

    /// <summary>Equilibrium on a grid of n x n x n voxels.</summary>
    public static Fidelity FullField(int voxelsPerEdge) => new(voxelsPerEdge);

    /// <summary>True for <c>full-field</c>.</summary>
    public bool IsFullField => VoxelsPerEdge > 0;

    /// <summary>The word of descriptions: <c>taylor</c> or <c>full-field</c>.</summary>
    public string Word => IsFullField ? FullFieldWord : TaylorWord;

    /// <summary>What <c>simulate --fidelity</c> takes: <c>taylor</c>, or n.</summary>
    public string Option => IsFullField ? VoxelsPerEdge.ToString(CultureInfo.InvariantCulture) : TaylorWord;

    /// <summary><c>taylor</c>, or <c>full-field n^3</c>.</summary>
    public override string ToString() => IsFullField ? string.Create(CultureInfo.InvariantCulture, $"{FullFieldWord} {VoxelsPerEdge}^3") : TaylorWord;

    /// <summary>Reads what <see cref="Option"/> writes; null if the text is something else.</summary>
    public static Fidelity? Parse(string text)
    {
        if (text == TaylorWord)
            return Taylor;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= 1 ? FullField(n) : null;
    }

    /// <summary>Number of points of one increment: grains or voxels. The work of a simulation grows with it.</summary>
    internal double PointsPerIncrement(int grains) => IsFullField ? Math.Pow(VoxelsPerEdge, 3) * FullFieldEvaluations : grains;

    /// <summary>Evaluations of all voxels per increment, roughly: only the estimate of the time left uses it.</summary>
    private const double FullFieldEvaluations = 3.0;
}
