using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Training;

/// <summary>
/// Samples of data sets in the frame of the network, kept in memory: with F = R U, the isochoric stretch Ub = J^(-1/3) U and the
/// rotated deviatoric Cauchy stress s' = R^T s R. Entry 0 of every sequence is the undeformed state.
/// </summary>
internal sealed class SequenceSet
{
    private const double MegaPascal = 1e-6;

    private readonly int[] _volumeElement;
    private readonly int[] _path;
    private readonly float[][] _stress_MPa;
    private readonly Dictionary<int, PathKinematics> _paths;

    private SequenceSet(int[] volumeElement, int[] path, float[][] stress_MPa, Dictionary<int, PathKinematics> paths) =>
        (_volumeElement, _path, _stress_MPa, _paths) = (volumeElement, path, stress_MPa, paths);

    /// <summary>Number of sequences.</summary>
    public int Count => _path.Length;

    /// <summary>Memory of one sequence whose path no other one shares, bytes.</summary>
    /// <param name="steps">Increments of the path.</param>
    public static long BytesPerSequence(int steps) => (steps + 1L) * (6 * sizeof(float) + 7 * sizeof(double)) + 128;

    /// <summary>Reads samples.</summary>
    /// <param name="data">The data sets.</param>
    /// <param name="samples">Indices of the samples.</param>
    /// <param name="threads">Threads used.</param>
    /// <exception cref="InputException">A deformation gradient of the data has no polar decomposition.</exception>
    public static SequenceSet Read(JoinedDatasets data, IReadOnlyList<int> samples, int threads)
    {
        int[] volumeElement = new int[samples.Count];
        int[] path = new int[samples.Count];
        float[][] stress_MPa = new float[samples.Count][];
        Dictionary<int, (PathKinematics Kinematics, Tensor3x3[] Rotation)> paths = [];
        Parallel.For(0, samples.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            (DatasetSample sample, volumeElement[i], path[i]) = data.ReadSample(samples[i]);
            (PathKinematics Kinematics, Tensor3x3[] Rotation) kinematics;
            bool known;
            lock (paths)
                known = paths.TryGetValue(path[i], out kinematics);
            if (!known)
            {
                kinematics = PathKinematics.Of(sample, data, path[i]);
                lock (paths)
                    paths[path[i]] = kinematics; // Computed twice at worst, with the same result.
            }

            float[] stress = new float[6 * sample.Times_s.Length];
            Span<double> components = stackalloc double[6];
            for (int k = 0; k < sample.Times_s.Length; k++)
            {
                StressMeasures.RotatedFromCauchy(sample.DeviatoricCauchyStress_Pa[k], kinematics.Rotation[k]).ToSpan(components);
                for (int c = 0; c < 6; c++)
                    stress[6 * k + c] = (float)(MegaPascal * components[c]);
            }

            stress_MPa[i] = stress;
        });
        return new(volumeElement, path, stress_MPa, paths.ToDictionary(p => p.Key, p => p.Value.Kinematics));
    }

    /// <summary>Position of the volume element of a sequence in the data sets.</summary>
    public int VolumeElement(int sequence) => _volumeElement[sequence];

    /// <summary>Position of the path of a sequence in the data sets.</summary>
    public int Path(int sequence) => _path[sequence];

    /// <summary>Number of increments T.</summary>
    public int Steps(int sequence) => Times_s(sequence).Length - 1;

    /// <summary>Times, s, length T + 1.</summary>
    public double[] Times_s(int sequence) => _paths[_path[sequence]].Times_s;

    /// <summary>Isochoric stretch Ub, length T + 1.</summary>
    public SymmetricTensor[] IsochoricStretch(int sequence) => _paths[_path[sequence]].IsochoricStretch;

    /// <summary>Rotated deviatoric Cauchy stress, MPa, row-major (T + 1) x 6, components 11, 22, 33, 12, 13, 23.</summary>
    public float[] Stress_MPa(int sequence) => _stress_MPa[sequence];

    /// <summary>Time, s, and stretch at points of a path, linear within an increment (see <see cref="StandstillDraw"/>).</summary>
    public (double[] Times_s, SymmetricTensor[] IsochoricStretch) At(int sequence, double[] points)
    {
        double[] times_s = Times_s(sequence);
        SymmetricTensor[] stretch = IsochoricStretch(sequence);
        double[] time_s = new double[points.Length];
        SymmetricTensor[] at = new SymmetricTensor[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            int k = (int)points[i];
            double share = points[i] - k;
            (time_s[i], at[i]) = share == 0.0
                ? (times_s[k], stretch[k])
                : (times_s[k] + share * (times_s[k + 1] - times_s[k]), stretch[k] + share * (stretch[k + 1] - stretch[k]));
        }

        return (time_s, at);
    }

    /// <summary>The stress at one point of a path, MPa, 6 components.</summary>
    public void StressAt_MPa(int sequence, double point, Span<float> stress_MPa)
    {
        float[] all = _stress_MPa[sequence];
        int k = (int)point;
        float share = (float)(point - k);
        all.AsSpan(6 * k, 6).CopyTo(stress_MPa);
        for (int c = 0; share > 0 && c < 6; c++)
            stress_MPa[c] += share * (all[6 * (k + 1) + c] - all[6 * k + c]);
    }

    private sealed record PathKinematics(double[] Times_s, SymmetricTensor[] IsochoricStretch)
    {
        public static (PathKinematics Kinematics, Tensor3x3[] Rotation) Of(DatasetSample sample, JoinedDatasets data, int path)
        {
            SymmetricTensor[] stretch = new SymmetricTensor[sample.Times_s.Length];
            Tensor3x3[] rotation = new Tensor3x3[stretch.Length];
            for (int k = 0; k < stretch.Length; k++)
            {
                Tensor3x3 F = sample.DeformationGradients[k];
                PointStatus status = PolarDecomposition.Right(F, out rotation[k], out SymmetricTensor U);
                if (status != PointStatus.Ok)
                {
                    throw new InputException(
                        $"{data.NameOfPath(path)}: the deformation gradient at t = {sample.Times_s[k]:R} s cannot be used "
                        + $"({status}). Run 'dataset verify' on it.");
                }

                stretch[k] = 1.0 / Math.Cbrt(F.Determinant) * U;
            }

            return (new(sample.Times_s, stretch), rotation);
        }
    }
}
