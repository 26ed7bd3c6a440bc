using System.Collections.Immutable;
using System.Numerics;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The tensors among the step features as a basis of the stress (after Ling, Kurzawski and Templeton 2016, doi:10.1017/jfm.2016.615):
/// <code>
/// s = s_net + S sum_j a_j T_j/t_j
/// </code>
/// s_net is the stress of the first six network outputs, the outputs a_j (6 .. 6 + J - 1) weigh the deviatoric features T_j (Bishop-Hill and
/// cluster stresses, fading strains) in their own scale, t_j is the root mean square of |T_j| over the training data
/// (<see cref="ModelSpecification.BasisScale"/>) and S is <see cref="ModelSpecification.BasisStress_Pa"/>. In scaled components
/// y_c (c = 11, 22, 33, 12, 13, 23; zero for networks of <see cref="InputKind.Invariants"/>, which have no such outputs) this is y_c += k_c [sum_j a_j T_j/t_j]_c with k_c = 2 S/(hi_c - lo_c).
/// </summary>
internal sealed class StressBasis
{
    private readonly int[] _offset; // of T_j among the features
    private readonly double[] _slope; // T_ji/t_j = slope x + shift of the scaled feature x, 5 per tensor
    private readonly double[] _shift;
    private readonly SymmetricTensor _unit; // k_c

    private StressBasis(ModelSpecification s)
    {
        ImmutableArray<FeatureGroup> tensors = s.BasisTensors;
        _offset = [.. tensors.Select(t => t.Offset)];
        _slope = new double[5 * Count];
        _shift = new double[5 * Count];
        for (int j = 0; j < Count; j++)
        {
            for (int i = 0; i < 5; i++)
            {
                double lo = s.StepMinimum[_offset[j] + i], hi = s.StepMaximum[_offset[j] + i];
                _slope[5 * j + i] = 0.5 * (hi - lo) / s.BasisScale[j];
                _shift[5 * j + i] = 0.5 * (hi + lo) / s.BasisScale[j];
            }
        }
        double K(int c) => s.BasisStress_Pa / (0.5 * (s.StressMaximum_Pa[c] - s.StressMinimum_Pa[c]));
        _unit = new(K(0), K(1), K(2), K(3), K(4), K(5));
    }

    /// <summary>J, the number of tensors.</summary>
    public int Count => _offset.Length;

    /// <summary>The basis of a model, or null if it has none.</summary>
    public static StressBasis? Of(ModelSpecification specification) => specification.TensorBasis ? new(specification) : null;

    /// <summary>Adds the tensors to the first six outputs.</summary>
    /// <param name="features">Scaled step features.</param>
    /// <param name="y">6 + J outputs.</param>
    public void Add<T>(ReadOnlySpan<T> features, Span<double> y)
        where T : unmanaged, INumberBase<T>
    {
        DeviatoricVector sum = default;
        for (int j = 0; j < Count; j++)
            sum += y[6 + j] * Tensor(features, j);
        AddComponents(sum, y);
    }

    /// <summary>The change of what <see cref="Add"/> adds: sum_j (da_j T_j + a_j dT_j)/t_j.</summary>
    /// <param name="features">Scaled step features.</param>
    /// <param name="y">6 + J outputs.</param>
    /// <param name="dFeatures">Change of the scaled step features.</param>
    /// <param name="dy">Change of the 6 + J outputs.</param>
    public void AddChange<T>(ReadOnlySpan<T> features, ReadOnlySpan<double> y, ReadOnlySpan<T> dFeatures, Span<double> dy)
        where T : unmanaged, INumberBase<T>
    {
        DeviatoricVector sum = default;
        for (int j = 0; j < Count; j++)
            sum += dy[6 + j] * Tensor(features, j) + y[6 + j] * TensorChange(dFeatures, j);
        AddComponents(sum, dy);
    }

    private void AddComponents(in DeviatoricVector sum, Span<double> y)
    {
        SymmetricTensor s = sum.ToTensor();
        y[0] += _unit.S11 * s.S11;
        y[1] += _unit.S22 * s.S22;
        y[2] += _unit.S33 * s.S33;
        y[3] += _unit.S12 * s.S12;
        y[4] += _unit.S13 * s.S13;
        y[5] += _unit.S23 * s.S23;
    }

    private DeviatoricVector Tensor<T>(ReadOnlySpan<T> features, int j)
        where T : unmanaged, INumberBase<T> => TensorChange(features, j) + DeviatoricVector.FromSpan(_shift.AsSpan(5 * j, 5));

    private DeviatoricVector TensorChange<T>(ReadOnlySpan<T> features, int j)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> x = features.Slice(_offset[j], 5);
        ReadOnlySpan<double> f = _slope.AsSpan(5 * j, 5);
        return new(
            f[0] * double.CreateTruncating(x[0]), f[1] * double.CreateTruncating(x[1]), f[2] * double.CreateTruncating(x[2]),
            f[3] * double.CreateTruncating(x[3]), f[4] * double.CreateTruncating(x[4]));
    }
}
