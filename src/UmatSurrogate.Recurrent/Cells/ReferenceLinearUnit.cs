namespace UmatSurrogate.Recurrent;

/// <summary>One layer of the linear cell, h' = A h + B x + b (A: weight_hh, B: weight_ih), the baseline of arXiv:2510.06904.</summary>
internal sealed class ReferenceLinearUnit(SurrogateModel model, int layer) : IReferenceLayer
{
    private readonly double[] _a = ReferenceCell.ToDouble(model.Tensor($"linear.weight_hh_l{layer}"));
    private readonly double[] _b = ReferenceCell.ToDouble(model.Tensor($"linear.weight_ih_l{layer}"));
    private readonly double[] _bias = ReferenceCell.ToDouble(model.Tensor($"linear.bias_l{layer}"));

    /// <inheritdoc/>
    public double[] Step(double[] x, double[][] dx, double[] h, double[][] dh)
    {
        for (int k = 0; k < dx.Length; k++)
            dh[k] = Sum(ReferenceCell.Affine(_a, null, dh[k]), ReferenceCell.Affine(_b, null, dx[k]));
        return Sum(ReferenceCell.Affine(_a, _bias, h), ReferenceCell.Affine(_b, null, x));
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
