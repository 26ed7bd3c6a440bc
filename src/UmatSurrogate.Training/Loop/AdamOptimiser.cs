using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace UmatSurrogate.Training;

/// <summary>
/// Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1) with a limit of the gradient's 2-norm before it:
/// m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, w -= rate / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + eps), and the decay of the
/// weights outside the gradient, w -= rate decay w (AdamW, Loshchilov and Hutter 2019, arXiv:1711.05101).
/// </summary>
/// <remarks>
/// Written here, on the memory of the parameters, because TorchSharp 0.107.0 hands temporary scalars (the constants of its own Adam, of
/// <c>pow</c>, of <c>tensor * number</c>) to libtorch without keeping them alive: once in some thousand iterations the garbage
/// collector frees one during the call ("Unknown scalar type"). For the same reason network and loss use constant tensors, never numbers.
/// </remarks>
internal sealed class AdamOptimiser
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly Parameter[] _parameters;
    private readonly float[][] _weights; // used where the parameters are not in the memory of the processor
    private readonly float[][] _mean;
    private readonly float[][] _square;
    private long _steps;

    public AdamOptimiser(SurrogateNetwork network)
    {
        _parameters = [.. network.named_parameters().Select(p => p.parameter)];
        _mean = Array.ConvertAll(_parameters, p => new float[p.NumberOfElements]);
        _square = Array.ConvertAll(_parameters, p => new float[p.NumberOfElements]);
        _weights = Array.ConvertAll(_parameters, p => p.device_type == DeviceType.CPU ? [] : NetworkWeights.Read(p));
    }

    /// <summary>One update with the gradients that the parameters hold, which are forgotten afterwards (see the other overload).</summary>
    public void Step(double rate, double gradientNormLimit, double weightDecay = 0) =>
        Step(Array.ConvertAll(_parameters, TakeGradient), rate, gradientNormLimit, weightDecay);

    /// <summary>One update.</summary>
    /// <param name="gradients">Gradient by each parameter.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="gradientNormLimit">A gradient (of all parameters together) longer than this is scaled down to it; 0: no limit.</param>
    /// <param name="weightDecay">Decay of the weights per unit of the rate; 0: none.</param>
    public void Step(float[][] gradients, double rate, double gradientNormLimit, double weightDecay = 0)
    {
        double norm = Math.Sqrt(gradients.Sum(SumOfSquares));
        double scale = gradientNormLimit > 0 && norm > gradientNormLimit ? gradientNormLimit / norm : 1.0;
        _steps++;
        double meanRate = rate / (1.0 - Math.Pow(Beta1, _steps));
        double squareScale = 1.0 / (1.0 - Math.Pow(Beta2, _steps));
        double kept = 1.0 - rate * weightDecay;
        for (int p = 0; p < _parameters.Length; p++)
        {
            if (_weights[p].Length == 0)
            {
                Update(NetworkWeights.Values(_parameters[p]), gradients[p], _mean[p], _square[p], scale, meanRate, squareScale, kept);
            }
            else
            {
                Update(_weights[p], gradients[p], _mean[p], _square[p], scale, meanRate, squareScale, kept);
                NetworkWeights.Write(_parameters[p], _weights[p]);
            }
        }
    }

    /// <summary>Takes over weights that were written into the parameters from outside.</summary>
    public void Refresh()
    {
        for (int p = 0; p < _parameters.Length; p++)
        {
            if (_weights[p].Length > 0)
                NetworkWeights.Read(_parameters[p]).CopyTo(_weights[p], 0);
        }
    }

    /// <summary>Writes the number of steps, then for each parameter m and v.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_steps);
        for (int p = 0; p < _parameters.Length; p++)
        {
            writer.Write(MemoryMarshal.AsBytes(_mean[p].AsSpan()));
            writer.Write(MemoryMarshal.AsBytes(_square[p].AsSpan()));
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">The stream is too short.</exception>
    public void Restore(BinaryReader reader)
    {
        _steps = reader.ReadInt64();
        for (int p = 0; p < _parameters.Length; p++)
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_mean[p].AsSpan()));
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_square[p].AsSpan()));
        }
    }

    private static void Update(
        Span<float> weights, float[] gradient, float[] mean, float[] square, double scale, double meanRate, double squareScale, double kept)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            double g = scale * gradient[i];
            double m = Beta1 * mean[i] + (1.0 - Beta1) * g;
            double v = Beta2 * square[i] + (1.0 - Beta2) * g * g;
            (mean[i], square[i]) = ((float)m, (float)v);
            weights[i] = (float)(kept * weights[i]) - (float)(meanRate * m / (Math.Sqrt(v * squareScale) + Epsilon));
        }
    }

    /// <summary>The gradient by a parameter, which forgets it.</summary>
    internal static float[] TakeGradient(Parameter parameter)
    {
        using Tensor? gradient = parameter.grad;
        if (gradient is null)
            return new float[parameter.NumberOfElements];
        float[] values = NetworkWeights.Read(gradient);
        parameter.grad = null;
        return values;
    }

    private static double SumOfSquares(float[] values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += (double)value * value;
        return sum;
    }
}
