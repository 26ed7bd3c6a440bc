using System.Runtime.CompilerServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>
/// The derivatives of a step along all five directions of a tangent at once, side by side in registers: the same as
/// <see cref="AdvanceDerivative"/> for each. Every number is a column of <see cref="DirectionColumns.Width"/> doubles, one per direction.
/// </summary>
internal sealed unsafe partial class FeatureStep
{
    /// <summary>Columns of the state of the directions, the change of <see cref="StrainMemory"/>: de_1, de_2, dj_1, dj_2 (5 each), dl.</summary>
    public const int DirectionStateColumns = 21;

    /// <summary>Index of dl among them.</summary>
    public const int PathLengthColumn = 20;

    /// <summary>Advances the state of the directions and writes the changes of the (unscaled) features.</summary>
    /// <param name="dStretch0">Changes of Ub0, 6 columns, or null if it is held.</param>
    /// <param name="dStretch1">Changes of Ub1, 6 columns.</param>
    /// <param name="state">Changes of the memory, replaced by those after the step.</param>
    /// <param name="dFeatures">Result, one column per feature.</param>
    public void AdvanceDerivatives(double* dStretch0, double* dStretch1, double* state, double* dFeatures)
    {
        switch (LaneWidth.Resolve(_width))
        {
            case VectorWidth.Bits512: AdvanceDerivatives<Lanes512<double>>(dStretch0, dStretch1, state, dFeatures); break;
            case VectorWidth.Bits256: AdvanceDerivatives<Lanes256<double>>(dStretch0, dStretch1, state, dFeatures); break;
            default: AdvanceDerivatives<Lanes128<double>>(dStretch0, dStretch1, state, dFeatures); break;
        }
    }

    private void AdvanceDerivatives<TLanes>(double* dStretch0, double* dStretch1, double* state, double* dFeatures)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        const int width = DirectionColumns.Width;
        double* dd = stackalloc double[5 * width];
        double* along = stackalloc double[width];
        IncrementDerivatives<TLanes>(dStretch0, dStretch1, dd, along);
        double* de1 = state;
        double* de2 = state + 5 * width;
        double perLength = _x > 0.0 ? 1.0 / _x : 0.0;
        Fade<TLanes>(_fading1, _fading1.LengthDerivative(_start.E1), perLength, dd, along, de1);
        Fade<TLanes>(_fading2, _fading2.LengthDerivative(_start.E2), perLength, dd, along, de2);
        DirectionColumns.AddMultiple<TLanes>(perLength, along, state + PathLengthColumn * width);

