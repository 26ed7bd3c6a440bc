using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>
/// One of the 24 rotations R of the cubic box of a volume element. A simulation rotated as a whole is another exact simulation of the
/// same material: F -> R F R^T, stress s -> R s R^T, seeds x -> R x about the centre of the box, orientations O -> O R^T. (The voxel
/// grid and the Green operator have the symmetry of the box too.) Step features are tensors of these quantities, so that the finished
/// features rotate; nothing is computed twice.
/// </summary>
internal sealed class CubeRotation
{
    private static readonly CubeRotation[] Group = CreateAll();

    private readonly Orientation _transpose; // O(_transpose) = R^T
    private readonly int[] _axis = new int[3]; // (R v)_i = _sign[i] v[_axis[i]]
    private readonly float[] _sign = new float[3];
    private readonly float[] _deviator = new float[25]; // row-major [new][old], basis of DeviatoricVector

    private CubeRotation(Orientation transpose)
    {
        _transpose = transpose;
        Tensor3x3 m = transpose.ToMatrix();
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double entry = Math.Round(m[j, i]);
                if (entry != 0.0)
                    (_axis[i], _sign[i]) = (j, (float)entry);
            }
        }

        Matrix = new(Entry(0, 0), Entry(0, 1), Entry(0, 2), Entry(1, 0), Entry(1, 1), Entry(1, 2), Entry(2, 0), Entry(2, 1), Entry(2, 2));
        Span<double> deviator = stackalloc double[25];
        DeviatoricVector.RotationMatrix(Matrix, deviator);
        for (int k = 0; k < 25; k++)
            _deviator[k] = (float)deviator[k];

        double Entry(int i, int j) => _axis[i] == j ? _sign[i] : 0.0;
    }

    /// <summary>The 24 rotations; the first is the identity.</summary>
    public static ReadOnlySpan<CubeRotation> All => Group;

    /// <summary>R, entries 0, 1 and -1 exactly.</summary>
    public Tensor3x3 Matrix { get; }

    /// <summary>A symmetric tensor in place, components 11, 22, 33, 12, 13, 23: R S R^T, exact.</summary>
    public void RotateSymmetric(Span<float> s)
    {
        ReadOnlySpan<float> old = [s[0], s[1], s[2], s[3], s[4], s[5]];
        for (int i = 0; i < 3; i++)
            s[i] = old[_axis[i]];
        s[3] = _sign[0] * _sign[1] * old[Packed(_axis[0], _axis[1])];
        s[4] = _sign[0] * _sign[2] * old[Packed(_axis[0], _axis[2])];
        s[5] = _sign[1] * _sign[2] * old[Packed(_axis[1], _axis[2])];
    }

    /// <summary>A deviator in place, five components in the basis of <see cref="DeviatoricVector"/>.</summary>
    public void RotateDeviator(Span<float> b)
    {
        ReadOnlySpan<float> old = [b[0], b[1], b[2], b[3], b[4]];
        for (int i = 0; i < 5; i++)
        {
            float sum = 0;
            for (int j = 0; j < 5; j++)
                sum += _deviator[5 * i + j] * old[j];
            b[i] = sum;
        }
    }

    /// <summary>Unscaled step features in place.</summary>
    /// <param name="layout">Which of them form tensors, <see cref="StepFeatures.Layout"/>.</param>
    /// <param name="features">The features of one step.</param>
    public void RotateFeatures(ReadOnlySpan<FeatureGroup> layout, Span<float> features)
    {
        foreach (FeatureGroup group in layout)
        {
            if (group.Kind == FeatureKind.SymmetricTensor)
                RotateSymmetric(features.Slice(group.Offset, 6));
            else if (group.Kind == FeatureKind.Deviator)
                RotateDeviator(features.Slice(group.Offset, 5));
        }
    }

    /// <summary>The grain of the rotated volume element, whose seeds are then shifted periodically.</summary>
    /// <param name="grain">Grain of the volume element as it is.</param>
    /// <param name="shift">Shift of all seeds, in box edges.</param>
    public Grain Rotate(in Grain grain, (double X, double Y, double Z) shift)
    {
        ReadOnlySpan<double> seed = [grain.X - 0.5, grain.Y - 0.5, grain.Z - 0.5];
        return new(
            Wrap(_sign[0] * seed[_axis[0]] + 0.5 + shift.X),
            Wrap(_sign[1] * seed[_axis[1]] + 0.5 + shift.Y),
            Wrap(_sign[2] * seed[_axis[2]] + 0.5 + shift.Z),
            grain.Orientation * _transpose);

        // In [0, 1), whatever the rounding.
        static double Wrap(double x) => x - Math.Floor(x) is < 1.0 and var inside ? inside : 0.0;
    }

    private static int Packed(int i, int j) => i == j ? i : i + j + 2;

    private static CubeRotation[] CreateAll()
    {
        CubeRotation[] all = new CubeRotation[CubicSymmetry.Order];
        for (int k = 0; k < all.Length; k++)
            all[k] = new(CubicSymmetry.Operators[k]);
        return all;
    }
}
