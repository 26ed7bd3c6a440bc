using ILGPU;

namespace UmatSurrogate.Gpu;

/// <summary>
/// Scalar products of the solver's vectors and sums of field quantities, one volume element at a time: always the same numbers are added in the same
/// order, whatever else is in the batch.
/// </summary>
internal static class VectorKernels
{
    /// <summary>Threads that share one sum.</summary>
    public const int Parts = 128;

    /// <summary>Thread i = t + Parts (q + products task): part t of scalar product q of a task; 0 where the task has fewer.</summary>
    public static void Products(Index1D i, FieldShape s, BatchLimits limits, ArrayView<int> plans, ArrayView<double> vectors, ArrayView<double> parts)
    {
        int t = i % Parts, j = i / Parts, q = j % limits.Products, task = j / limits.Products;
        int plan = task * limits.PlanLength, first = plan + TaskPlan.Products(limits) + 4 * q;
        int a = plans[first], b = plans[first + 1], c = plans[first + 2], d = plans[first + 3];
        double sum = 0.0;
        if (a >= 0)
        {
            long slot = (long)plans[plan + TaskPlan.Slot] * limits.Vectors, length = 6L * s.SpectrumStride;
            long pa = (slot + a) * length, pb = (slot + b) * length, pc = (slot + c) * length, pd = (slot + d) * length;
            for (int e = t; e < length; e += Parts)
            {
                double x = vectors[pa + e], y = vectors[pc + e];
                if (b >= 0)
                    x -= vectors[pb + e];
                if (d >= 0)
                    y -= vectors[pd + e];
                sum = DeviceMath.FusedMultiplyAdd(x, y, sum);
            }
        }

        parts[i] = sum;
    }

    /// <summary>Thread i = t + Parts (q + 2 task): part t of the sum over the frequencies of divergence measure q of a task.</summary>
    public static void Sums(Index1D i, FieldShape s, ArrayView<double> measures, ArrayView<double> parts)
    {
        int t = i % Parts, j = i / Parts;
        long first = (long)j * s.SpectrumStride;
        double sum = 0.0;
        for (int k = t; k < s.Frequencies; k += Parts)
            sum += measures[first + k];
        parts[i] = sum;
    }

    /// <summary>Thread i: the sum of the parts of sum i, as a sum of four sums.</summary>
    public static void Total(Index1D i, ArrayView<double> parts, ArrayView<double> sums)
    {
        long first = (long)i.X * Parts;
        double a = 0.0, b = 0.0, c = 0.0, d = 0.0;
        for (int t = 0; t < Parts; t += 4)
        {
            a += parts[first + t];
            b += parts[first + t + 1];
            c += parts[first + t + 2];
            d += parts[first + t + 3];
        }

        sums[i] = a + b + (c + d);
    }
}
