using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Training;

/// <summary>
/// A rotation R of a simulation as a whole: F -> R F R^T, stress s -> R s R^T, orientations O -> O R^T.
/// <list type="bullet">
/// <item>One of the 24 rotations of the cubic box of a volume element (<see cref="Cube"/>): seeds x -> R x about the centre of the box too. The
/// result is another exact simulation of the same material; voxel grid and Green operator have the symmetry of the box as well.</item>
/// <item>Any rotation (<see cref="Draw"/>): a simulation in a rotated box. It is exact as well, for inputs that do not know the axes of the
/// box: tensors of path and stresses, orientations, and the interaction of the grains, which rotates with the box.</item>
/// </list>
/// Step features are tensors of these quantities, so that the finished features rotate; nothing is computed twice.
/// </summary>
internal sealed class SampleRotation
{
    private static readonly (int I, int J)[] Components = [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)];
    private static readonly SampleRotation[] Group = CreateCube();

    private readonly Orientation _transpose; // O(_transpose) = R^T
    private readonly bool _isOfTheBox;
    private readonly float[] _symmetric = new float[36]; // row-major [new][old], components 11, 22, 33, 12, 13, 23
    private readonly float[] _deviator = new float[25]; // row-major [new][old], basis of DeviatoricVector

    private SampleRotation(Orientation transpose, Tensor3x3 matrix, bool isOfTheBox)
    {
        (_transpose, Matrix, _isOfTheBox) = (transpose, matrix, isOfTheBox);
        Span<double> deviator = stackalloc double[25];
        DeviatoricVector.RotationMatrix(matrix, deviator);
        for (int k = 0; k < 25; k++)
            _deviator[k] = (float)deviator[k];
        for (int a = 0; a < 6; a++)
        {
            for (int b = 0; b < 6; b++)
            {
                ((int i, int j), (int k, int l)) = (Components[a], Components[b]);
                double entry = matrix[i, k] * matrix[j, l];
                _symmetric[6 * a + b] = (float)(k == l ? entry : entry + matrix[i, l] * matrix[j, k]);
            }
        }
    }

    /// <summary>The 24 rotations of the box, entries 0, 1 and -1 exactly; the first is the identity.</summary>
    public static ReadOnlySpan<SampleRotation> Cube => Group;

    /// <summary>The identity.</summary>
    public static SampleRotation Identity => Group[0];

    /// <summary>R.</summary>
    public Tensor3x3 Matrix { get; }

    /// <summary>A rotation from the uniform distribution on SO(3).</summary>
    public static SampleRotation Draw(RandomStream random)
    {
        Orientation transpose = OrientationSampling.Uniform(random);
        return new(transpose, transpose.ToMatrix().Transpose, isOfTheBox: false);
    }

    /// <summary>A symmetric tensor in place, components 11, 22, 33, 12, 13, 23: R S R^T; exact for the rotations of the box.</summary>
    public void RotateSymmetric(Span<float> s) => Multiply(_symmetric, s[..6]);

    /// <summary>A deviator in place, five components in the basis of <see cref="DeviatoricVector"/>.</summary>
    public void RotateDeviator(Span<float> b) => Multiply(_deviator, b[..5]);

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

    /// <summary>
    /// The grain of the rotated volume element, whose seeds are then shifted periodically. With a rotation that is not of the box the seeds
    /// stay as they are: they would stand in a rotated box, and no feature may depend on them.
    /// </summary>
    /// <param name="grain">Grain of the volume element as it is.</param>
    /// <param name="shift">Shift of all seeds, in box edges.</param>
    public Grain Rotate(in Grain grain, (double X, double Y, double Z) shift)
    {
        Orientation orientation = grain.Orientation * _transpose;
        if (!_isOfTheBox)
            return grain with { Orientation = orientation };
        (double x, double y, double z) = (grain.X - 0.5, grain.Y - 0.5, grain.Z - 0.5);
        return new(
            Wrap(Matrix[0, 0] * x + Matrix[0, 1] * y + Matrix[0, 2] * z + 0.5 + shift.X),
            Wrap(Matrix[1, 0] * x + Matrix[1, 1] * y + Matrix[1, 2] * z + 0.5 + shift.Y),
            Wrap(Matrix[2, 0] * x + Matrix[2, 1] * y + Matrix[2, 2] * z + 0.5 + shift.Z),
            orientation);

        // In [0, 1), whatever the rounding.
        static double Wrap(double v) => v - Math.Floor(v) is < 1.0 and var inside ? inside : 0.0;
    }

    private static void Multiply(float[] matrix, Span<float> vector)
    {
        Span<float> old = stackalloc float[6];
        vector.CopyTo(old);
        for (int i = 0; i < vector.Length; i++)
        {
            float sum = 0;
            for (int j = 0; j < vector.Length; j++)
                sum += matrix[vector.Length * i + j] * old[j];
            vector[i] = sum;
        }
    }

    private static SampleRotation[] CreateCube()
    {
        SampleRotation[] all = new SampleRotation[CubicSymmetry.Order];
        for (int k = 0; k < all.Length; k++)
        {
            Tensor3x3 m = CubicSymmetry.Operators[k].ToMatrix().Transpose;
            all[k] = new(CubicSymmetry.Operators[k], new(
                Whole(m[0, 0]), Whole(m[0, 1]), Whole(m[0, 2]), Whole(m[1, 0]), Whole(m[1, 1]), Whole(m[1, 2]), Whole(m[2, 0]), Whole(m[2, 1]), Whole(m[2, 2])),
                isOfTheBox: true);
        }

        return all;

        static double Whole(double entry) => Math.Round(entry) + 0.0; // No negative zero.
    }
}
