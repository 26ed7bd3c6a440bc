using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// <see cref="GreenOperator"/> over all stored frequencies. Spectrum of a tensor field: component 3i+j of it at (3i+j) 2 Stride, real parts
/// and then imaginary parts. Stored fluctuation: component i of w at i 2 Stride, likewise.
/// </summary>
internal sealed unsafe class FieldOperator
{
    private readonly BlockLoop _loop;
    private readonly Action<int> _gradientBlock, _correctionBlock;
    private readonly int _blocks;
    private readonly double[] _squares;
    private double* _spectrum, _vector;
    private double _compliance, _coupling;

    public FieldOperator(WaveDirections waves, BlockLoop loop)
    {
        (Waves, _loop) = (waves, loop);
        _blocks = BlockLoop.Blocks(waves.Stride);
        _squares = new double[2 * _blocks];
        _gradientBlock = GradientBlock;
        _correctionBlock = CorrectionBlock;
    }

    public WaveDirections Waves { get; }

    /// <summary>Spectrum of the fluctuation of F; its mean is 0.</summary>
    public void Gradient(double* w, double* spectrum)
    {
        _vector = w;
        _spectrum = spectrum;
        _loop.Run(_blocks, _gradientBlock);
    }

    /// <summary>Step of the fixed point for a spectrum of P.</summary>
    /// <param name="spectrum">Spectrum of P [Pa].</param>
    /// <param name="medium">The reference medium.</param>
    /// <param name="r">Receives the step.</param>
    /// <returns>Sums over frequencies whose roots are RMS(div P) h [Pa] and RMS of P n [Pa] (times N).</returns>
    public (double Divergence, double Traction) Correction(double* spectrum, IsotropicModuli medium, double* r)
    {
        _spectrum = spectrum;
        _vector = r;
        (_compliance, _coupling) = (1.0 / medium.Shear_Pa, GreenOperator.Coupling(medium));
        _loop.Run(_blocks, _correctionBlock);
        double divergence = 0.0, traction = 0.0;
        for (int b = 0; b < _blocks; b++)
        {
            divergence += _squares[2 * b];
            traction += _squares[2 * b + 1];
        }

        return (divergence, traction);
    }

    private void GradientBlock(int block)
    {
        int first = block * BlockLoop.BlockLength, end = Math.Min(first + BlockLoop.BlockLength, Waves.Stride);
        if (Vector512.IsHardwareAccelerated)
            Gradient<Vector512Lane>(first, end);
        else if (Vector256.IsHardwareAccelerated)
            Gradient<Vector256Lane>(first, end);
        else
            Gradient<ScalarLane>(first, end);
    }

    private void CorrectionBlock(int block)
    {
        int first = block * BlockLoop.BlockLength, end = Math.Min(first + BlockLoop.BlockLength, Waves.Stride);
        (_squares[2 * block], _squares[2 * block + 1]) =
            Vector512.IsHardwareAccelerated ? Correction<Vector512Lane>(first, end)
            : Vector256.IsHardwareAccelerated ? Correction<Vector256Lane>(first, end)
            : Correction<ScalarLane>(first, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gradient<TLane>(int first, int end) where TLane : unmanaged, ILane<TLane>
    {
        int s = Waves.Stride, c = 2 * s;
        double* m = Waves.Directions;
        for (int part = 0; part < 2; part++)
        {
            double* w = _vector + part * s;
            double* spectrum = _spectrum + part * s;
            for (int f = first; f < end; f += TLane.Width)
            {
                GreenOperator.Gradient(
                    TLane.Load(w + f), TLane.Load(w + c + f), TLane.Load(w + 2 * c + f),
                    TLane.Load(m + f), TLane.Load(m + s + f), TLane.Load(m + 2 * s + f), out LaneTensor<TLane> F);
                double* target = spectrum + f;
                TLane.Store(target, F.M11);
                TLane.Store(target + c, F.M12);
                TLane.Store(target + 2 * c, F.M13);
                TLane.Store(target + 3 * c, F.M21);
                TLane.Store(target + 4 * c, F.M22);
                TLane.Store(target + 5 * c, F.M23);
                TLane.Store(target + 6 * c, F.M31);
                TLane.Store(target + 7 * c, F.M32);
                TLane.Store(target + 8 * c, F.M33);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Divergence, double Traction) Correction<TLane>(int first, int end) where TLane : unmanaged, ILane<TLane>
    {
        int s = Waves.Stride, c = 2 * s;
        double* m = Waves.Directions;
        TLane compliance = TLane.All(_compliance), coupling = TLane.All(_coupling), divergence = TLane.All(0.0), traction = divergence;
        for (int part = 0; part < 2; part++)
        {
            double* r = _vector + part * s;
            double* spectrum = _spectrum + part * s;
            for (int f = first; f < end; f += TLane.Width)
            {
                double* source = spectrum + f;
                LaneTensor<TLane> P;
                P.M11 = TLane.Load(source);
                P.M12 = TLane.Load(source + c);
                P.M13 = TLane.Load(source + 2 * c);
                P.M21 = TLane.Load(source + 3 * c);
                P.M22 = TLane.Load(source + 4 * c);
                P.M23 = TLane.Load(source + 5 * c);
                P.M31 = TLane.Load(source + 6 * c);
                P.M32 = TLane.Load(source + 7 * c);
                P.M33 = TLane.Load(source + 8 * c);
                TLane m1 = TLane.Load(m + f), m2 = TLane.Load(m + s + f), m3 = TLane.Load(m + 2 * s + f);
                GreenOperator.Traction(P, m1, m2, m3, out TLane t1, out TLane t2, out TLane t3);
                TLane weight = GreenOperator.Weight(m1, m2, m3);
                GreenOperator.Correction(t1, t2, t3, m1, m2, m3, weight, compliance, coupling, out TLane r1, out TLane r2, out TLane r3);
                TLane.Store(r + f, r1);
                TLane.Store(r + c + f, r2);
                TLane.Store(r + 2 * c + f, r3);
                TLane square = TLane.MultiplyAdd(t1, t1, TLane.MultiplyAdd(t2, t2, t3 * t3)), scale = TLane.Load(Waves.DivergenceScale + f);
                divergence = TLane.MultiplyAdd(scale * scale, square, divergence);
                traction = TLane.MultiplyAdd(weight * weight, square, traction);
            }
        }

        return (LaneSum.Of(divergence), LaneSum.Of(traction));
    }
}
