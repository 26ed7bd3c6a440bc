using System.Diagnostics;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Benchmarks;

/// <summary>
/// Speed of the crystal law as a full field uses it: voxels with their own orientations and deformation gradients, three evaluations per increment from
/// the same committed state whose F differ from the last one by 10 %, 2 % and nothing of a step, as the iterations of a solver of fields do; then the
/// next increment. One thread; states and gradients of 4096 voxels come from the caches as in a field of 16^3.
/// </summary>
public static class FieldLawBenchmarks
{
    private const int Voxels = 4096, Increments = 60, Evaluations = 3, Rounds = 5;

    /// <summary>First and repeated evaluations per voxel by lanes, from the entry of fields and from the plain one.</summary>
    public static void VoxelEvaluation()
    {
        foreach (double step in (double[])[2e-4, 5e-4])
        {
            Console.WriteLine(FormattableString.Invariant($"Voxel evaluation, {Voxels} voxels, {Increments} increments of {step:g1} strain:"));
            Report(LaneChoice.Scalar, step);
            Report(LaneChoice.Vector256, step);
            Report(LaneChoice.Vector512, step);
        }
    }

    private static void Report(LaneChoice lanes, double step)
    {
        (double[] Field, double[] Plain, double Difference) r = lanes switch
        {
            LaneChoice.Scalar => Measure<ScalarLane>(step),
            LaneChoice.Vector256 => Measure<Vector256Lane>(step),
            _ => Measure<Vector512Lane>(step),
        };
        Console.WriteLine(FormattableString.Invariant(
            $"  {lanes,-10} first {1e6 * r.Field[0],6:F3} us, repeated {1e6 * r.Field[1],6:F3} and {1e6 * r.Field[2],6:F3} us; plain {1e6 * r.Plain[0],6:F3} us; largest difference of P {r.Difference:g2} of max |P|"));
    }

    private static unsafe (double[] Field, double[] Plain, double Difference) Measure<TLane>(double step) where TLane : unmanaged, ILane<TLane>
    {
        using FieldLoop<TLane> field = new(Voxels, step), plain = new(Voxels, step);
        double[] best = new double[Increments * Evaluations], bestPlain = new double[Increments * Evaluations];
        Array.Fill(best, double.MaxValue);
        Array.Fill(bestPlain, double.MaxValue);
        double difference = 0.0;
        for (int round = 0; round < Rounds; round++)
        {
            field.Reset();
            plain.Reset();
            for (int i = 1; i <= Increments; i++)
            {
                for (int e = 0; e < Evaluations; e++)
                {
                    field.Deform(i, e);
                    int at = e * Increments + i - 1;
                    best[at] = Math.Min(best[at], field.Evaluate(e == 0, i > 1 ? 1.0 : 0.0));
                    if (round >= 2)
                        continue;
                    plain.Deform(i, e);
                    bestPlain[at] = Math.Min(bestPlain[at], plain.EvaluatePlainly());
                    if (e == Evaluations - 1)
                        difference = Math.Max(difference, field.Difference(plain));
                }

                field.Commit();
                if (round < 2)
                    plain.Commit();
            }
        }

        return (PerVoxel(best), PerVoxel(bestPlain), difference);
    }

    /// <summary>Mean over the increments of the best times of each evaluation, per voxel.</summary>
    private static double[] PerVoxel(double[] best) =>
        [.. Enumerable.Range(0, Evaluations).Select(e => best.AsSpan(e * Increments, Increments).ToArray().Sum() / (Increments * Voxels))];

    /// <summary>States, gradients and stresses of voxels in bundles.</summary>
    private sealed unsafe class FieldLoop<TLane> : IDisposable where TLane : unmanaged, ILane<TLane>
    {
        private readonly int _bundles;
        private readonly double _step;
        private readonly UpdateConstants _constants = new(PhenopowerlawParameters.Aluminium, UpdateTolerances.Default);
        private readonly LaneTensor<TLane>* _start, _end, _stress;
        private readonly double[] _direction;
        private readonly FieldStep<TLane>* _scratch;
        private CrystalState<TLane>* _committed, _trial;

        public FieldLoop(int voxels, double step)
        {
            (_bundles, _step) = (voxels / TLane.Width, step);
            _start = Allocate<LaneTensor<TLane>>();
            _end = Allocate<LaneTensor<TLane>>();
            _stress = Allocate<LaneTensor<TLane>>();
            _committed = Allocate<CrystalState<TLane>>();
            _trial = Allocate<CrystalState<TLane>>();
            _scratch = Allocate<FieldStep<TLane>>();
            _direction = Direction(new RandomStream(5, 0));
        }

