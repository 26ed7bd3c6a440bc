using TorchSharp;
using UmatSurrogate.Recurrent;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>
/// Losses on the difference d = s - s_true of deviatoric stresses (T x B x 6, MPa). With r_c the half-range of component c of the
/// training stresses and r the mean of the six: mean square = mean (d_c/r_c)^2, the mean square error of the min-max scaled stresses;
/// vector norm = mean |d|/r with the Frobenius norm |d| = sqrt(d : d).
/// </summary>
internal sealed class StressLoss : IDisposable
{
    // Added to d : d (MPa^2) so that the norm is differentiable at zero.
    private const float SmallSquare_MPa2 = 1e-6f;

    private readonly Tensor _inverseHalfRange;
    private readonly Tensor _frobeniusWeights;
    private readonly Tensor _inverseMeanHalfRange;
    private readonly Tensor _smallSquare_MPa2;
    private readonly TrainingLoss _kind;

    public StressLoss(TrainingLoss kind, ModelSpecification model, Device? device = null)
    {
        _kind = kind;
        double[] halfRange_MPa = [.. model.StressMinimum_Pa.Zip(model.StressMaximum_Pa, (a, b) => 0.5e-6 * (b - a))];
        _inverseHalfRange = tensor(Array.ConvertAll(halfRange_MPa, r => (float)(1.0 / r)), device: device).DetachFromDisposeScope();
        _inverseMeanHalfRange = tensor((float)(1.0 / halfRange_MPa.Average()), device: device).DetachFromDisposeScope();
        _smallSquare_MPa2 = tensor(SmallSquare_MPa2, device: device).DetachFromDisposeScope();
        _frobeniusWeights = tensor(new float[] { 1, 1, 1, 2, 2, 2 }, device: device).DetachFromDisposeScope();
    }

    /// <summary>The mean square, whatever is trained.</summary>
    public Tensor MeanSquare(Tensor difference_MPa)
    {
        Tensor scaled = difference_MPa * _inverseHalfRange;
        return (scaled * scaled).mean();
    }

    /// <summary>What training makes small. (Constants are tensors: see <see cref="AdamOptimiser"/>.)</summary>
    public Tensor Value(Tensor difference_MPa) => _kind == TrainingLoss.MeanSquare
        ? MeanSquare(difference_MPa)
        : ((difference_MPa * difference_MPa * _frobeniusWeights).sum(2) + _smallSquare_MPa2).sqrt().mean() * _inverseMeanHalfRange;

    public void Dispose()
    {
        _inverseHalfRange.Dispose();
        _frobeniusWeights.Dispose();
        _inverseMeanHalfRange.Dispose();
        _smallSquare_MPa2.Dispose();
    }
}
