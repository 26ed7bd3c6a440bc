namespace UmatSurrogate.Mechanics.HostConventions;

/// <summary>
/// Arguments of an Abaqus/Explicit VUMAT for three-dimensional solids. Symmetric tensors: 11, 22, 33, 12, 23, 31, with
/// plain tensor shears for stress AND strain; deformation gradient: 11, 22, 33, 12, 23, 31, 21, 32, 13. Arrays hold a
/// block of points, the point index fastest: component c of point p stands at p + nblock * c. Stress is R^T sigma R,
/// stretchNew is U of F = R U.
/// </summary>
public static class AbaqusVumatConvention
{
    /// <summary>Reads a symmetric tensor of one point of a block.</summary>
    /// <param name="array">6 * <paramref name="nblock"/> values, point index fastest.</param>
    /// <param name="point">Point in the block, from 0.</param>
    /// <param name="nblock">Number of points of the block.</param>
    public static SymmetricTensor ReadSymmetric(ReadOnlySpan<double> array, int point, int nblock) => new(
        array[point], array[point + nblock], array[point + 2 * nblock],
        array[point + 3 * nblock], array[point + 5 * nblock], array[point + 4 * nblock]);

    /// <summary>Writes a symmetric tensor of one point of a block; parameters as in <see cref="ReadSymmetric"/>.</summary>
    public static void WriteSymmetric(in SymmetricTensor s, Span<double> array, int point, int nblock)
    {
        (array[point], array[point + nblock], array[point + 2 * nblock]) = (s.S11, s.S22, s.S33);
        (array[point + 3 * nblock], array[point + 4 * nblock], array[point + 5 * nblock]) = (s.S12, s.S23, s.S13);
    }

    /// <summary>Reads defgradOld or defgradNew of one point: 11, 22, 33, 12, 23, 31, 21, 32, 13.</summary>
    public static Tensor3x3 ReadDeformationGradient(ReadOnlySpan<double> array, int point, int nblock) => new(
        array[point], array[point + 3 * nblock], array[point + 8 * nblock],
        array[point + 6 * nblock], array[point + nblock], array[point + 4 * nblock],
        array[point + 5 * nblock], array[point + 7 * nblock], array[point + 2 * nblock]);

    /// <summary>Writes a deformation gradient of one point: 11, 22, 33, 12, 23, 31, 21, 32, 13.</summary>
    public static void WriteDeformationGradient(in Tensor3x3 f, Span<double> array, int point, int nblock)
    {
        (array[point], array[point + nblock], array[point + 2 * nblock]) = (f.M11, f.M22, f.M33);
        (array[point + 3 * nblock], array[point + 4 * nblock], array[point + 5 * nblock]) = (f.M12, f.M23, f.M31);
        (array[point + 6 * nblock], array[point + 7 * nblock], array[point + 8 * nblock]) = (f.M21, f.M32, f.M13);
    }
}