        private T* Allocate<T>() where T : unmanaged =>
            (T*)System.Runtime.InteropServices.NativeMemory.AlignedAlloc((nuint)(_bundles * sizeof(T)), 64);

        public void Reset()
        {
            RandomStream random = new(17, 0);
            double* committed = (double*)_committed;
            for (int v = 0; v < _bundles * TLane.Width; v++)
            {
                Tensor3x3 fpInverse = OrientationSampling.Uniform(random).ToMatrix().Transpose;
                double[] values = new double[26];
                fpInverse.ToRowMajor(values.AsSpan(0, 9));
                values.AsSpan(9, 12).Fill(PhenopowerlawParameters.Aluminium.InitialResistance_Pa);
                for (int k = 0; k < 26; k++)
                    committed[((v / TLane.Width) * 26 + k) * TLane.Width + v % TLane.Width] = values[k];
            }

            Deform(0, Evaluations - 1);
            new Span<byte>(_end, _bundles * sizeof(LaneTensor<TLane>)).CopyTo(new Span<byte>(_start, _bundles * sizeof(LaneTensor<TLane>)));
            new Span<byte>(_committed, _bundles * sizeof(CrystalState<TLane>)).CopyTo(new Span<byte>(_trial, _bundles * sizeof(CrystalState<TLane>)));
        }

        /// <summary>F of every voxel at the end of an increment: a common direction, 30 % of local deviation, and what an iteration still lacks.</summary>
        public void Deform(int increment, int evaluation)
        {
            RandomStream local = new(23, 0), error = new(29, (ulong)(10 * increment + evaluation));
            double off = evaluation switch { 0 => 0.1, 1 => 0.02, _ => 0.0 };
            for (int v = 0; v < _bundles * TLane.Width; v++)
            {
                double[] mine = Direction(local), wrong = Direction(error);
                for (int k = 0; k < 9; k++)
                {
                    double f = _step * (increment * (_direction[k] + 0.3 * mine[k]) + (increment > 0 ? off * wrong[k] : 0.0)) + (k % 4 == 0 ? 1.0 : 0.0);
                    ((double*)(_end + v / TLane.Width))[k * TLane.Width + v % TLane.Width] = f;
                }
            }
        }

        /// <summary>Seconds of one evaluation of all voxels.</summary>
        public double Evaluate(bool first, double ratio)
        {
            TLane dt = TLane.All(1.0), extrapolation = TLane.All(ratio);
            long start = Stopwatch.GetTimestamp();
            for (int b = 0; b < _bundles; b++)
            {
                if (first)
                    FieldIncrement.Predict(_committed[b], extrapolation, ref _trial[b]);
                if (TLane.Any(FieldIncrement.Advance(_constants, _start[b], _end[b], dt, _committed[b], ref _trial[b], out _stress[b], ref *_scratch)))
                    throw new InvalidOperationException("A voxel failed.");
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        /// <summary>The same with the plain entry.</summary>
        public double EvaluatePlainly()
        {
            TLane dt = TLane.All(1.0);
            long start = Stopwatch.GetTimestamp();
            for (int b = 0; b < _bundles; b++)
                CrystalIncrement.Advance(_constants, _start[b], _end[b], dt, _committed[b], out _trial[b], out _, out _stress[b], out _);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public void Commit()
        {
            CrystalState<TLane>* committed = _committed;
            _committed = _trial;
            _trial = committed;
            new Span<byte>(_end, _bundles * sizeof(LaneTensor<TLane>)).CopyTo(new Span<byte>(_start, _bundles * sizeof(LaneTensor<TLane>)));
        }

        public double Difference(FieldLoop<TLane> other)
        {
            double largest = 0.0, difference = 0.0;
            for (int i = 0; i < 9 * _bundles * TLane.Width; i++)
            {
                largest = Math.Max(largest, Math.Abs(((double*)_stress)[i]));
                difference = Math.Max(difference, Math.Abs(((double*)_stress)[i] - ((double*)other._stress)[i]));
            }

            return difference / largest;
        }

        public void Dispose()
        {
            foreach (void* memory in (void*[])[_start, _end, _stress, _committed, _trial, _scratch])
                System.Runtime.InteropServices.NativeMemory.AlignedFree(memory);
        }

        /// <summary>A random isochoric direction with a symmetric part of norm 1.</summary>
        private static double[] Direction(RandomStream random)
        {
            double[] a = new double[9];
            for (int i = 0; i < 9; i++)
                a[i] = 2 * random.NextDouble() - 1;
            Tensor3x3 A = Tensor3x3.FromRowMajor(a);
            A = (1.0 / A.Symmetric.Deviator.Norm) * (A - (A.Trace / 3.0) * Tensor3x3.Identity);
            A.ToRowMajor(a);
            return a;
        }
    }
}