        for (int i = 0; i < 6 * width; i++)
            dFeatures[i] = dStretch1[i];
        int next = 6;
        if (_specification.Features != FeatureSet.Paper)
        {
            for (int i = 0; i < _derivatives.Length; i += 25, next += 5)
            {
                double* de = StepFeatures.StressIsOfFirst(_specification.Features, i / 25) ? de1 : de2;
                DirectionColumns.Multiply<TLanes>(_derivatives.AsSpan(i, 25), de, dFeatures + next * width);
            }
            if (_specification.Features == FeatureSet.Cluster)
            {
                ElasticPlasticDerivatives(_elasticPlastic1, dd, state + 10 * width);
                ElasticPlasticDerivatives(_elasticPlastic2, dd, state + 15 * width);
            }
            int strains = _specification.Features == FeatureSet.Cluster ? 20 : 10;
            for (int i = 0; i < strains * width; i++)
                dFeatures[next * width + i] = state[i];
            next += strains;
        }
        if (_specification.Features == FeatureSet.Cluster)
        {
            double slope = StepFeatures.LogPathLengthSlope(_end.PathLength);
            for (int k = 0; k < width; k++)
                dFeatures[next * width + k] = slope * state[PathLengthColumn * width + k];
            next++;
        }
        WriteTimeAndIncrement(dd, along, dFeatures + next * width);
        if (_tensors.Length > 0)
            TensorProducts.WriteDerivatives<TLanes>(_tensors, dFeatures + TensorProducts.TensorOffset * width, dFeatures + _productOffset * width);
    }

    /// <summary>dj of the directions one by one: the case distinction does not pay in registers.</summary>
    private static void ElasticPlasticDerivatives(in ElasticPlasticStrain step, double* dd, double* dj)
    {
        const int width = DirectionColumns.Width;
        for (int k = 0; k < StretchDirections.Count; k++)
        {
            DeviatoricVector change = step.Derivative(Column(dj + k), Column(dd + k));
            (dj[k], dj[width + k], dj[2 * width + k]) = (change.B1, change.B2, change.B3);
            (dj[3 * width + k], dj[4 * width + k]) = (change.B4, change.B5);
        }

        static DeviatoricVector Column(double* v) => new(v[0], v[width], v[2 * width], v[3 * width], v[4 * width]);
    }

    /// <summary>The last features: rate and, by cell, time step (constant) or increment.</summary>
    private void WriteTimeAndIncrement(double* dd, double* along, double* dFeatures)
    {
        const int width = DirectionColumns.Width;
        bool minimalState = _specification.Cell == CellKind.Lmsc;
        if (_specification.Features != FeatureSet.Paper || minimalState)
        {
            double slope = StepFeatures.LogRateSlope(_specification.Trained, _x, _dt_s);
            for (int k = 0; k < width; k++)
                dFeatures[k] = slope * along[k];
            dFeatures += width;
        }
        double scale = 1.0 / _specification.FadingStrains[0];
        for (int i = 0; i < (minimalState ? 5 : 1) * width; i++)
            dFeatures[i] = minimalState ? scale * dd[i] : 0.0;
    }

    /// <summary>dD = dev sym(X Ub0^-1), X = d(Ub1 - Ub0) - (Ub1 - Ub0) Ub0^-1 dUb0, 5 columns, and D.dD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void IncrementDerivatives<TLanes>(double* dStretch0, double* dStretch1, double* dd, double* along)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        const int width = DirectionColumns.Width;
        const double inverseSqrt2 = 0.70710678118654752, inverseSqrt6 = 0.40824829046386302;
        SymmetricTensor b = _inverse0;
        Tensor3x3 factor = dStretch0 == null ? default : _difference.ToTensor() * b.ToTensor();
        double* f = stackalloc double[9];
        (f[0], f[1], f[2]) = (factor[0, 0], factor[0, 1], factor[0, 2]);
        (f[3], f[4], f[5]) = (factor[1, 0], factor[1, 1], factor[1, 2]);
        (f[6], f[7], f[8]) = (factor[2, 0], factor[2, 1], factor[2, 2]);
        double* d = stackalloc double[5];
        (d[0], d[1], d[2], d[3], d[4]) = (_d.B1, _d.B2, _d.B3, _d.B4, _d.B5);
        TLanes b11 = TLanes.Broadcast(b.S11), b22 = TLanes.Broadcast(b.S22), b33 = TLanes.Broadcast(b.S33);
        TLanes b12 = TLanes.Broadcast(b.S12), b13 = TLanes.Broadcast(b.S13), b23 = TLanes.Broadcast(b.S23);
        TLanes* x = stackalloc TLanes[9];
        for (int k = 0; k < StretchDirections.Count; k += TLanes.Count)
        {
            for (int i = 0; i < 9; i++)
            {
                int component = DirectionColumns.SymmetricIndex(i);
                x[i] = TLanes.Load(dStretch1 + component * width + k);
                if (dStretch0 == null)
                    continue;
                x[i] -= TLanes.Load(dStretch0 + component * width + k);
                for (int m = 0; m < 3; m++)
                    x[i] -= TLanes.Broadcast(f[i / 3 * 3 + m]) * TLanes.Load(dStretch0 + DirectionColumns.SymmetricIndex(3 * m + i % 3) * width + k);
            }
            TLanes y11 = x[0] * b11 + x[1] * b12 + x[2] * b13;
            TLanes y22 = x[3] * b12 + x[4] * b22 + x[5] * b23;
            TLanes y33 = x[6] * b13 + x[7] * b23 + x[8] * b33;
            TLanes twiceY12 = x[0] * b12 + x[1] * b22 + x[2] * b23 + x[3] * b11 + x[4] * b12 + x[5] * b13;
            TLanes twiceY13 = x[0] * b13 + x[1] * b23 + x[2] * b33 + x[6] * b11 + x[7] * b12 + x[8] * b13;
            TLanes twiceY23 = x[3] * b13 + x[4] * b23 + x[5] * b33 + x[6] * b12 + x[7] * b22 + x[8] * b23;
            x[0] = TLanes.Broadcast(inverseSqrt2) * (y11 - y22);
            x[1] = TLanes.Broadcast(inverseSqrt6) * (y33 + y33 - y11 - y22);
            x[2] = TLanes.Broadcast(inverseSqrt2) * twiceY12;
            x[3] = TLanes.Broadcast(inverseSqrt2) * twiceY13;
            x[4] = TLanes.Broadcast(inverseSqrt2) * twiceY23;
            TLanes sum = TLanes.Zero;
            for (int i = 0; i < 5; i++)
            {
                TLanes.Store(x[i], dd + i * width + k);
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(d[i]), x[i], sum);
            }
            TLanes.Store(sum, along + k);
        }
    }

    /// <summary>de' = exp(-y) de + phi/e0 dD + dx (...), dx = D.dD/x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fade<TLanes>(in FadingStrainStep step, in DeviatoricVector lengthDerivative, double perLength, double* dd, double* along, double* de)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        const int width = DirectionColumns.Width;
        double* l = stackalloc double[5];
        (l[0], l[1], l[2], l[3], l[4]) = (lengthDerivative.B1, lengthDerivative.B2, lengthDerivative.B3, lengthDerivative.B4, lengthDerivative.B5);
        TLanes decay = TLanes.Broadcast(step.Decay), factor = TLanes.Broadcast(step.IncrementFactor);
        for (int k = 0; k < StretchDirections.Count; k += TLanes.Count)
        {
            TLanes dx = TLanes.Broadcast(perLength) * TLanes.Load(along + k);
            for (int i = 0; i < 5; i++)
            {
                double* target = de + i * width + k;
                TLanes sum = TLanes.MultiplyAdd(factor, TLanes.Load(dd + i * width + k), TLanes.Broadcast(l[i]) * dx);
                TLanes.Store(TLanes.MultiplyAdd(decay, TLanes.Load(target), sum), target);
            }
        }
    }
}
